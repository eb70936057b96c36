import {
  type ArchiveEntry,
  type ArchiveKind,
  listEntries,
  packTarGz,
  readArchive,
} from "../archive/index.ts";
import { about } from "../errors.ts";
import { readPackage, type ZigPackage } from "../zig/index.ts";
import { hashed } from "./blobs.ts";
import { storeError } from "./errors.ts";
import type { Store, StoredPackage } from "./store.ts";

/** What came from an address: an archive as it is, or the files of a git commit. */
export type Fetched =
  | { readonly kind: "archive"; readonly url: string; readonly format: ArchiveKind; readonly bytes: Buffer }
  | { readonly kind: "files"; readonly url: string; readonly entries: readonly ArchiveEntry[] };

/**
 * From what was fetched to a package in the store:
 *
 * 1. read it under the `unpack` policy, and compute its hash,
 * 2. compare that with the hash it is pinned to, if it is,
 * 3. store tree and archive, unless they are there.
 *
 * Throws HASH_MISMATCH, and whatever the archive reader refuses; nothing is written then.
 */
export function ingest(store: Store, fetched: Fetched, pinnedHash: string | undefined): StoredPackage {
  const listing =
    fetched.kind === "archive"
      ? about(fetched.url, () => readArchive(fetched.bytes, fetched.format))
      : listEntries(fetched.entries);
  const zigPackage = readPackage(listing, "unpack", fetched.url);
  if (pinnedHash !== undefined && zigPackage.hash !== pinnedHash)
    throw mismatch(fetched, pinnedHash, zigPackage);
  const came = fetched.kind === "archive" ? hashed(fetched.bytes) : undefined;
  const origin = came && { url: fetched.url, integrity: integrityOf(came.sha512) };
  const there = store.find(zigPackage.hash);
  if (there !== undefined) return origin === undefined ? there : store.addOrigin(there, origin);
  const isStorable = fetched.kind === "archive" && fetched.format === "tar.gz";
  const archive = came !== undefined && isStorable ? came : hashed(repack(zigPackage, listing.entries));
  return store.put(zigPackage, archive, origin);
}

/**
 * A gzip tar that Zig reads as this package. A manifest that its own `.paths` leave out goes along: it is no part
 * of the tree, but without it Zig would compute another hash.
 */
function repack(zigPackage: ZigPackage, entries: readonly ArchiveEntry[]): Buffer {
  const manifest = entries.find(({ path }) => path.equals(manifestName));
  const kept = zigPackage.entries.some(({ path }) => path.equals(manifestName));
  const packed = manifest === undefined || kept ? zigPackage.entries : [...zigPackage.entries, manifest];
  return packTarGz(packed, { root: zigPackage.hash });
}

/** Subresource integrity, as npm writes it. */
function integrityOf(sha512: Buffer): string {
  return `sha512-${sha512.toString("base64")}`;
}

function mismatch(fetched: Fetched, pinnedHash: string, came: ZigPackage) {
  return storeError("HASH_MISMATCH", {
    message: [
      `${fetched.url} is not the package that it is pinned as`,
      `  expected ${pinnedHash}`,
      `  came     ${came.hash}`,
    ].join("\n"),
    hint: "if the address is meant to give another package now, add it anew: `pantry add` writes its hash; otherwise do not use what it gives",
  });
}

const manifestName = Buffer.from("build.zig.zon");
