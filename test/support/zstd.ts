import { xxh64 } from "../../src/archive/xxh64.ts";

export interface ZstdOptions {
  readonly checksum?: boolean;
  /** Whether the frame says how much it holds. */
  readonly contentSize?: boolean;
  /** log2 of the window. */
  readonly windowLog?: number;
  readonly dictionary?: boolean;
}

/** A well-formed .zst frame of raw blocks, and one that repeats a byte where the content does. */
export function zstd(bytes: Buffer, options: ZstdOptions = {}): Buffer {
  const checksum = options.checksum === true;
  const sized = options.contentSize === true;
  const descriptor = (sized ? 0x80 : 0) | (checksum ? 4 : 0) | (options.dictionary === true ? 1 : 0);
  const parts = [
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor, ((options.windowLog ?? 17) - 10) << 3]),
    Buffer.alloc(options.dictionary === true ? 1 : 0, 1),
    sized ? littleEndian(bytes.length, 4) : Buffer.alloc(0),
  ];
  const step = Math.min(2 ** (options.windowLog ?? 17), 128 * 1024);
  for (let at = 0; at < bytes.length || at === 0; at += step) {
    const content = bytes.subarray(at, at + step);
    const last = at + step >= bytes.length ? 1 : 0;
    const repeats = content.length > 0 && content.equals(Buffer.alloc(content.length, content[0]));
    parts.push(littleEndian((content.length << 3) | (repeats ? 2 : 0) | last, 3));
    parts.push(repeats ? content.subarray(0, 1) : content);
  }
  if (checksum) parts.push(Buffer.from(xxh64(bytes).slice(8), "hex").reverse());
  return Buffer.concat(parts);
}

/** A frame of data for somebody else. */
export function zstdSkippable(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18]), littleEndian(bytes.length, 4), bytes]);
}

function littleEndian(value: number, width: number): Buffer {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntLE(value, 0, width);
  return bytes;
}
