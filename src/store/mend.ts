import { packTarGz } from "../archive/index.ts";
import type { Disk } from "../disk/index.ts";
import { readPackageFolder, type ZigPackage } from "../zig/index.ts";
import { type CheckedPackage, packageIn } from "./check.ts";
import { discard } from "./discard.ts";
import type { Store, StoredPackage } from "./store.ts";

/**
 * Makes a damaged package whole again from what is left of it: the tree from the archive, or an archive from the
 * tree. Where neither is left it is thrown out, and undefined is returned: it must be fetched. With the record goes
 * what it knew of where the package came from.
 */
export function mendPackage(
  disk: Disk,
  store: Store,
  hash: string,
  { record, archive, treeIsWhole }: CheckedPackage,
): StoredPackage | undefined {
  const source = archive ?? (treeIsWhole ? packedTree(disk, store, hash) : undefined);
  if (record !== undefined && archive === undefined)
    disk.removeTree(store.layout.blob(record.archive.sha512));
  if (source !== undefined) return store.replace(source.holds, source.bytes, record?.origins ?? {});
  return discard(disk, store.layout, hash, disk.readIfThere(store.layout.recordFile(hash)));
}

/** Undefined for a tree without the manifest that named it: an archive of it would be another package. */
function packedTree(
  disk: Disk,
  { layout }: Store,
  hash: string,
): { readonly bytes: Buffer; readonly holds: ZigPackage } | undefined {
  const { entries } = readPackageFolder(disk, layout.tree(hash));
  const bytes = packTarGz(entries, { root: hash });
  const holds = packageIn(bytes);
  return holds?.hash === hash ? { bytes, holds } : undefined;
}
