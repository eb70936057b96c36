import { type ArchiveEntry, findEscapingLink, type Listing, openEntry, showName } from "../archive/index.ts";
import type { PantryError } from "../errors.ts";
import { type Manifest, parseManifest } from "../zon/index.ts";
import { contentBytes, packageDigest, sortByPath } from "./digest.ts";
import { zigError } from "./errors.ts";
import { formatHash } from "./hash-text.ts";
import { IncludedPaths } from "./included-paths.ts";
import { maxFolderDepth, maxManifestBytes, maxPathsShown } from "./limits.ts";
import { checkPublishable } from "./publishable.ts";
import { rootVanishes } from "./vanishing-root.ts";

export interface PackageEntry {
  readonly path: Buffer;
  readonly kind: "file" | "symlink";
  readonly bytes: Buffer;
  /** True for files that begin with `#!` or as an ELF or Mach-O binary: the ones that Zig makes executable. */
  readonly executable: boolean;
}

export interface ZigPackage {
  readonly hash: string;
  /** The whole SHA-256, in hex. */
  readonly digest: string;
  /** The bytes of all regular files. */
  readonly sizeBytes: number;
  /** Undefined for a package without a build.zig.zon. */
  readonly manifest: Manifest | undefined;
  /** What `.paths` keep, by the bytes of the path. */
  readonly entries: readonly PackageEntry[];
}

/**
 * - `hash`: just what `zig fetch` accepts. Nothing of it may be written to disk.
 * - `unpack`: what may be written to disk: nothing on which programs disagree, and no link that leads out. As for
 *   dependencies in `zig build`, a manifest may leave out `.paths`, which then is everything.
 * - `published`: what our registry takes: as above, and only files, all of them kept, with portable names.
 */
export type PackagePolicy = "hash" | "unpack" | "published";

/**
 * The package that an archive holds, with its hash, as Zig 0.16 computes it:
 *
 * 1. read build.zig.zon at the root, if there is one;
 * 2. keep what its `.paths` include, and fail for anything there that could not be unpacked;
 * 3. hash what is left.
 *
 * `origin` is where it came from, for messages. Throws the PACKAGE_ errors, and what a broken manifest throws.
 */
export function readPackage(listing: Listing, policy: PackagePolicy, origin: string): ZigPackage {
  if (policy !== "hash") refuseAmbiguities(listing, origin);
  const manifest = readManifest(listing, policy, origin);
  const included = new IncludedPaths(manifest?.paths ?? []);
  refuseProblems(listing, included, origin);
  const kept = sortByPath(listing.entries.filter(({ path }) => included.includes(path)));
  if (policy !== "hash") refuseUnwritable(kept, policy === "published" ? listing.folders : [], origin);
  if (policy === "published") checkPublishable(listing, kept, manifest, origin);
  if (rootVanishes(listing, included)) throw nothingKept(origin);
  return packageOf(kept, manifest);
}

/** The package of these entries, which are sorted. */
function packageOf(kept: readonly ArchiveEntry[], manifest: Manifest | undefined): ZigPackage {
  const digest = packageDigest(kept);
  const sizeBytes = contentBytes(kept);
  const named = manifest && { ...manifest, id: Number(manifest.fingerprint & 0xffffffffn) };
  return {
    hash: formatHash(named, sizeBytes, digest),
    digest: digest.toString("hex"),
    sizeBytes,
    manifest,
    entries: kept.map(({ path, kind, bytes }) => ({
      path,
      kind,
      bytes,
      executable: isExecutable(kind, bytes),
    })),
  };
}

const manifestPath = Buffer.from("build.zig.zon");

/** Zig opens the file before it filters anything, and follows links to it; a link to nothing is no manifest. */
function readManifest(listing: Listing, policy: PackagePolicy, origin: string): Manifest | undefined {
  const entry = listing.entries.find(({ path }) => path.equals(manifestPath));
  const opened = entry?.kind === "file" ? entry : openEntry(listing, manifestPath);
  if (opened === "FileNotFound") return undefined;
  if (typeof opened === "string") throw unreadableManifest(origin, opened);
  if (opened.kind !== "file") throw unreadableManifest(origin, "it is a folder");
  if (opened.bytes.length >= maxManifestBytes) throw unreadableManifest(origin, "it is too large");
  return parseManifest(opened.bytes, `${origin}: build.zig.zon`, { allowMissingPaths: policy === "unpack" });
}

function unreadableManifest(origin: string, why: string): PantryError {
  return zigError("PACKAGE_MANIFEST_UNREADABLE", {
    message: `the build.zig.zon of ${origin} cannot be read: ${why}`,
    hint: `it must be a file of less than ${maxManifestBytes} bytes, or a link to one in the package`,
  });
}

function refuseProblems(listing: Listing, included: IncludedPaths, origin: string): void {
  const problems = listing.problems.filter(({ path }) => included.includes(path));
  if (problems.length === 0) return;
  const shown = problems.slice(0, maxPathsShown).map(({ path, reason }) => `  ${showName(path)} ${reason}`);
  const more = problems.length > shown.length ? [`  and ${problems.length - shown.length} more`] : [];
  throw zigError("PACKAGE_ENTRY_REFUSED", {
    message: [`${origin} includes what Zig cannot unpack:`, ...shown, ...more].join("\n"),
    hint: "pack it anew with plain files and folders, each once, or leave these out by .paths in build.zig.zon",
  });
}

function refuseAmbiguities(listing: Listing, origin: string): void {
  if (listing.ambiguities.length === 0) return;
  throw zigError("PACKAGE_AMBIGUOUS", {
    message: `programs disagree on what ${origin} holds; it has ${listing.ambiguities.join(", ")}`,
    hint: "pack it anew, e.g. with `git archive` or GNU tar",
  });
}

function refuseUnwritable(kept: readonly ArchiveEntry[], folders: readonly Buffer[], origin: string): void {
  const paths = [...kept.map(({ path }) => path), ...folders];
  const deep = paths.find((path) => folderDepth(path) > maxFolderDepth);
  if (deep !== undefined) {
    throw zigError("PACKAGE_TOO_DEEP", {
      message: `${origin} has more than ${maxFolderDepth} folders inside each other: ${showName(deep)}`,
      hint: "leave such folders out by .paths in build.zig.zon",
    });
  }
  const link = findEscapingLink(kept);
  if (link !== undefined) {
    throw zigError("PACKAGE_LINK_ESCAPES", {
      message: `the link ${showName(link.path)} in ${origin} leads out of the package, to ${showName(link.bytes)}`,
      hint: "make it a relative link to something in the package, or leave it out by .paths in build.zig.zon",
    });
  }
}

function nothingKept(origin: string): PantryError {
  return zigError("PACKAGE_EMPTY", {
    message: `${origin} holds nothing that its .paths include, which Zig refuses`,
    hint: "list the package's files and folders in .paths of build.zig.zon",
  });
}

/** Source: zig 0.16 `Fetch.FileHeader`. Mach-O: 32 and 64 bits in both byte orders, and universal binaries. */
function isExecutable(kind: "file" | "symlink", bytes: Buffer): boolean {
  if (kind !== "file") return false;
  if (bytes[0] === 0x23 && bytes[1] === 0x21) return true;
  return bytes.length >= 4 && executableMagics.has(bytes.readUInt32BE(0));
}

const executableMagics: ReadonlySet<number> = new Set([
  0x7f454c46, 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe, 0xbebafeca, 0xcafebabf, 0xbfbafeca,
]);

function folderDepth(path: Buffer): number {
  let depth = 0;
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) depth += 1;
  return depth;
}
