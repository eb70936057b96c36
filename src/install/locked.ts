import type { LockedPackage, Lockfile } from "../project/index.ts";
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
