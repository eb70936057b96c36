import { maxNameBytes, maxPathBytes } from "./limits.ts";
import type { ArchiveEntry, ArchiveProblem, Listing } from "./listing.ts";
import type { Failure, Tree } from "./tree.ts";

/** A problem by the name that stands in the archive, one character a byte. */
export interface NamedProblem {
  readonly path: string;
  readonly reason: string;
}

/** Takes the root off every path. What came to lie outside of it, through a link, is a problem. */
export function withoutRoot(
  tree: Tree,
  root: string,
  problems: readonly NamedProblem[],
  ambiguities: readonly string[],
  folders: readonly string[] = [],
): Listing {
  const prefix = root === "" ? "" : `${root}/`;
  const { entries, emptyFolders } = tree.list();
  const all: ArchiveProblem[] = problems.map(({ path, reason }) => ({
    path: Buffer.from(path.startsWith(prefix) ? path.slice(prefix.length) : path, "latin1"),
    reason,
  }));
  const inside: ArchiveEntry[] = [];
  for (const { path, kind, bytes } of entries) {
    if (path.startsWith(prefix))
      inside.push({ path: Buffer.from(path.slice(prefix.length), "latin1"), kind, bytes });
    else all.push({ path: Buffer.from(path, "latin1"), reason: reasons.OutsideOfPackage });
  }
  return {
    entries: inside,
    problems: all,
    root: root === "" ? undefined : Buffer.from(root, "latin1"),
    emptyFolders: emptyFolders
      .filter((folder) => `${folder}/`.startsWith(prefix))
      .map((folder) => Buffer.from(folder.slice(prefix.length), "latin1")),
    folders: folders
      .filter((folder) => folder !== root)
      .map((folder) =>
        Buffer.from(folder.startsWith(prefix) ? folder.slice(prefix.length) : folder, "latin1"),
      ),
    ambiguities,
  };
}

export const reasons: Readonly<Record<Failure, string>> = {
  FileNotFound: "is a link to nothing (FileNotFound)",
  NameTooLong: `is longer than a path may be, which is ${maxPathBytes} bytes, and ${maxNameBytes} for each name in it (NameTooLong)`,
  NotDir: "lies below something that is not a folder (NotDir)",
  OutsideOfPackage: "would be written outside of the package, through a link",
  PathAlreadyExists: "is there twice (PathAlreadyExists)",
  SymLinkLoop: "lies below links that go in a circle (SymLinkLoop)",
};
