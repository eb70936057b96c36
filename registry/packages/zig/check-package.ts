import { createHash } from "node:crypto";
import { type Listing, packTarGz, readArchive } from "../../../src/archive/index.ts";
import { PantryError } from "../../../src/errors.ts";
import { archiveRoot, type IndexDependency, isZigVersion } from "../../../src/protocol/index.ts";
import { readPackage, type ZigPackage } from "../../../src/zig/index.ts";
import type { Manifest } from "../../../src/zon/index.ts";
import { registryError } from "../../errors.ts";
import { unpackedBytes } from "../limits.ts";
import { checkDependencies } from "./check-dependencies.ts";

/** What is sent to be published, and what is said of it. */
export interface SentPackage {
  readonly archive: Buffer;
  readonly name: string;
  readonly version: string;
  /** The hash that its publisher has. */
  readonly hash: string;
  readonly loopbackAllowed: boolean;
}

/** A package that may be published as it is. */
export interface CheckedPackage {
  readonly hash: string;
  /** The one archive that these files give. */
  readonly archive: Buffer;
  readonly integrity: string;
  readonly unpackedSizeBytes: number;
  readonly fileCount: number;
  /** `0x` and 16 hexadecimal digits. */
  readonly fingerprint: string;
  readonly minimumZigVersion: string | undefined;
  readonly dependencies: readonly IndexDependency[];
}

/**
 * Looks at everything that was sent to be published; nothing is believed.
 *
 * 1. It has a build.zig.zon that Zig takes, which belongs to the package, and names it as the address does.
 * 2. The archive holds files and folders only, with names that every system takes and keeps apart.
 * 3. Its hash, computed here, is the one that the publisher has.
 * 4. What it depends on can be had by everybody.
 * 5. It is packed as these files are always packed.
 */
export function checkPackage(sent: SentPackage): CheckedPackage {
  const { archive, name, version, hash, loopbackAllowed } = sent;
  const listing = readArchive(archive, "tar.gz", { unpackedBytes });
  const found = readPublished(listing, `the archive of ${name} ${version}`, name, version);
  const manifest = checkManifest(found, name, version);
  if (found.hash !== hash) {
    throw registryError("HASH_DIFFERS", {
      message: `the archive has the hash ${found.hash}, and not ${hash} as its publisher says`,
      hint: "it changed on its way, or was packed by another program: publish again",
    });
  }
  const dependencies = checkDependencies(found.entries, manifest, loopbackAllowed);
  const canonical = packTarGz(found.entries, { root: archiveRoot(found.hash) });
  checkCanonical(archive, canonical);
  return {
    hash: found.hash,
    archive: canonical,
    integrity: integrityOf(canonical),
    unpackedSizeBytes: found.sizeBytes,
    fileCount: found.entries.length,
    fingerprint: `0x${manifest.fingerprint.toString(16).padStart(16, "0")}`,
    minimumZigVersion: manifest.minimumZigVersion,
    dependencies,
  };
}

/**
 * The package as it may be published. Where it may not, what is wrong with its manifest is said first: the rest often
 * follows from that. Only then is the package read by Zig's own rules, since reading it hashes every file.
 */
function readPublished(listing: Listing, origin: string, name: string, version: string): ZigPackage {
  try {
    return readPackage(listing, "published", origin);
  } catch (error) {
    if (error instanceof PantryError) checkManifest(readPackage(listing, "hash", origin), name, version);
    throw error;
  }
}

export type SentForeign = Pick<SentPackage, "archive" | "hash" | "loopbackAllowed">;

/** A foreign package that a publish brings along. */
export interface CheckedForeign {
  readonly archive: Buffer;
  readonly integrity: string;
  /** Hashes of what it depends on. */
  readonly dependencies: readonly string[];
}

/**
 * Takes out of an archive what its hash covers, and packs that anew: whatever else was in it is gone.
 * Throws HASH_DIFFERS where it is not the archive that it should be.
 */
export function checkForeign({ archive, hash, loopbackAllowed }: SentForeign): CheckedForeign {
  const found = readPackage(
    readArchive(archive, "tar.gz", { unpackedBytes }),
    "unpack",
    `the archive for ${hash}`,
  );
  checkHash(found.hash, hash);
  if (found.entries.length === 0) {
    throw registryError("PACKAGE_EMPTY", {
      message: `the archive for ${hash} has no files`,
      hint: "remove the dependency: there is nothing in it",
    });
  }
  const packed = packTarGz(found.entries, { root: archiveRoot(hash) });
  checkHash(readPackage(readArchive(packed, "tar.gz"), "unpack", "what was packed from it").hash, hash);
  const dependencies =
    found.manifest === undefined ? [] : checkDependencies(found.entries, found.manifest, loopbackAllowed);
  return {
    archive: packed,
    integrity: integrityOf(packed),
    dependencies: [...new Set(dependencies.map((dependency) => dependency.hash))],
  };
}

function checkManifest(found: ZigPackage, name: string, version: string): Manifest {
  const { manifest } = found;
  if (manifest === undefined) {
    throw registryError("MANIFEST_MISSING", {
      message: "the package has no build.zig.zon at its root",
      hint: "`pantry init` writes one",
    });
  }
  if (!found.entries.some(({ path }) => path.equals(Buffer.from("build.zig.zon")))) {
    throw registryError("PATHS_WITHOUT_MANIFEST", {
      message:
        "`.paths` in build.zig.zon leaves out build.zig.zon itself, which breaks the package in Zig 0.16",
      hint: 'add "build.zig.zon" to `.paths`',
    });
  }
  if (manifest.name !== name) {
    throw registryError("NAME_DIFFERS", {
      message: `build.zig.zon says \`.${manifest.name}\`, and the address says \`${name}\``,
      hint: "publish it under the name that it has",
    });
  }
  if (manifest.version !== version) {
    throw registryError("VERSION_DIFFERS", {
      message: `build.zig.zon says ${manifest.version}, and the address says ${version}`,
      hint: "publish it under the version that it has",
    });
  }
  if (manifest.minimumZigVersion !== undefined && !isZigVersion(manifest.minimumZigVersion)) {
    throw registryError("MANIFEST_REFUSED", {
      message: "`.minimum_zig_version` in build.zig.zon is not the version of a Zig",
      hint: 'write it as in `.minimum_zig_version = "0.16.0"`',
    });
  }
  return manifest;
}

function checkHash(found: string, expected: string): void {
  if (found === expected) return;
  throw registryError("HASH_DIFFERS", {
    message: `the archive has the hash ${found}, and not ${expected}`,
    hint: "send the archive that the hash belongs to",
  });
}

/**
 * The same files are the same tar, down to the byte. The compressed bytes may differ, because not every zlib packs
 * alike; they are dropped, and the registry's own are kept: so each registry has one archive for the same files.
 */
function checkCanonical(archive: Buffer, canonical: Buffer): void {
  if (gzipTrailer(archive).equals(gzipTrailer(canonical))) return;
  throw registryError("ARCHIVE_NOT_CANONICAL", {
    message: "the archive is not packed the way that gives the same bytes for the same files",
    hint: "let `pantry publish` or `pantry pack` make it; registry/PROTOCOL.md says how it is packed",
  });
}

/**
 * Checksum and length of what is packed (RFC 1952); the reader has held them against the contents. Whoever forges them
 * gains nothing, since the archive that is kept is the registry's own, and unpacking both again would take seconds.
 */
function gzipTrailer(archive: Buffer): Buffer {
  return archive.subarray(-8);
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}
