import { type Content, phraseOfRest } from "./content.ts";
import { damaged, unreadable } from "./errors.ts";
import { maxZstdWindowBytes, tooLargeUnpacked } from "./limits.ts";
import { xxh64 } from "./xxh64.ts";
import { decodeBlock, newHistory } from "./zstd-block.ts";

/**
 * All frames of a .zst file, one after the other, as Zig reads them (zig 0.16 std/compress/zstd/Decompress.zig): a
 * window of at most 8 MiB, no dictionaries. The checksum of a frame is verified, where Zig skips it.
 *
 * Throws ARCHIVE_DAMAGED, ARCHIVE_UNREADABLE, and ARCHIVE_LIMIT as soon as more than `budget` bytes come out.
 */
export function unzstd(bytes: Buffer, budget: number): Content {
  const sink = new Sink(budget);
  let at = 0;
  while (beginsFrame(bytes, at)) at = readFrame(bytes, at, sink);
  if (at === 0) throw damaged("it is no zstd file");
  return {
    bytes: sink.bytes.subarray(0, sink.length),
    beyond: phraseOfRest(bytes.subarray(at)),
    endIsError: at < bytes.length,
  };
}

const frameMagic = 0xfd2fb528;
/** 0x184d2a50 to 0x184d2a5f: frames of data for somebody else. */
const skippableMagic = 0x184d2a5;
const maxBlockBytes = 128 * 1024;

/** Reads one frame; returns where it ends. */
function readFrame(bytes: Buffer, start: number, sink: Sink): number {
  need(bytes, start, 8);
  if (bytes.readUInt32LE(start) !== frameMagic) {
    const length = bytes.readUInt32LE(start + 4);
    need(bytes, start + 8, length);
    return start + 8 + length;
  }
  const header = readHeader(bytes, start + 4);
  if ((header.contentBytes ?? 0) > sink.room) throw tooLargeUnpacked(sink.budget);
  sink.reserve(header.contentBytes ?? 0);
  const frameStart = sink.length;
  const history = newHistory();
  const blockLimit = Math.min(maxBlockBytes, header.windowBytes);
  let at = header.end;
  for (let last = false; !last; ) {
    need(bytes, at, 3);
    const blockHeader = bytes.readUIntLE(at, 3);
    last = (blockHeader & 1) === 1;
    const type = (blockHeader >> 1) & 3;
    const size = blockHeader >> 3;
    const data = at + 3;
    at = data + (type === 1 ? 1 : size);
    need(bytes, data, at - data);
    if (type === 3 || size > blockLimit) throw damaged("a zstd block is impossible");
    if (type === 2) {
      sink.reserve(blockLimit);
      const target = { output: sink.bytes, outAt: sink.length, room: blockLimit, frameStart };
      sink.advance(decodeBlock(bytes, data, at, history, target) - sink.length);
    } else {
      sink.reserve(size);
      if (type === 0) bytes.copy(sink.bytes, sink.length, data, at);
      else sink.bytes.fill(bytes.readUInt8(data), sink.length, sink.length + size);
      sink.advance(size);
    }
  }
  const content = sink.bytes.subarray(frameStart, sink.length);
  if (header.contentBytes !== undefined && header.contentBytes !== content.length) {
    throw damaged("a zstd frame has another length than it says");
  }
  if (!header.hasChecksum) return at;
  need(bytes, at, 4);
  if (xxh64(content).slice(8) !== bytes.readUInt32LE(at).toString(16).padStart(8, "0")) {
    throw damaged("the checksum of its zstd data is wrong");
  }
  return at + 4;
}

function readHeader(bytes: Buffer, start: number) {
  const descriptor = bytes.readUInt8(start);
  const single = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x08) !== 0) throw unreadable("its zstd data is of a future kind");
  if ((descriptor & 0x03) !== 0) throw unreadable("its zstd data needs a dictionary");
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (single ? 1 : 0) : 1 << sizeFlag;
  const sizeStart = start + (single ? 1 : 2);
  need(bytes, sizeStart, sizeBytes);
  const contentBytes = sizeBytes === 0 ? undefined : readSize(bytes, sizeStart, sizeBytes);
  const windowBytes = single ? (contentBytes ?? 0) : windowOf(bytes.readUInt8(start + 1));
  if (windowBytes > maxZstdWindowBytes) {
    throw unreadable(
      `its zstd data needs a window of ${windowBytes} bytes, and Zig has ${maxZstdWindowBytes}`,
      "pack it without --ultra and with at most --long=23",
    );
  }
  return { end: sizeStart + sizeBytes, contentBytes, windowBytes, hasChecksum: (descriptor & 0x04) !== 0 };
}

function readSize(bytes: Buffer, at: number, width: number): number {
  if (width === 8) return Number(bytes.readBigUInt64LE(at));
  return bytes.readUIntLE(at, width) + (width === 2 ? 256 : 0);
}

function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

/** True for the magic of a frame, or for as much of it as a cut has left. */
function beginsFrame(bytes: Buffer, at: number): boolean {
  const rest = bytes.subarray(at, at + 4);
  if (rest.length === 4) {
    const magic = rest.readUInt32LE(0);
    return magic === frameMagic || magic >>> 4 === skippableMagic;
  }
  return rest.length > 0 && Buffer.from([0x28, 0xb5, 0x2f]).subarray(0, rest.length).equals(rest);
}

/** Output that grows as it comes, up to the budget. */
class Sink {
  readonly budget: number;
  bytes: Buffer;
  length = 0;

  constructor(budget: number) {
    this.budget = budget;
    this.bytes = Buffer.alloc(0);
  }

  get room(): number {
    return this.budget - this.length;
  }

  /** Makes room for so many bytes more; a block may stand out over the budget until `advance` counts it. */
  reserve(more: number): void {
    const wanted = this.length + more;
    if (wanted <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(wanted, Math.min(2 * this.bytes.length, this.budget)));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  advance(count: number): void {
    if (count > this.room) throw tooLargeUnpacked(this.budget);
    this.length += count;
  }
}

function need(bytes: Buffer, at: number, length: number): void {
  if (at + length > bytes.length) throw damaged("its zstd data ends too early");
}
