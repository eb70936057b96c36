import { type Disk, joinPath, listTree, type PathBytes } from "../disk/index.ts";

/** A file that is not as it should be. */
export interface FileProblem {
  /** Relative to the folder. */
  readonly path: Buffer;
  readonly problem: "missing" | "changed" | "extra";
}

/** A file or link as it should be; `bytes` are its contents or its target, asked for only where one is there. */
export interface ExpectedEntry {
  readonly path: Buffer;
  readonly kind: "file" | "symlink";
  readonly bytes: Buffer;
}

/** Names each file below a folder that is not as expected, by the bytes of their paths. */
export function differences(
  disk: Disk,
  folder: string,
  expected: readonly ExpectedEntry[],
): readonly FileProblem[] {
  if (disk.stat(folder)?.kind !== "folder") return expected.map(({ path }) => ({ path, problem: "missing" }));
  const there = new Map(listTree(disk, folder).map((entry) => [entry.path.toString("latin1"), entry]));
  const found: FileProblem[] = [];
  for (const entry of expected) {
    const key = entry.path.toString("latin1");
    const kind = there.get(key)?.kind;
    there.delete(key);
    if (kind === undefined) found.push({ path: entry.path, problem: "missing" });
    else if (kind !== entry.kind || !hasBytes(disk, folder, entry))
      found.push({ path: entry.path, problem: "changed" });
  }
  for (const { path } of there.values()) found.push({ path, problem: "extra" });
  return found.sort((a, b) => a.path.compare(b.path));
}

/** The entries of a folder that is known to be right, to compare another one with. */
export function entriesOf(
  disk: Disk,
  folder: string,
  entries: readonly { readonly path: PathBytes; readonly kind: "file" | "symlink" }[],
): ExpectedEntry[] {
  return entries.map(({ path, kind }) => ({
    path: Buffer.from(path),
    kind,
    get bytes() {
      return contents(disk, kind, folder, path);
    },
  }));
}

function hasBytes(disk: Disk, folder: string, { path, kind, bytes }: ExpectedEntry): boolean {
  return contents(disk, kind, folder, path).equals(bytes);
}

function contents(disk: Disk, kind: "file" | "symlink", folder: string, path: PathBytes): Buffer {
  const full = joinPath(folder, path);
  return kind === "file" ? disk.read(full) : disk.readLink(full);
}
