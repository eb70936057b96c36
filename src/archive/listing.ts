/** One file or link of a package, as it would be on disk. */
export interface ArchiveEntry {
  /** Relative to the package's root, with `/`. Bytes, since names need not be UTF-8. */
  readonly path: Buffer;
  readonly kind: "file" | "symlink";
  /** The contents, or where the link points. */
  readonly bytes: Buffer;
}

/** Something in an archive that Zig cannot unpack. It is an error only if `.paths` includes it. */
export interface ArchiveProblem {
  /** As the archive names it, without the root. */
  readonly path: Buffer;
  /** What is wrong, as a phrase about the path: "is a hard link". */
  readonly reason: string;
}

/** What an archive holds, as Zig 0.16 unpacks it. */
export interface Listing {
  readonly entries: readonly ArchiveEntry[];
  readonly problems: readonly ArchiveProblem[];
  /** The folder around everything, which is not part of the package; undefined where there is none. */
  readonly root: Buffer | undefined;
  /** Folders that hold nothing, relative to the root; the root itself is the empty path. They are never hashed. */
  readonly emptyFolders: readonly Buffer[];
  /** Folders that have an entry of their own, as the archive names them, without the root. Zig makes none of them. */
  readonly folders: readonly Buffer[];
  /**
   * Where other programs would see other contents than Zig does, as phrases: a second gzip member, a file behind the
   * end of the tar. The hash follows Zig; nothing else should trust such an archive.
   */
  readonly ambiguities: readonly string[];
}

/** Files that never were in an archive, e.g. those of a git commit. A path that leads out of the folder is a problem. */
export function listEntries(entries: readonly ArchiveEntry[]): Listing {
  const inside = entries.filter(({ path }) => staysInside(path));
  const problems = entries
    .filter(({ path }) => !staysInside(path))
    .map(({ path }) => ({ path, reason: "is no path inside a package" }));
  return { entries: inside, problems, root: undefined, emptyFolders: [], folders: [], ambiguities: [] };
}

function staysInside(path: Buffer): boolean {
  const text = path.toString("latin1");
  return (
    !text.includes("\0") && text.split("/").every((name) => name !== "" && name !== "." && name !== "..")
  );
}
