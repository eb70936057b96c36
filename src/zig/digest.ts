import { createHash } from "node:crypto";

/** What is hashed of a package: its regular files and links, by the bytes of their paths. */
export interface HashedEntry {
  readonly path: Buffer;
  readonly kind: "file" | "symlink";
  readonly bytes: Buffer;
}

/**
 * The SHA-256 of a package: each entry is hashed by itself, and then all those hashes one after the other, in the
 * order of the entries, which must be that of the bytes of their paths. Zig reserves two bytes for the executable
 * bit of a file, which are always zero; a link is hashed by where it points.
 * Source: zig 0.16 package hash, checked against `zig fetch`.
 */
export function packageDigest(sorted: readonly HashedEntry[]): Buffer {
  const all = createHash("sha256");
  for (const { path, kind, bytes } of sorted) {
    const one = createHash("sha256").update(path);
    if (kind === "file") one.update(noExecutableBit);
    all.update(one.update(bytes).digest());
  }
  return all.digest();
}

const noExecutableBit = Buffer.from([0, 0]);

export function sortByPath<T extends { readonly path: Buffer }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => Buffer.compare(a.path, b.path));
}

/** The bytes of all regular files; links count nothing. */
export function contentBytes(entries: readonly HashedEntry[]): number {
  return entries.reduce((sum, { kind, bytes }) => sum + (kind === "file" ? bytes.length : 0), 0);
}
