import type { Asking, Catalogue, Dependencies } from "./catalogue.ts";
import type { Demand } from "./demand.ts";
import type { Release, ReleaseDependency } from "./release.ts";

/** A package of the solution. */
export interface ResolvedPackage {
  readonly hash: string;
  /** What its hash says; else what the first that needs it calls it. */
  readonly name: string;
  /** Undefined for a package without build.zig.zon. */
  readonly version: string | undefined;
  /** Undefined where nobody lists it, as with a package from elsewhere: what it needs is known once it is there. */
  readonly release: Release | undefined;
  /** A shortest way to it, from the direct dependency on: `http 1.2.0`, `log 0.4.0`. */
  readonly path: readonly string[];
  /** True where every way to it goes through a lazy dependency. */
  readonly lazy: boolean;
}

/** Everything that the chosen releases bring along, lazy packages included; direct ones first, then a level at a time. */
export function* closureOf(
  catalogue: Catalogue,
  demands: readonly Demand[],
  chosen: readonly string[],
): Asking<readonly ResolvedPackage[]> {
  yield* catalogue.reach(chosen);
  const direct = chosen.map((hash, number) => ({ alias: demands[number]?.label ?? "", hash }));
  const eager = walk(catalogue, direct, "eager");
  const all = walk(catalogue, direct, "all");
  return [...all.values()].map((found) => eager.get(found.hash) ?? { ...found, lazy: true });
}

function walk(
  catalogue: Catalogue,
  direct: readonly ReleaseDependency[],
  follow: keyof Dependencies,
): Map<string, ResolvedPackage> {
  const found = new Map<string, ResolvedPackage>();
  const enter = ({ hash, alias }: ReleaseDependency, path: readonly string[]): void => {
    if (found.has(hash)) return;
    const { name = alias, version } = catalogue.pin(hash);
    const label = version === undefined ? name : `${name} ${version}`;
    const release = catalogue.release(hash);
    found.set(hash, { hash, name, version, release, path: [...path, label], lazy: false });
  };
  for (const dependency of direct) enter(dependency, []);
  for (const { hash, path } of found.values()) {
    for (const dependency of catalogue.dependencies(hash)[follow]) enter(dependency, path);
  }
  return found;
}
