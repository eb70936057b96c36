import { damaged } from "./errors.ts";
import { parseZigInteger } from "./zig-integer.ts";

/** One header block of a tar. Text has one character a byte. */
export interface TarHeader {
  /** With the prefix, where the format has one. */
  readonly name: string;
  /** The name field alone. */
  readonly shortName: string;
  readonly link: string;
  readonly type: string;
  readonly sizeBytes: number;
  /** False where Zig finds the mode unreadable, which it asks for files, links and folders only. */
  readonly hasMode: boolean;
  /** Other readers would take one of its fields for something else: a phrase, or undefined. */
  readonly ambiguity: string | undefined;
  readonly block: Buffer;
}

export const blockBytes = 512;

/**
 * Reads a header as Zig does (zig 0.16 std/tar.zig `Header`); undefined for the block of zeros that ends an archive.
 * Throws ARCHIVE_DAMAGED for a wrong checksum or an unreadable number.
 */
export function readHeader(block: Buffer, at: number): TarHeader | undefined {
  const place = `the tar header at byte ${at}`;
  const checksum = octal(block, 148, 8);
  const sums = checksums(block);
  if (checksum?.value === 0 && sums.unsigned === 256) return undefined;
  if (checksum === undefined || (checksum.value !== sums.unsigned && checksum.value !== sums.signed)) {
    throw damaged(`${place} has a wrong checksum`);
  }
  const size = readSize(block, place);
  const isUstar = block.toString("latin1", 257, 262) === "ustar" && [0, 0x20].includes(block.readUInt8(262));
  const prefix = isUstar ? text(block, 345, 155) : "";
  const shortName = text(block, 0, 100);
  const type = block.toString("latin1", 156, 157);
  const mode = octal(block, 100, 8);
  return {
    name: prefix === "" ? shortName : `${prefix}/${shortName}`,
    shortName,
    link: text(block, 157, 100),
    type: type === "\0" ? "0" : type,
    sizeBytes: size.value,
    hasMode: mode !== undefined,
    ambiguity: size.isOdd
      ? "a size that is not written as it should be"
      : prefix !== "" && block.readUInt8(262) === 0x20
        ? "a GNU header with a prefix, which GNU tar does not have"
        : undefined,
    block,
  };
}

interface Field {
  readonly value: number;
  /** True for what `parseInt` of Zig takes, and hardly anybody else. */
  readonly isOdd: boolean;
}

/** Octal digits, or GNU's binary form: a byte 0x80, three of zero, and eight of the number. */
function readSize(block: Buffer, place: string): Field {
  const first = block.readUInt8(124);
  if (first === 0xff) throw damaged(`${place} has a negative size`);
  if (first === 0x80) {
    if (block.readUIntBE(125, 3) !== 0) throw damaged(`${place} has an impossible size`);
    return { value: Number(block.readBigUInt64BE(128)), isOdd: false };
  }
  const field = octal(block, 124, 12);
  if (field === undefined) throw damaged(`${place} has an unreadable size`);
  return field;
}

function octal(block: Buffer, at: number, width: number): Field | undefined {
  const digits = block
    .toString("latin1", at, at + width)
    .replace(/^[0 ]+/, "")
    .replace(/[ \0]+$/, "");
  if (digits === "") return { value: 0, isOdd: false };
  const value = parseZigInteger(digits, 8);
  return value === undefined ? undefined : { value, isOdd: !/^[0-7]+$/.test(digits) };
}

/** Bytes up to the first NUL. */
function text(block: Buffer, at: number, width: number): string {
  const field = block.toString("latin1", at, at + width);
  const end = field.indexOf("\0");
  return end === -1 ? field : field.slice(0, end);
}

/** The sum of all bytes, with spaces in place of the checksum itself; some old writers took bytes as signed. */
function checksums(block: Buffer): { readonly unsigned: number; readonly signed: number } {
  let unsigned = 8 * 0x20;
  let signed = unsigned;
  for (let at = 0; at < blockBytes; at += 1) {
    if (at === 148) at = 156;
    const byte = block[at] as number;
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return { unsigned, signed };
}
