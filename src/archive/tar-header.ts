import { damaged } from "./errors.ts";
import { parseZigInteger } from "./zig-integer.ts";

/** One header block of a tar. Text has one character a byte. */
export interface TarHeader {
  /** With the prefix, where the format has one. */
  readonly name: string;
  /** The name field alone. */
  readonly shortName: string;
  /** Where a link points; empty for what is none. */
  readonly link: string;
  readonly type: string;
  readonly sizeBytes: number;
  /** False where Zig finds the mode unreadable, which it asks for files, links and folders only. */
  readonly hasMode: boolean;
  /** Other readers would take one of its fields for something else: a phrase, or undefined. */
  readonly ambiguity: string | undefined;
}

export const blockBytes = 512;

/**
 * Reads the header block at `at` as Zig does (zig 0.16 std/tar.zig `Header`); undefined for the block of zeros that
 * ends an archive. Throws ARCHIVE_DAMAGED for a wrong checksum or an unreadable number.
 */
export function readHeader(bytes: Buffer, at: number): TarHeader | undefined {
  const checksum = octal(bytes, at + 148, 8);
  const sum = unsignedSum(bytes, at);
  if (checksum?.value === 0 && sum === 256) return undefined;
  if (checksum === undefined || (checksum.value !== sum && checksum.value !== signedSum(bytes, at))) {
    throw damaged(`${placeOf(at)} has a wrong checksum`);
  }
  const size = readSize(bytes, at);
  const type = String.fromCharCode(byteAt(bytes, at + 156));
  const isUstar = magics.has(bytes.toString("latin1", at + 257, at + 263));
  const prefix = isUstar ? text(bytes, at + 345, 155) : "";
  const shortName = text(bytes, at, 100);
  return {
    name: prefix === "" ? shortName : `${prefix}/${shortName}`,
    shortName,
    link: type === "2" ? text(bytes, at + 157, 100) : "",
    type: type === "\0" ? "0" : type,
    sizeBytes: size.value,
    hasMode: octal(bytes, at + 100, 8) !== undefined,
    ambiguity: size.isOdd
      ? "a size that is not written as it should be"
      : prefix !== "" && byteAt(bytes, at + 262) === 0x20
        ? "a GNU header with a prefix, which GNU tar does not have"
        : undefined,
  };
}

const magics: ReadonlySet<string> = new Set(["ustar\0", "ustar "]);

interface Field {
  readonly value: number;
  /** True for what `parseInt` of Zig takes, and hardly anybody else. */
  readonly isOdd: boolean;
}

/** Octal digits, or GNU's binary form: a byte 0x80, three of zero, and eight of the number. */
function readSize(bytes: Buffer, at: number): Field {
  const first = byteAt(bytes, at + 124);
  if (first === 0xff) throw damaged(`${placeOf(at)} has a negative size`);
  if (first === 0x80) {
    if (bytes.readUIntBE(at + 125, 3) !== 0) throw damaged(`${placeOf(at)} has an impossible size`);
    return { value: Number(bytes.readBigUInt64BE(at + 128)), isOdd: false };
  }
  const field = octal(bytes, at + 124, 12);
  if (field === undefined) throw damaged(`${placeOf(at)} has an unreadable size`);
  return field;
}

function octal(bytes: Buffer, at: number, width: number): Field | undefined {
  const plain = plainOctal(bytes, at, width);
  if (plain !== undefined) return { value: plain, isOdd: false };
  const digits = bytes
    .toString("latin1", at, at + width)
    .replace(/^[0 ]+/, "")
    .replace(/[ \0]+$/, "");
  if (digits === "") return { value: 0, isOdd: false };
  const value = parseZigInteger(digits, 8);
  return value === undefined ? undefined : { value, isOdd: !/^[0-7]+$/.test(digits) };
}

/** What nearly all fields are: digits, and then NULs or spaces. Undefined for all else. */
function plainOctal(bytes: Buffer, start: number, width: number): number | undefined {
  const end = start + width;
  let at = start;
  let value = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  if (at === start) return undefined;
  for (; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== 0 && byte !== 0x20) return undefined;
  }
  return value;
}

/** Bytes up to the first NUL. */
function text(bytes: Buffer, at: number, width: number): string {
  if (byteAt(bytes, at) === 0) return "";
  const field = bytes.toString("latin1", at, at + width);
  const end = field.indexOf("\0");
  return end === -1 ? field : field.slice(0, end);
}

/**
 * The sum of all bytes of a block, with spaces in place of the checksum itself. There is one for each file, so four
 * bytes are added at a time: 128 of them fit into 16 bits.
 */
function unsignedSum(bytes: Buffer, at: number): number {
  bytes.copy(blockCopy, 0, at, at + blockBytes);
  blockCopy.fill(0x20, 148, 156);
  let even = 0;
  let odd = 0;
  for (let index = 0; index < blockWords.length; index += 1) {
    const word = blockWords[index] as number;
    even += word & 0x00ff00ff;
    odd += (word >>> 8) & 0x00ff00ff;
  }
  return (even & 0xffff) + (even >>> 16) + (odd & 0xffff) + (odd >>> 16);
}

const blockWords = new Int32Array(blockBytes / 4);
const blockCopy = Buffer.from(blockWords.buffer);

/** As some old writers made it, who took bytes for signed. */
function signedSum(bytes: Buffer, at: number): number {
  let sum = 8 * 0x20;
  for (let index = at; index < at + blockBytes; index += 1) {
    if (index < at + 148 || index >= at + 156) sum += bytes.readInt8(index);
  }
  return sum;
}

function byteAt(bytes: Buffer, at: number): number {
  return bytes[at] as number;
}

function placeOf(at: number): string {
  return `the tar header at byte ${at}`;
}
