import type { Asking, Catalogue } from "./catalogue.ts";
import type { Package } from "./package.ts";
import type { Release } from "./release.ts";

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
  path(): readonly string[];
  /** True where every way to it goes through a lazy dependency. */
  readonly lazy: boolean;
}

/** A package with who first needed it, and under which name. */
export interface Found {
  readonly package: Package;
  readonly name: string;
  readonly by: Found | undefined;
  readonly lazy: boolean;
}

/** A direct dependency: what was chosen, and what the project calls it. */
export type Chosen = Pick<Found, "package" | "name">;

/**
 * Everything that packages bring along, each once: they themselves, then a level at a time; what only lazy dependencies
 * lead to stands at the end.
 */
export function* closureOf(catalogue: Catalogue, direct: readonly Chosen[]): Asking<readonly Found[]> {
  yield* catalogue.reach(direct.map((each) => each.package));
  const found: Found[] = [];
  const seen = new Set<Package>();
  const enter = (entered: Package, alias: string, by: Found | undefined, lazy: boolean): void => {
    if (seen.has(entered)) return;
    seen.add(entered);
    found.push({ package: entered, name: entered.name ?? alias, by, lazy });
  };
  for (const { package: chosen, name } of direct) enter(chosen, name, undefined, false);
  for (const each of found)
    for (const { lazy, to, alias } of each.package.links) if (!lazy) enter(to, alias, each, false);
  for (const each of found) for (const { to, alias } of each.package.links) enter(to, alias, each, true);
  return found;
}

export function resolvedPackage(found: Found): ResolvedPackage {
  const { package: of, name, lazy } = found;
  return {
    hash: of.hash,
    name,
    version: of.versionText,
    release: of.release,
    lazy,
    path: () => pathTo(found),
  };
}

function pathTo(found: Found): string[] {
  const path: string[] = [];
  for (let each: Found | undefined = found; each !== undefined; each = each.by) path.push(labelOf(each));
  return path.reverse();
}

function labelOf({ package: { versionText }, name }: Found): string {
  return versionText === undefined ? name : `${name} ${versionText}`;
}
