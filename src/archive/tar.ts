import type { Content } from "./content.ts";
import { damaged, unreadable } from "./errors.ts";
import { maxPathBytes, maxPaxKeywordBytes } from "./limits.ts";
import { showName } from "./show-name.ts";
import { TarCursor } from "./tar-cursor.ts";
import { blockBytes, readHeader, type TarHeader } from "./tar-header.ts";
import { isZero } from "./zeros.ts";
import { parseZigInteger } from "./zig-integer.ts";

/** What a tar archive is unpacked into. Names are as the archive has them, one character a byte. */
export interface TarSink {
  /** Says whether it could be made: Zig skips the contents of what it could not make. */
  file(name: string, bytes: Buffer): boolean;
  symlink(name: string, target: string): void;
  folder(name: string): void;
  /** An entry of a type that Zig does not unpack, by the short name in its header. */
  unsupported(name: string, type: string): void;
  /** Other readers would see something else here: a phrase that says what, and the entry, where it is known. */
  ambiguity(phrase: string, name?: string): void;
}

/**
 * Reads a tar archive step by step as Zig does (zig 0.16 std/tar.zig `Iterator`), with all that follows from it:
 *
 * - the first block of zeros ends it, and so does the end of the file after a whole entry;
 * - a name comes from the header with its prefix, from a GNU long name, or from a pax record, whichever is last;
 * - of pax records only `path`, `linkpath` and `size` count; global headers count for nothing;
 * - what precedes an entry of an unsupported type falls upon the entry after it.
 *
 * Throws ARCHIVE_DAMAGED and ARCHIVE_UNREADABLE where Zig gives up altogether.
 */
export function readTar(content: Content, sink: TarSink): void {
  const cursor = new TarCursor(content);
  let ahead = nothingAhead;
  for (let header = nextHeader(cursor); header !== undefined; header = nextHeader(cursor)) {
    if (header.ambiguity !== undefined) sink.ambiguity(header.ambiguity, header.name);
    let bodyBytes = header.sizeBytes;
    switch (header.type) {
      case "0":
      case "2":
      case "5":
        bodyBytes = readEntry(cursor, header, ahead, sink);
        ahead = nothingAhead;
        break;
      case "L":
      case "K":
        if (ahead.from === "pax") sink.ambiguity("one header for the same entry after another", ahead.name);
        ahead = {
          ...ahead,
          from: "gnu",
          [header.type === "L" ? "name" : "link"]: readLongText(cursor, bodyBytes),
        };
        break;
      case "x":
        if (ahead.from !== "nothing")
          sink.ambiguity("one header for the same entry after another", ahead.name);
        ahead = readPax(cursor, bodyBytes, sink);
        break;
      case "g":
        noteGlobals(cursor, bodyBytes, sink);
        cursor.skip(bodyBytes);
        break;
      default:
        if (ahead.from !== "nothing")
          sink.ambiguity(
            "a header before an entry that Zig skips, and so for the next one",
            header.shortName,
          );
        sink.unsupported(header.shortName, header.type);
        if (header.type === "S") skipSparseHeaders(cursor);
        cursor.skip(bodyBytes);
    }
    cursor.skip(paddingOf(bodyBytes));
  }
  if (!isZero(content.bytes.subarray(cursor.at))) sink.ambiguity("data behind the end of the tar archive");
}

/** What headers before an entry say of it. For Zig, empty text and a size of 0 say nothing; others obey them. */
interface Ahead {
  readonly from: "nothing" | "gnu" | "pax";
  readonly name?: string;
  readonly link?: string;
  readonly sizeBytes?: number;
}

const nothingAhead: Ahead = { from: "nothing" };

function nextHeader(cursor: TarCursor): TarHeader | undefined {
  if (cursor.isAtEnd()) return undefined;
  const { at } = cursor;
  cursor.pass(blockBytes);
  return readHeader(cursor.bytes, at);
}

/** Hands over a file, link or folder. Returns how many bytes its contents have. */
function readEntry(cursor: TarCursor, header: TarHeader, ahead: Ahead, sink: TarSink): number {
  if (!header.hasMode)
    throw damaged(`the tar header of ${showName(header.shortName)} has an unreadable mode`);
  const sizeBytes = ahead.sizeBytes || header.sizeBytes;
  const name = ahead.name || header.name;
  if ((ahead.sizeBytes ?? header.sizeBytes) !== header.sizeBytes)
    sink.ambiguity("two sizes for one entry", name);
  if (ahead.name === "" || ahead.link === "")
    sink.ambiguity("an empty name in a header before an entry", name);
  // Zig takes the last name before a `/` or `/.` for the file's own.
  if (header.type !== "5" && /(^|\/)\.?$/.test(name))
    sink.ambiguity("a file or link that is named like a folder", name);
  if (header.type === "0") {
    const start = cursor.at;
    const bytes = cursor.take(sizeBytes);
    if (sink.file(name, bytes)) return sizeBytes;
    cursor.at = start;
  } else {
    if (sizeBytes > 0) sink.ambiguity("a link or folder with contents", name);
    if (header.type === "2") sink.symlink(name, ahead.link || header.link);
    else sink.folder(name);
  }
  cursor.skip(sizeBytes);
  return sizeBytes;
}

function readLongText(cursor: TarCursor, sizeBytes: number): string {
  if (sizeBytes > maxTextBytes) throw tooLongText();
  const text = cursor.take(sizeBytes).toString("latin1");
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}

/** Records of the form `<length> <keyword>=<value>\n`, where the length counts all of it. Source: POSIX pax. */
function readPax(cursor: TarCursor, sizeBytes: number, sink: TarSink): Ahead {
  let ahead: Ahead = { from: "pax" };
  for (let left = sizeBytes; left > 0; ) {
    const lengthText = cursor.takeUntil(" ", maxPaxKeywordBytes);
    const length = parseZigInteger(lengthText, 10);
    const keyword = cursor.takeUntil("=", maxPaxKeywordBytes);
    const valueBytes = (length ?? 0) - lengthText.length - keyword.length - 3;
    if (length === undefined || keyword.includes("\0") || valueBytes < 0 || length > left) throw brokenPax();
    left -= length;
    const value = cursor.bytes.toString("latin1", cursor.at, cursor.at + valueBytes);
    // Others read numbers without `_` only, pass over blanks before a keyword, or look for records in each line.
    if (!isNumber(lengthText) || /^[ \t]/.test(keyword) || /\n\d+ /.test(value))
      sink.ambiguity(oddRecord, ahead.name);
    if (keyword === "path") ahead = { ...ahead, name: readValue(cursor, valueBytes) };
    else if (keyword === "linkpath") ahead = { ...ahead, link: readValue(cursor, valueBytes) };
    else if (keyword === "size") {
      if (!isNumber(value)) sink.ambiguity(oddRecord, ahead.name);
      ahead = { ...ahead, sizeBytes: readPaxSize(cursor, valueBytes) };
    } else {
      if (keyword.startsWith("GNU.sparse.")) sink.ambiguity("a sparse file");
      cursor.skip(valueBytes);
    }
    if (cursor.take(1).toString("latin1") !== "\n") throw brokenPax();
  }
  return ahead;
}

function readValue(cursor: TarCursor, valueBytes: number): string {
  if (valueBytes > maxTextBytes) throw tooLongText();
  const value = cursor.take(valueBytes).toString("latin1");
  if (value.includes("\0")) throw brokenPax();
  return value;
}

function readPaxSize(cursor: TarCursor, valueBytes: number): number {
  if (valueBytes > maxPaxSizeBytes) throw brokenPax();
  const size = parseZigInteger(readValue(cursor, valueBytes), 10);
  if (size === undefined) throw brokenPax();
  return size;
}

/** Zig ignores global headers; others apply what they say to all entries, or give up where they are broken. */
function noteGlobals(cursor: TarCursor, sizeBytes: number, sink: TarSink): void {
  const text = cursor.bytes.toString("latin1", cursor.at, cursor.at + sizeBytes);
  const start = /([1-9]\d*) ([^ \t=\0][^=\0]*)=/y;
  for (let at = 0; at < text.length; ) {
    start.lastIndex = at;
    const [, length, keyword = ""] = start.exec(text) ?? [];
    at += Number(length);
    if (length === undefined || text.indexOf("\n", start.lastIndex) !== at - 1) {
      sink.ambiguity("a broken global header");
      return;
    }
    if (/^(path|linkpath|size|GNU\..*)$/s.test(keyword))
      sink.ambiguity("a global header with a name or size");
  }
}

const oddRecord = "a pax record that others read differently";

function isNumber(text: string): boolean {
  return /^[1-9]\d*$/.test(text) || text === "0";
}

/** GNU's old sparse format has further header blocks as long as a flag in each says so. */
function skipSparseHeaders(cursor: TarCursor): void {
  let isExtended = cursor.bytes.readUInt8(cursor.at - blockBytes + 482) > 0;
  while (isExtended) isExtended = cursor.take(blockBytes).readUInt8(504) > 0;
}

/** Zig's buffer for a name or link (`max_path_bytes`), with one byte more than a path can have. */
const maxTextBytes = maxPathBytes + 1;
/** Zig's buffer for the value of a `size` record. */
const maxPaxSizeBytes = 64;

function paddingOf(sizeBytes: number): number {
  return (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
}

function brokenPax() {
  return damaged("a pax record in it is broken");
}

function tooLongText() {
  return unreadable(`a name in it has more than ${maxTextBytes} bytes`);
}
