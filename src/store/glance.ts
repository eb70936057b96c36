import { type Disk, joinPath, listIfThere } from "../disk/index.ts";
import { isHash } from "../zig/index.ts";
import type { StoreLayout } from "./layout.ts";
import { isUntouched, parseRecord } from "./record.ts";

export interface Glance {
  readonly packages: number;
  /** Hashes of packages of which a file has another size or time than when it was stored. */
  readonly touched: readonly string[];
}

/** Compares sizes and times with the records, and reads no package: what would take long, `verifyStore` does. */
export function glanceAtStore(disk: Disk, layout: StoreLayout): Glance {
  const hashes = listIfThere(disk, layout.zig)
    .map(({ name }) => name.toString())
    .filter(isHash);
  return { packages: hashes.length, touched: hashes.filter((hash) => looksTouched(disk, layout, hash)) };
}

function looksTouched(disk: Disk, layout: StoreLayout, hash: string): boolean {
  const bytes = disk.readIfThere(layout.recordFile(hash));
  const record = bytes && parseRecord(bytes.toString("utf8"), hash);
  if (record === undefined) return true;
  const { archive, entries } = record;
  if (!isUntouched(archive, disk.stat(layout.blob(archive.sha512)))) return true;
  const tree = layout.tree(hash);
  return !entries.every((entry) => isUntouched(entry, disk.stat(joinPath(tree, entry.path))));
}
