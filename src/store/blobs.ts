import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { type Disk, isOlderThan, listIfThere, wholeSecondNow } from "../disk/index.ts";
import type { StoreLayout } from "./layout.ts";
import { keptAfterUseMs } from "./limits.ts";
import type { RecordedArchive } from "./record.ts";

/** An archive with its SHA-512, which is made once: it is the name of the blob, and the integrity of where it came from. */
export interface HashedArchive {
  readonly bytes: Buffer;
  readonly sha512: Buffer;
}

export function hashed(bytes: Buffer): HashedArchive {
  return { bytes, sha512: createHash("sha512").update(bytes).digest() };
}

/** Stores an archive by its SHA-512 (hex). Replaces one that is there and is damaged, or so old that gc may take it. */
export function putBlob(disk: Disk, layout: StoreLayout, archive: HashedArchive): RecordedArchive {
  const { bytes } = archive;
  const sha512 = archive.sha512.toString("hex");
  const path = layout.blob(sha512);
  const there = disk.stat(path);
  if (there !== undefined && !isOlderThan(disk, path, keptAfterUseMs / 2)) {
    if (disk.readIfThere(path)?.equals(bytes) === true) {
      return { sha512, sizeBytes: bytes.length, mtimeNs: there.mtimeNs };
    }
  }
  disk.makeFolders(dirname(path));
  const temporary = layout.newTemporary();
  try {
    const mtimeNs = wholeSecondNow();
    disk.create(temporary, bytes, { mode: 0o444, mtimeNs });
    disk.rename(temporary, path);
    return { sha512, sizeBytes: bytes.length, mtimeNs };
  } catch (error) {
    disk.removeTree(temporary);
    throw error;
  }
}

/** The bytes of a stored archive, if they are still those of its name. */
export function readBlob(disk: Disk, layout: StoreLayout, sha512: string): Buffer | undefined {
  const bytes = disk.readIfThere(layout.blob(sha512));
  return bytes !== undefined && hashed(bytes).sha512.toString("hex") === sha512 ? bytes : undefined;
}

/** All files in `blobs/`, with the SHA-512 that is their name; undefined for what has another name. */
export function blobFiles(
  disk: Disk,
  layout: StoreLayout,
): { readonly path: string; readonly sha512: string | undefined }[] {
  return listIfThere(disk, layout.blobs).flatMap(({ name: folder, kind }) => {
    const at = join(layout.blobs, folder.toString());
    if (kind !== "folder") return [{ path: at, sha512: undefined }];
    return listIfThere(disk, at).map(({ name }) => {
      const path = join(at, name.toString());
      const isName = /^[0-9a-f]{128}$/.test(name.toString()) && layout.blob(name.toString()) === path;
      return { path, sha512: isName ? name.toString() : undefined };
    });
  });
}
