import type { Listing } from "../archive/index.ts";
import type { IncludedPaths } from "./included-paths.ts";

/**
 * True if Zig fails because nothing is left of the folder around the package.
 *
 * Zig 0.16 deletes what `.paths` leave out, then the folders that this empties, and at last moves the root: if that
 * is gone, the fetch fails. Which folders it deletes hangs on the order in which it tries them, each once: those of
 * deleted files, longest path first, and behind them the parents of those that could be deleted. A root that
 * outlives this gives the hash of nothing. Source: zig src/Package/Fetch.zig `computeHash`.
 */
export function rootVanishes(listing: Listing, included: IncludedPaths): boolean {
  if (listing.root === undefined) return false;
  const deleted: string[] = [];
  for (const { path } of listing.entries) {
    if (included.includes(path)) return false;
    deleted.push(path.toString("latin1"));
  }
  // How much each folder holds; the root is the empty path.
  const holds = new Map<string, number>();
  const fill = (path: string): void => {
    for (let child = path; child !== ""; child = parentOf(child)) {
      const parent = parentOf(child);
      const before = holds.get(parent);
      holds.set(parent, (before ?? 0) + 1);
      if (before !== undefined) break;
    }
  };
  for (const path of deleted) fill(path);
  for (const folder of listing.emptyFolders) {
    const path = folder.toString("latin1");
    if (!holds.has(path)) fill(path);
    holds.set(path, holds.get(path) ?? 0);
  }
  if (!holds.has("")) return true;

  for (const path of deleted) holds.set(parentOf(path), (holds.get(parentOf(path)) ?? 0) - 1);
  const tried = new Set([...new Set(deleted.map(parentOf))].sort((a, b) => b.length - a.length));
  for (const folder of tried) {
    if (holds.get(folder) !== 0) continue;
    if (folder === "") return true;
    holds.set(parentOf(folder), (holds.get(parentOf(folder)) ?? 0) - 1);
    tried.add(parentOf(folder));
  }
  return false;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
