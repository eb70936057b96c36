import type { ArchiveEntry, Listing } from "./listing.ts";
import { type Failure, Tree } from "./tree.ts";

/** What opening a path of a package would read, links followed; or Zig's name for why it fails. */
export type Opened =
  | { readonly kind: "file"; readonly bytes: Buffer }
  | { readonly kind: "folder" }
  | Failure;

export function openEntry(listing: Listing, path: Buffer): Opened {
  const prefix = listing.root === undefined ? "" : `${listing.root.toString("latin1")}/`;
  const found = treeOf(listing.entries, prefix, listing.emptyFolders).open(prefix + path.toString("latin1"));
  if (typeof found === "string") return found;
  return found.kind === "folder" ? { kind: "folder" } : { kind: "file", bytes: found.bytes };
}

/**
 * The first link that leads out of the tree of these entries: by an absolute target, by its `..`, or by way of
 * other links. Undefined if all stay inside; a link to nothing does.
 */
export function findEscapingLink(entries: readonly ArchiveEntry[]): ArchiveEntry | undefined {
  const links = entries.filter(({ kind }) => kind === "symlink");
  if (links.length === 0) return undefined;
  const tree = treeOf(entries, "", []);
  return links.find((link) => {
    return leavesByText(link) || tree.open(link.path.toString("latin1")) === "OutsideOfPackage";
  });
}

/** Also for what lies behind a folder that is not there: nothing may depend on what is. */
function leavesByText({ path, bytes }: ArchiveEntry): boolean {
  const target = bytes.toString("latin1");
  if (target.startsWith("/")) return true;
  let depth = path.toString("latin1").split("/").length - 1;
  for (const part of target.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function treeOf(entries: readonly ArchiveEntry[], prefix: string, emptyFolders: readonly Buffer[]): Tree {
  const tree = new Tree(Number.POSITIVE_INFINITY);
  for (const folder of emptyFolders) tree.createFolders(prefix + folder.toString("latin1"));
  for (const kind of ["file", "symlink"] as const) {
    for (const entry of entries) {
      if (entry.kind !== kind) continue;
      const path = prefix + entry.path.toString("latin1");
      if (kind === "file") tree.createFile(path, entry.bytes);
      else tree.createSymlink(path, entry.bytes);
    }
  }
  return tree;
}
