import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { type Content, phraseOfRest } from "./content.ts";
import { crc64 } from "./crc64.ts";
import { damaged, unreadable } from "./errors.ts";
import { tooLargeUnpacked } from "./limits.ts";
import { decodeLzma2, measureLzma2 } from "./lzma2.ts";
import { isZero } from "./zeros.ts";

/**
 * The first stream of an .xz file, which is all that Zig reads (zig 0.16 std/compress/xz/Decompress.zig). The check
 * of every block, the index and the footer are verified, where Zig skips the check and part of the index.
 *
 * Only LZMA2 without further filters, as in Zig. Throws ARCHIVE_DAMAGED, ARCHIVE_UNREADABLE, and ARCHIVE_LIMIT
 * before anything is decoded if more than `budget` bytes would come out.
 */
export function unxz(bytes: Buffer, budget: number): Content {
  const first = readStream(bytes, 0, budget);
  const output = decodeStream(bytes, first);
  let at = first.end;
  let streams = 1;
  let left = budget - output.length;
  while (beginsStream(bytes, afterPadding(bytes, at))) {
    const next = readStream(bytes, afterPadding(bytes, at), left);
    left -= decodeStream(bytes, next).length;
    at = next.end;
    streams += 1;
  }
  const beyond = streams > 1 ? "a second xz stream" : phraseOfRest(bytes.subarray(at));
  let end = 0;
  const blockEnds = first.blocks.map((block) => {
    end += block.unpackedBytes;
    return end;
  });
  return { bytes: output, beyond, blockEnds };
}

const streamMagic = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

interface Check {
  readonly size: number;
  compute(bytes: Buffer): Buffer;
}

const checks: ReadonlyMap<number, Check> = new Map<number, Check>([
  [0x0, { size: 0, compute: () => Buffer.alloc(0) }],
  [0x1, { size: 4, compute: (bytes) => littleEndian(crc32(bytes)) }],
  [0x4, { size: 8, compute: (bytes) => Buffer.from(crc64(bytes), "hex").reverse() }],
  [0xa, { size: 32, compute: (bytes) => createHash("sha256").update(bytes).digest() }],
]);

interface Block {
  readonly data: number;
  readonly check: number;
  readonly unpackedBytes: number;
  /** Header, data and check without padding: what the index says of it. */
  readonly unpaddedBytes: number;
}

interface Stream {
  readonly blocks: readonly Block[];
  readonly check: Check;
  readonly unpackedBytes: number;
  readonly end: number;
}

/** Finds the parts of a stream and verifies all but the blocks' contents. */
function readStream(bytes: Buffer, start: number, budget: number): Stream {
  need(bytes, start, 12);
  if (!bytes.subarray(start, start + 6).equals(streamMagic)) throw damaged("it is no xz file");
  verifyCrc(bytes, start + 6, 2, start + 8, "header");
  const flags = bytes.readUInt16BE(start + 6);
  const check = checks.get(flags);
  if (check === undefined) throw unreadable(`its xz check is of type ${flags}`);
  const blocks: Block[] = [];
  let unpackedBytes = 0;
  let at = start + 12;
  need(bytes, at, 1);
  while (bytes.readUInt8(at) !== 0) {
    const block = readBlock(bytes, at, check);
    unpackedBytes += block.unpackedBytes;
    if (unpackedBytes > budget) throw tooLargeUnpacked(budget);
    blocks.push(block);
    at = block.check + check.size;
    need(bytes, at, 1);
  }
  const end = readIndexAndFooter(bytes, at, blocks, flags);
  return { blocks, check, unpackedBytes, end };
}

function decodeStream(bytes: Buffer, stream: Stream): Buffer {
  const output = Buffer.allocUnsafe(stream.unpackedBytes);
  let at = 0;
  for (const block of stream.blocks) {
    const unpacked = output.subarray(at, at + block.unpackedBytes);
    decodeLzma2(bytes, block.data, unpacked);
    const stored = bytes.subarray(block.check, block.check + stream.check.size);
    if (!stream.check.compute(unpacked).equals(stored)) throw damaged("the checksum of an xz block is wrong");
    at += block.unpackedBytes;
  }
  return output;
}

/** A block's header says which filters were used, and perhaps both sizes; its data says where it ends. */
function readBlock(bytes: Buffer, start: number, check: Check): Block {
  const headerBytes = 4 * (bytes.readUInt8(start) + 1);
  const data = start + headerBytes;
  need(bytes, start, headerBytes);
  verifyCrc(bytes, start, headerBytes - 4, data - 4, "block header");
  const cursor = { at: start + 2, end: data - 4 };
  const flags = bytes.readUInt8(start + 1);
  if ((flags & 0x3f) !== 0) throw unreadable("its xz blocks use filters besides LZMA2");
  const packed = (flags & 0x40) !== 0 ? readNumber(bytes, cursor) : undefined;
  const unpacked = (flags & 0x80) !== 0 ? readNumber(bytes, cursor) : undefined;
  const filter = readNumber(bytes, cursor);
  if (filter !== 0x21) throw unreadable("its xz blocks use another filter than LZMA2");
  if (readNumber(bytes, cursor) !== 1) throw damaged("an xz block header is wrong");
  // The dictionary size: memory to set aside, where Zig and this reader keep the whole output.
  cursor.at += 1;
  if (cursor.at > cursor.end || !isZero(bytes.subarray(cursor.at, cursor.end)))
    throw damaged("an xz block header is wrong");

  const { end, unpackedBytes } = measureLzma2(bytes, data);
  if ((packed ?? end - data) !== end - data || (unpacked ?? unpackedBytes) !== unpackedBytes) {
    throw damaged("an xz block has another size than it says");
  }
  const checkStart = end + (-(end - start) & 3);
  need(bytes, end, checkStart - end + check.size);
  if (!isZero(bytes.subarray(end, checkStart))) throw damaged("the padding of an xz block is wrong");
  return { data, check: checkStart, unpackedBytes, unpaddedBytes: end - start + check.size };
}

/** The index repeats the sizes of all blocks, the footer the flags of the header. Returns where the stream ends. */
function readIndexAndFooter(bytes: Buffer, start: number, blocks: readonly Block[], flags: number): number {
  const cursor = { at: start + 1, end: bytes.length };
  if (readNumber(bytes, cursor) !== blocks.length)
    throw damaged("its xz index counts other blocks than there are");
  for (const block of blocks) {
    const same = readNumber(bytes, cursor) === block.unpaddedBytes;
    if (readNumber(bytes, cursor) !== block.unpackedBytes || !same) {
      throw damaged("its xz index has other sizes than the blocks");
    }
  }
  const padded = cursor.at + (-(cursor.at - start) & 3);
  need(bytes, padded, 16);
  if (!isZero(bytes.subarray(cursor.at, padded))) throw damaged("the padding of its xz index is wrong");
  verifyCrc(bytes, start, padded - start, padded, "index");
  const footer = padded + 4;
  verifyCrc(bytes, footer + 4, 6, footer, "footer");
  const indexBytes = 4 * (bytes.readUInt32LE(footer + 4) + 1);
  const right =
    bytes.readUInt16BE(footer + 8) === flags && bytes.toString("latin1", footer + 10, footer + 12) === "YZ";
  if (indexBytes !== footer - start || !right) throw damaged("its xz footer is wrong");
  return footer + 12;
}

/** A number of seven bits a byte, lowest first. Source: the .xz file format, section 1.2. */
function readNumber(bytes: Buffer, cursor: { at: number; readonly end: number }): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 53; scale *= 128) {
    if (cursor.at >= cursor.end) throw cut();
    const byte = bytes.readUInt8(cursor.at);
    cursor.at += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw damaged("an xz number is too large");
}

function beginsStream(bytes: Buffer, at: number): boolean {
  const rest = bytes.subarray(at, at + streamMagic.length);
  return rest.length > 0 && streamMagic.subarray(0, rest.length).equals(rest);
}

function afterPadding(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes.readUInt8(at) === 0) at += 1;
  return at;
}

function verifyCrc(bytes: Buffer, start: number, length: number, at: number, what: string): void {
  if (crc32(bytes.subarray(start, start + length)) !== bytes.readUInt32LE(at)) {
    throw damaged(`the checksum of its xz ${what} is wrong`);
  }
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function need(bytes: Buffer, at: number, length: number): void {
  if (at + length > bytes.length) throw cut();
}

function cut() {
  return damaged("its xz data ends too early");
}
