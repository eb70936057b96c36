import type { ArchiveEntry } from "../../../src/archive/index.ts";
import {
  dependencyAddressProblem,
  dependencyCount,
  type IndexDependency,
  isPrintableName,
  readHash,
} from "../../../src/protocol/index.ts";
import { type Manifest, parseManifest } from "../../../src/zon/index.ts";
import { registryError } from "../../errors.ts";
import { nestedPackageCount } from "../limits.ts";

/**
 * The dependencies of a package that have an address, with those of the packages nested in it: Zig fetches
 * them all for whoever uses it. Each has a hash of the form since Zig 0.14, an address that everybody can fetch
 * from, and each `.path` stays inside.
 *
 * Throws DEPENDENCY_UNPINNED, DEPENDENCY_ADDRESS, DEPENDENCY_PATH, and what a nested manifest is refused with.
 */
export function checkDependencies(
  entries: readonly ArchiveEntry[],
  manifest: Manifest,
  loopbackAllowed: boolean,
): readonly IndexDependency[] {
  const found: IndexDependency[] = [];
  const seen = new Set<string>([""]);
  const pending: { readonly folder: string; readonly manifest: Manifest }[] = [{ folder: "", manifest }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder } = next;
    for (const [name, { location, hash, lazy }] of next.manifest.dependencies) {
      const place = placeOf(name, folder);
      if (location.kind === "url") {
        checkAddress(place, location.url, loopbackAllowed);
        const within = folder === "" ? undefined : folder;
        found.push({ name, url: location.url, hash: checkedHash(place, hash), lazy, within });
        continue;
      }
      const nested = checkedPath(place, folder, location.path);
      if (seen.has(nested)) continue;
      seen.add(nested);
      const nestedManifest = manifestIn(entries, nested);
      if (nestedManifest !== undefined) pending.push({ folder: nested, manifest: nestedManifest });
    }
    if (found.length > dependencyCount || seen.size > nestedPackageCount) {
      throw registryError("MANIFEST_REFUSED", {
        message: `the package has more than ${dependencyCount} dependencies, or ${nestedPackageCount} nested packages`,
        hint: "split it into several packages",
      });
    }
  }
  return found;
}

/** How a dependency is called in messages. Its name and folder are the publisher's: they are shown, not trusted. */
function placeOf(name: string, folder: string): string {
  if (isPrintableName(name) && (folder === "" || isPrintableName(folder))) {
    return folder === "" ? `\`${name}\`` : `\`${name}\` of the nested package ${folder}`;
  }
  throw registryError("MANIFEST_REFUSED", {
    message: `a dependency cannot be called ${JSON.stringify(name)}`,
    hint: "a name has at most 256 characters, none that a terminal would obey, no quote and no backslash",
  });
}

function checkAddress(place: string, url: string, loopbackAllowed: boolean): void {
  const problem = dependencyAddressProblem(url, loopbackAllowed);
  if (problem === undefined) return;
  throw registryError("DEPENDENCY_ADDRESS", {
    // The address is not repeated: it may carry a password.
    message: `the address of the dependency ${place} ${problem.why}`,
    hint: addressHints[problem.kind],
  });
}

const addressHints = {
  syntax: "write its `.url` as https://host/path",
  scheme: "others can fetch from https, http, git+https and git+http only",
  credentials: "take them out, and change them: they are in the files that you have packed",
  loopback: "publish the dependency to this registry first, and add it from there",
} as const;

function checkedHash(place: string, hash: string | undefined): string {
  if (hash !== undefined && readHash(hash) !== undefined) return hash;
  throw registryError("DEPENDENCY_UNPINNED", {
    message: `the dependency ${place} has ${hash === undefined ? "no `.hash`" : "a `.hash` that is none"}`,
    hint: "add it again with `pantry add` or `zig fetch --save`, which write the hash",
  });
}

/** The folder that a `.path` names, relative to the package. `\` and drives would be others on Windows. */
function checkedPath(place: string, folder: string, path: string): string {
  const parts = folder === "" ? [] : folder.split("/");
  let isInside = !path.startsWith("/") && !/[\\\0]|^[A-Za-z]:/.test(path);
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) isInside = false;
  }
  if (isInside) return parts.join("/");
  throw registryError("DEPENDENCY_PATH", {
    message: `the path of the dependency ${place} leaves the package`,
    hint: "publish that package too, and depend on its address and hash",
  });
}

function manifestIn(entries: readonly ArchiveEntry[], folder: string): Manifest | undefined {
  const path = Buffer.from(`${folder}/build.zig.zon`);
  const entry = entries.find((candidate) => candidate.kind === "file" && candidate.path.equals(path));
  return entry && parseManifest(entry.bytes, path.toString(), { allowMissingPaths: true });
}
