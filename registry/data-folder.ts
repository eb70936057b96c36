import { join } from "node:path";
import { listIfThere, nodeDisk } from "../src/disk/index.ts";
import { isSystemError, PantryError } from "../src/errors.ts";
import { folderBlobs } from "./blobs/index.ts";
import { isStorageProblem, registryError } from "./errors.ts";
import { sqliteMetadata } from "./metadata/index.ts";
import type { Registry } from "./registry.ts";
import { sqliteSearch } from "./search/index.ts";
import { folderSigner } from "./signing/index.ts";

/** Where everything lies in a data folder. A backup has the same places, but no search: that is made from the rest. */
export function placesIn(folder: string) {
  return {
    metadata: join(folder, "metadata.sqlite"),
    search: join(folder, "search.sqlite"),
    blobs: join(folder, "blobs"),
    advisories: join(folder, "advisories"),
    keys: join(folder, "keys"),
    settings: join(folder, "registry.toml"),
  };
}

/** Opens the storage and the key in a data folder, and makes what is not there. Throws SETTINGS_INVALID. */
export async function openDataFolder(
  folder: string,
): Promise<Pick<Registry, "metadata" | "blobs" | "search" | "signer">> {
  const places = placesIn(folder);
  try {
    nodeDisk.makeFolders(folder, 0o700);
    checkWhole(places);
    const blobs = await folderBlobs(places.blobs);
    const signer = folderSigner(nodeDisk, places.keys);
    const search = sqliteSearch(places.search);
    return { blobs, signer, search, metadata: sqliteMetadata(places.metadata) };
  } catch (error) {
    const cause = isStorageProblem(error) ? error.cause : error;
    if (cause instanceof PantryError || !isSystemError(cause)) throw error;
    const isFull = isSystemError(cause, "ENOSPC", "EDQUOT");
    throw registryError("SETTINGS_INVALID", {
      message: `cannot use the data folder ${folder}: ${cause.message}`,
      hint: isFull ? "make room there" : "choose one that can be written, with `--data DIR`",
      cause,
    });
  }
}

/**
 * What is lost is not made anew where the rest is there: an empty database would give every name away, and another key
 * would sign what clients know by the lost one. A new folder gets its keys, then its database, then blobs.
 */
function checkWhole({ metadata, blobs, keys }: ReturnType<typeof placesIn>): void {
  const hasMetadata = (nodeDisk.stat(metadata)?.sizeBytes ?? 0) > 0;
  const hasBlobs = listIfThere(nodeDisk, blobs).some(({ name }) => name.length === 2);
  const hasKeys = listIfThere(nodeDisk, keys).some(({ name }) => name.toString().endsWith(".pem"));
  const lost = hasBlobs && !hasMetadata ? metadata : hasMetadata && !hasKeys ? keys : undefined;
  if (lost === undefined) return;
  throw registryError("SETTINGS_INVALID", {
    message: `${lost} is gone or empty, and the rest of the registry is there`,
    hint: "put it back from a backup; a new registry begins in an empty folder",
  });
}

export async function closeDataFolder({
  metadata,
  search,
}: Pick<Registry, "metadata" | "search">): Promise<void> {
  await search.close();
  await metadata.close();
}
