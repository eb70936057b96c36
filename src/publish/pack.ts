import { createHash } from "node:crypto";
import { join } from "node:path";
import { packTarGz, readArchive } from "../archive/index.ts";
import { type Disk, isThere } from "../disk/index.ts";
import { PantryError } from "../errors.ts";
import { archiveRoot } from "../protocol/index.ts";
import { readPackage, readPackageFolder, type ZigPackage } from "../zig/index.ts";
import type { Manifest } from "../zon/index.ts";
import { publishError } from "./errors.ts";
import type { Packed } from "./subject.ts";
import { meansEverything, workFolders } from "./work-folders.ts";

export interface PackageFolder {
  readonly manifest: Manifest;
  readonly package: ZigPackage;
  /** What stands there and is part of no package, though `.paths` mean everything. */
  readonly leftOut: readonly string[];
  readonly hasBuildScript: boolean;
}

/**
 * The package that a folder is, without what work on it leaves there: so it is the one that `zig fetch` makes of its
 * commit. Throws MANIFEST_MISSING, and what a broken manifest or an odd folder throws.
 */
export function readFolder(disk: Disk, folder: string): PackageFolder {
  const found = readPackageFolder(disk, folder, workFolders);
  const { manifest } = found;
  if (manifest === undefined) {
    throw publishError("MANIFEST_MISSING", {
      message: `there is no build.zig.zon in ${folder}`,
      hint: "`pantry init` makes one",
    });
  }
  return {
    manifest,
    package: found,
    leftOut: meansEverything(manifest)
      ? [...workFolders].filter((name) => isThere(disk, join(folder, name)))
      : [],
    hasBuildScript: disk.stat(join(folder, "build.zig"))?.kind === "file",
  };
}

/** The one archive that these files give, and whether it can be read again as the same package. */
export function pack(found: ZigPackage): Packed {
  const archive = packTarGz(found.entries, { root: archiveRoot(found.hash) });
  try {
    const { hash } = readPackage(readArchive(archive, "tar.gz"), "unpack", "the packed archive");
    // Where `.paths` leave out build.zig.zon, another hash comes out; that has its own check.
    if (hash === found.hash || !hasManifest(found)) return { archive, problem: undefined };
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    return { archive, problem: error };
  }
  throw new Error(`packed as ${found.hash}, the archive reads as another package`);
}

/** Subresource integrity, as npm writes it. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

function hasManifest({ entries }: ZigPackage): boolean {
  return entries.some(({ path }) => path.equals(Buffer.from("build.zig.zon")));
}
