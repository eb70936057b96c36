import { join } from "node:path";
import { type Disk, isThere, listIfThere } from "../disk/index.ts";
import { isCachedDocument } from "./document-cache.ts";

export interface VerifiedDocuments {
  readonly checked: number;
  /** Paths of files that are no entries, or have other bytes than they were kept with. */
  readonly damaged: readonly string[];
}

/** Reads all documents that are cached below a folder, of all registries. What is being staged there is left out. */
export function verifyDocuments(disk: Disk, folder: string): VerifiedDocuments {
  const damaged: string[] = [];
  let checked = 0;
  for (const { name: registry } of listIfThere(disk, folder)) {
    const own = join(folder, registry.toString());
    const files = listIfThere(disk, own).map(({ name }) => join(own, name.toString()));
    if (files.length === 0 && disk.stat(own)?.kind !== "folder") files.push(own);
    for (const path of files) {
      const bytes = path.includes(".json.pantry-") ? undefined : disk.readIfThere(path);
      if (bytes === undefined) continue;
      checked += 1;
      if (!isCachedDocument(folder, path, bytes) && isThere(disk, path)) damaged.push(path);
    }
  }
  return { checked, damaged };
}
