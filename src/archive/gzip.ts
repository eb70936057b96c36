import { crc32 } from "node:zlib";
import type { PantryError } from "../errors.ts";
import { type Content, phraseOfRest } from "./content.ts";
import { damaged } from "./errors.ts";
import { inflateRaw } from "./inflate.ts";
import { tooLargeUnpacked } from "./limits.ts";

/**
 * The first member of a gzip file, which is all that Zig reads (zig 0.16 std/compress/flate/Decompress.zig); Node's
 * own gunzip takes all members for one. Checksum and length of every member are verified, where Zig does not look.
 *
 * Throws ARCHIVE_DAMAGED, and ARCHIVE_LIMIT as soon as more than `budget` bytes come out.
 */
export function gunzip(bytes: Buffer, budget: number): Content {
  const overLimit = () => tooLargeUnpacked(budget);
  const first = readMember(bytes, 0, budget, overLimit);
  let left = budget - first.bytes.length;
  let at = first.end;
  while (beginsMember(bytes, at)) {
    const next = readMember(bytes, at, left, overLimit);
    left -= next.bytes.length;
    at = next.end;
  }
  const beyond = at > first.end ? "a second gzip member" : phraseOfRest(bytes.subarray(at));
  return { bytes: first.bytes, beyond };
}

function readMember(bytes: Buffer, start: number, limitBytes: number, overLimit: () => PantryError) {
  const body = bodyStart(bytes, start);
  // The trailer of the last member says its length modulo 2^32; of others it says something else.
  const likelyBytes = bytes.length >= 4 ? bytes.readUInt32LE(bytes.length - 4) : 0;
  const inflated = inflateRaw(bytes, body, { limitBytes, overLimit, likelyBytes });
  const trailer = inflated.end;
  if (trailer + 8 > bytes.length) throw cut();
  if (bytes.readUInt32LE(trailer) !== crc32(inflated.bytes))
    throw damaged("the checksum of its gzip stream is wrong");
  if (bytes.readUInt32LE(trailer + 4) !== inflated.bytes.length % 2 ** 32) {
    throw damaged("the length at the end of its gzip stream is wrong");
  }
  return { bytes: inflated.bytes, end: trailer + 8 };
}

/** Where the deflate data begins, after a header with its optional fields. Source: RFC 1952. */
function bodyStart(bytes: Buffer, start: number): number {
  let at = start + 10;
  if (at > bytes.length) throw cut();
  if (bytes.readUInt16LE(start) !== 0x8b1f || bytes.readUInt8(start + 2) !== 8)
    throw damaged("it is no gzip file");
  const flags = bytes.readUInt8(start + 3);
  if ((flags & 0x04) !== 0) {
    if (at + 2 > bytes.length) throw cut();
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const textFlag of [0x08, 0x10]) if ((flags & textFlag) !== 0) at = afterText(bytes, at);
  if ((flags & 0x02) !== 0) at += 2;
  if (at > bytes.length) throw cut();
  return at;
}

function afterText(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(0, at);
  if (end === -1) throw cut();
  return end + 1;
}

/** True for the magic of a member, or for as much of it as a cut has left. */
function beginsMember(bytes: Buffer, at: number): boolean {
  if (at >= bytes.length || bytes.readUInt8(at) !== 0x1f) return false;
  return at + 1 >= bytes.length || bytes.readUInt8(at + 1) === 0x8b;
}

function cut() {
  return damaged("its gzip stream ends too early");
}
