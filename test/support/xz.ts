import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export interface XzOptions {
  readonly check?: "none" | "crc32" | "sha256";
  /** Bytes of content a block; one block where absent. */
  readonly blockBytes?: number;
  /** Whether block headers say both sizes. */
  readonly sizes?: boolean;
}

/** A well-formed .xz stream whose LZMA2 chunks are stored: no packer is needed to test what is around them. */
export function xz(bytes: Buffer, options: XzOptions = {}): Buffer {
  const check = checks[options.check ?? "crc32"];
  const flags = Buffer.from([0, check.id]);
  const parts: Buffer[] = [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), flags, crc(flags)];
  const records: Buffer[] = [];
  const step = options.blockBytes ?? Math.max(bytes.length, 1);
  for (let at = 0; at < bytes.length; at += step) {
    const content = bytes.subarray(at, at + step);
    const data = storedLzma2(content);
    const header = blockHeader(options.sizes === true ? [data.length, content.length] : []);
    const sum = check.compute(content);
    parts.push(header, data, Buffer.alloc(-(header.length + data.length) & 3), sum);
    records.push(Buffer.concat([number(header.length + data.length + sum.length), number(content.length)]));
  }
  const index = padded(Buffer.concat([Buffer.from([0]), number(records.length), ...records]));
  const size = Buffer.alloc(4);
  size.writeUInt32LE((index.length + 4) / 4 - 1);
  const tail = Buffer.concat([size, flags]);
  return Buffer.concat([...parts, index, crc(index), crc(tail), tail, Buffer.from("YZ")]);
}

/** Chunks of at most 64 KiB, each as it is; the first one resets the dictionary. */
export function storedLzma2(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 0x10000) {
    const chunk = bytes.subarray(at, at + 0x10000);
    const header = Buffer.from([at === 0 ? 1 : 2, 0, 0]);
    header.writeUInt16BE(chunk.length - 1, 1);
    parts.push(header, chunk);
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

const checks = {
  none: { id: 0, compute: () => Buffer.alloc(0) },
  crc32: { id: 1, compute: crc },
  sha256: { id: 10, compute: (bytes: Buffer) => createHash("sha256").update(bytes).digest() },
};

function blockHeader(sizes: readonly number[]): Buffer {
  const fields = Buffer.concat([...sizes.map(number), Buffer.from([0x21, 1, 22])]);
  const body = padded(Buffer.concat([Buffer.from([0, sizes.length === 0 ? 0 : 0xc0]), fields]));
  body[0] = body.length / 4;
  return Buffer.concat([body, crc(body)]);
}

function number(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

function crc(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(bytes));
  return sum;
}
