import { crc32 } from "node:zlib";
import { damaged, unreadable } from "./errors.ts";
import { inflateRaw } from "./inflate.ts";
import { tooLargeUnpacked } from "./limits.ts";
import type { Listing } from "./listing.ts";
import { Phrases } from "./phrases.ts";
import { reasons, withoutRoot } from "./root.ts";
import { quoteName, showName } from "./show-name.ts";
import { Tree } from "./tree.ts";
import { readDirectory, readDirectoryStart, readLocalHeader, type ZipEntry } from "./zip-directory.ts";
import { noteGaps, spanOf, type ZipSpan } from "./zip-spans.ts";

/**
 * What a zip archive holds, as Zig unpacks it (zig 0.16 std/zip.zig): by its central directory, with backslashes as
 * slashes. Links become files that hold their target. Any failure is one of the whole archive, whatever `.paths` say.
 *
 * The checksum and both sizes of every file are verified, where Zig looks at the unpacked size alone. Throws
 * ARCHIVE_DAMAGED, ARCHIVE_UNREADABLE, and ARCHIVE_LIMIT before more than `budget` bytes come out.
 */
export function listZip(bytes: Buffer, budget: number, entryLimit: number): Listing {
  const tree = new Tree(entryLimit);
  const ambiguities = new Phrases();
  const spans: ZipSpan[] = [];
  let root: string | undefined;
  let left = budget;
  for (const entry of readDirectory(bytes)) {
    tree.count();
    const data = readLocalHeader(bytes, entry, (phrase) => ambiguities.add(phrase, entry.name));
    spans.push(spanOf(entry, data));
    const name = checkName(entry.name.replaceAll("\\", "/"));
    root = narrowRoot(root, name);
    if (name.endsWith("/")) {
      if (entry.unpackedBytes !== 0) throw damaged(`the folder ${showName(name)} has contents`);
      refuseFailure(name, tree.createFolders(name));
      continue;
    }
    if (entry.unpackedBytes > left) throw tooLargeUnpacked(budget);
    left -= entry.unpackedBytes;
    refuseFailure(name, tree.createFile(name, unpack(bytes, entry, data)));
  }
  if (root === ".") throw unreadable("it begins with ./, which Zig takes for a folder around everything");
  const directoryStart = readDirectoryStart(bytes);
  noteGaps(spans, directoryStart, (phrase, name) => ambiguities.add(phrase, name));
  return withoutRoot(tree, root ?? "", [], ambiguities.list());
}

/** Zig's `isBadFilename`, and what the system refuses. */
function checkName(name: string): string {
  if (name === "" || name.startsWith("/") || name.split("/").includes("..")) {
    throw unreadable(`${quoteName(name)} in it does not lie inside the package`);
  }
  if (name.includes("\0")) throw unreadable(`the name ${quoteName(name)} in it has a NUL`);
  return name;
}

/** Zig's `Diagnostics.nextFilename`: the first folder of the first name, if all names begin with it. */
function narrowRoot(root: string | undefined, name: string): string {
  if (root === undefined) return name.slice(0, Math.max(name.indexOf("/"), 0));
  return name.startsWith(`${root}/`) ? root : "";
}

function unpack(bytes: Buffer, entry: ZipEntry, start: number): Buffer {
  const end = start + entry.packedBytes;
  if (end > bytes.length) throw damaged(`the data of ${showName(entry.name)} ends too early`);
  const unpacked =
    entry.method === 0 ? { bytes: bytes.subarray(start, end), end } : inflate(bytes, entry, start);
  if (unpacked.bytes.length !== entry.unpackedBytes || unpacked.end !== end) {
    throw damaged(`${showName(entry.name)} has another size than the zip says`);
  }
  if (crc32(unpacked.bytes) !== entry.crc) throw damaged(`the checksum of ${showName(entry.name)} is wrong`);
  return unpacked.bytes;
}

function inflate(bytes: Buffer, entry: ZipEntry, start: number) {
  return inflateRaw(bytes.subarray(0, start + entry.packedBytes), start, {
    limitBytes: entry.unpackedBytes,
    overLimit: () => damaged(`${showName(entry.name)} has another size than the zip says`),
    likelyBytes: entry.unpackedBytes,
  });
}

function refuseFailure(name: string, failure: keyof typeof reasons | undefined): void {
  if (failure !== undefined) throw unreadable(`${quoteName(name)} in it ${reasons[failure]}`);
}
