import { damaged, unreadable } from "./errors.ts";
import { maxPathBytes } from "./limits.ts";
import { showName } from "./show-name.ts";

/** One row of the central directory. The name has one character a byte. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflate. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where the local header begins. */
  readonly offset: number;
  /** What the local header must repeat. */
  readonly versionNeeded: number;
  readonly flags: number;
  readonly modified: number;
}

const endMagic = 0x06054b50;
const locator64Magic = 0x07064b50;
const end64Magic = 0x06064b50;
const centralMagic = 0x02014b50;
const localMagic = 0x04034b50;
const none16 = 0xffff;
const none32 = 0xffffffff;

/**
 * The central directory of a zip, with the checks of Zig (zig 0.16 std/zip.zig `Iterator`), zip64 included.
 * Yields row by row, since Zig, too, fails only when it gets to a bad one. Offsets count from the file's beginning.
 */
export function* readDirectory(bytes: Buffer): Generator<ZipEntry> {
  const directory = findDirectory(bytes);
  let at = directory.offset;
  for (let index = 0; index < directory.count; index += 1) {
    const row = readRow(bytes, at);
    yield row.entry;
    at = row.end;
  }
  if (at - directory.offset !== directory.size)
    throw damaged("its zip directory has another size than it says");
}

/** Where the directory begins, and the files before it end. */
export function readDirectoryStart(bytes: Buffer): number {
  return findDirectory(bytes).offset;
}

interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

function findDirectory(bytes: Buffer): Directory {
  const end = findEnd(bytes);
  const countHere = bytes.readUInt16LE(end + 8);
  const directory = {
    count: bytes.readUInt16LE(end + 10),
    size: bytes.readUInt32LE(end + 12),
    offset: bytes.readUInt32LE(end + 16),
  };
  const counts = [countHere, directory.count];
  const isSplit = !counts.includes(none16) && countHere !== directory.count;
  if (bytes.readUInt32LE(end + 4) !== 0 || isSplit) throw severalDisks();
  if (countHere !== none16 && countHere > directory.count) throw damaged("its zip directory is wrong");
  const needs64 = counts.includes(none16) || [directory.size, directory.offset].includes(none32);
  return needs64 ? directoryFrom64(bytes, end, directory) : directory;
}

/** The last end record whose comment reaches just to the end of the file. */
function findEnd(bytes: Buffer): number {
  const last = bytes.length - 22;
  for (let at = last; at >= Math.max(last - none16, 0); at -= 1) {
    if (bytes.readUInt32LE(at) === endMagic && bytes.readUInt16LE(at + 20) === last - at) return at;
  }
  throw damaged("it has no zip directory at its end");
}

/** Large archives say it in a second end record, found through a locator before the first one. */
function directoryFrom64(bytes: Buffer, end: number, short: Directory): Directory {
  const locator = end - 20;
  if (locator < 0 || bytes.readUInt32LE(locator) !== locator64Magic)
    throw damaged("its zip64 locator is missing");
  if (bytes.readUInt32LE(locator + 4) !== 0 || bytes.readUInt32LE(locator + 16) !== 1) throw severalDisks();
  const at = readSize64(bytes, locator + 8);
  need(bytes, at, 56);
  if (bytes.readUInt32LE(at) !== end64Magic || readSize64(bytes, at + 4) !== 44) {
    throw damaged("its zip64 end record is wrong");
  }
  if (bytes.readUInt16LE(at + 14) > 45) throw unreadable("it needs a newer version of zip");
  const long = {
    count: readSize64(bytes, at + 32),
    size: readSize64(bytes, at + 40),
    offset: readSize64(bytes, at + 48),
  };
  if (readSize64(bytes, at + 16) !== 0 || readSize64(bytes, at + 24) !== long.count) throw severalDisks();
  const agrees =
    (short.count === none16 || short.count === long.count) &&
    (short.size === none32 || short.size === long.size) &&
    (short.offset === none32 || short.offset === long.offset);
  if (!agrees) throw damaged("its two zip end records differ");
  return long;
}

function readRow(bytes: Buffer, at: number): { readonly entry: ZipEntry; readonly end: number } {
  need(bytes, at, 46);
  if (bytes.readUInt32LE(at) !== centralMagic) throw damaged("its zip directory is not where it says");
  const flags = bytes.readUInt16LE(at + 8);
  if ((flags & 1) !== 0) throw unreadable("it is encrypted");
  if (bytes.readUInt16LE(at + 34) !== 0) throw severalDisks();
  const nameBytes = bytes.readUInt16LE(at + 28);
  const extraBytes = bytes.readUInt16LE(at + 30);
  const extraStart = at + 46 + nameBytes;
  const end = extraStart + extraBytes + bytes.readUInt16LE(at + 32);
  need(bytes, at, end - at);
  if (nameBytes > maxPathBytes + 1) throw unreadable(`a name in it has more than ${maxPathBytes + 1} bytes`);
  const short = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
  const [unpackedBytes = 0, packedBytes = 0, offset = 0] = withZip64(bytes, extraStart, extraBytes, short);
  const method = bytes.readUInt16LE(at + 10);
  if (method !== 0 && method !== 8)
    throw unreadable(`it is packed by method ${method}, neither stored nor deflated`);
  const entry: ZipEntry = {
    name: bytes.toString("latin1", at + 46, extraStart),
    method,
    crc: bytes.readUInt32LE(at + 16),
    packedBytes,
    unpackedBytes,
    offset,
    versionNeeded: bytes.readUInt16LE(at + 6),
    flags,
    modified: bytes.readUInt32LE(at + 12),
  };
  return { entry, end };
}

/**
 * Verifies that an entry's own header repeats what the directory says, as far as Zig looks, and reports what Zig
 * does not look at. Returns where the data begin.
 */
export function readLocalHeader(bytes: Buffer, entry: ZipEntry, ambiguity: (phrase: string) => void): number {
  const at = entry.offset;
  need(bytes, at, 30);
  if (bytes.readUInt32LE(at) !== localMagic)
    throw damaged(`${showName(entry.name)} is not where its zip directory says`);
  const nameBytes = bytes.readUInt16LE(at + 26);
  const extraBytes = bytes.readUInt16LE(at + 28);
  const extraStart = at + 30 + nameBytes;
  need(bytes, at, 30 + nameBytes + extraBytes);
  const short = [bytes.readUInt32LE(at + 22), bytes.readUInt32LE(at + 18)];
  const [unpackedBytes = 0, packedBytes = 0] = withZip64(bytes, extraStart, extraBytes, short);
  const crc = bytes.readUInt32LE(at + 14);
  const isSame =
    bytes.readUInt16LE(at + 4) === entry.versionNeeded &&
    bytes.readUInt16LE(at + 6) === entry.flags &&
    bytes.readUInt32LE(at + 10) === entry.modified &&
    nameBytes === entry.name.length &&
    [0, entry.crc].includes(crc) &&
    [0, entry.packedBytes].includes(packedBytes) &&
    [0, entry.unpackedBytes].includes(unpackedBytes);
  if (!isSame) throw damaged(`${showName(entry.name)} has another header than its zip directory says`);
  if (bytes.toString("latin1", at + 30, extraStart) !== entry.name) ambiguity("a file with two names");
  if (bytes.readUInt16LE(at + 8) !== entry.method) ambiguity("a file with two ways to unpack it");
  return extraStart + extraBytes;
}

/** Replaces each size that does not fit into 32 bits by the one in the zip64 field; all fields must be whole. */
function withZip64(
  bytes: Buffer,
  start: number,
  length: number,
  short: readonly number[],
): readonly number[] {
  let sizes = short;
  for (let at = start; at + 4 <= start + length; ) {
    const dataStart = at + 4;
    const dataEnd = dataStart + bytes.readUInt16LE(at + 2);
    if (dataEnd > start + length) throw damaged("an extra field in its zip is cut");
    if (bytes.readUInt16LE(at) === 1) {
      let next = dataStart;
      sizes = short.map((size, index) => {
        if (size !== none32) return sizes[index] ?? size;
        if (next + 8 > dataEnd) throw damaged("a zip64 field in it is cut");
        next += 8;
        return readSize64(bytes, next - 8);
      });
    }
    at = dataEnd;
  }
  return sizes;
}

function readSize64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

function need(bytes: Buffer, at: number, length: number): void {
  if (at + length > bytes.length) throw damaged("its zip data ends too early");
}

function severalDisks() {
  return unreadable("it is one of several parts of a zip");
}
