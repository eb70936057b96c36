import { type LockedPackage, type Lockfile, packageKey, targetKey } from "../project/index.ts";
import { addressOf, paths } from "../protocol/index.ts";
import type { Wanted } from "./obtain.ts";

/** The packages with these hashes and all below them, as far as the lock knows them. */
export function lockedBelow(lockfile: Lockfile | undefined, hashes: readonly string[]): Wanted[] {
  const byHash = new Map(lockfile?.packages.map((each) => [each.hash, each]));
  const found = new Map<string, Wanted>();
  const pending = [...hashes];
  for (let hash = pending.pop(); hash !== undefined; hash = pending.pop()) {
    const locked = byHash.get(hash);
    if (locked === undefined || found.has(hash)) continue;
    found.set(hash, { hash, addresses: addressesOf(locked), neededAs: locked.name });
    for (const { to } of locked.dependencies) if (to.kind === "hash") pending.push(to.hash);
  }
  return [...found.values()];
}

/** The packages that a project of the lock needs, folders and all that lies below them included; in the lock's order. */
export function packagesBelow({ projects, packages }: Lockfile, path: string): ReadonlySet<LockedPackage> {
  const byTarget = new Map(packages.map((each) => [packageKey(each), each]));
  const project = projects.find((each) => each.path === path);
  const needed = new Set<LockedPackage>();
  const pending = project?.dependencies.filter(({ kind }) => kind === "zig").map(({ to }) => to) ?? [];
  for (let to = pending.pop(); to !== undefined; to = pending.pop()) {
    const found = byTarget.get(targetKey("zig", to));
    if (found === undefined || needed.has(found)) continue;
    needed.add(found);
    for (const each of found.dependencies) {
      // A path in a package that has a hash is a part of it.
      if (each.to.kind === "hash" || found.hash === undefined) pending.push(each.to);
    }
  }
  return new Set(packages.filter((each) => needed.has(each)));
}

function addressesOf({ source, name, version }: LockedPackage): string[] {
  switch (source.kind) {
    case "archive":
    case "git":
      return [source.url];
    case "registry":
      return version === undefined ? [] : [addressOf(source.url, paths.zigArchive(name, version))];
    case "path":
      return [];
  }
}
