import { PantryError } from "../errors.ts";
import type { PackageEntry } from "../zig/index.ts";
import { type Manifest, type ManifestDependency, parseManifest } from "../zon/index.ts";
import { nestedPackageCount } from "./limits.ts";
import { shownName } from "./subject.ts";

/** A dependency as it stands in the package or in one that is nested in it. */
export interface DependencyPlace {
  /** The key in `.dependencies`. */
  readonly name: string;
  /** For people: `the dependency x`, and of which nested package. */
  readonly label: string;
  readonly dependency: ManifestDependency;
  /** For one by path: its folder relative to the package; undefined where that leaves the package. */
  readonly folder: string | undefined;
}

export interface Dependencies {
  readonly places: readonly DependencyPlace[];
  /** Why a nested package could not be read. */
  readonly problems: readonly Pick<PantryError, "message" | "hint">[];
}

/**
 * All dependencies of a package with those of the packages nested in it, to which its dependencies by path lead:
 * Zig fetches them all for whoever uses it.
 */
export function walkDependencies(entries: readonly PackageEntry[], manifest: Manifest): Dependencies {
  const places: DependencyPlace[] = [];
  const problems: Pick<PantryError, "message" | "hint">[] = [];
  const entered = new Set<string>([""]);
  const pending: { readonly at: string; readonly manifest: Manifest }[] = [{ at: "", manifest }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    for (const [name, dependency] of next.manifest.dependencies) {
      const { location } = dependency;
      const folder = location.kind === "path" ? folderOf(next.at, location.path) : undefined;
      const within = next.at === "" ? "" : ` of the nested package ${shownName(next.at)}`;
      places.push({ name, label: `the dependency \`${shownName(name)}\`${within}`, dependency, folder });
      if (folder === undefined || entered.has(folder)) continue;
      entered.add(folder);
      try {
        const nested = manifestIn(entries, folder);
        if (nested !== undefined) pending.push({ at: folder, manifest: nested });
      } catch (error) {
        if (!(error instanceof PantryError)) throw error;
        problems.push({
          message: error.message,
          hint: error.hint ?? "mend it: whoever uses the package reads it too",
        });
      }
    }
    if (entered.size > nestedPackageCount) {
      problems.push({
        message: `the package has more than ${nestedPackageCount} nested packages`,
        hint: "split it into several packages",
      });
      break;
    }
  }
  return { places, problems };
}

/** Where a `.path` leads; `\` and drives would lead elsewhere on Windows. */
function folderOf(at: string, path: string): string | undefined {
  if (path.startsWith("/") || /[\\\0]|^[A-Za-z]:/.test(path)) return undefined;
  const parts = at === "" ? [] : at.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

function manifestIn(entries: readonly PackageEntry[], folder: string): Manifest | undefined {
  const path = `${folder}/build.zig.zon`;
  const entry = entries.find((one) => one.kind === "file" && one.path.equals(Buffer.from(path)));
  return entry && parseManifest(entry.bytes, path, { allowMissingPaths: true });
}
