import { type LockedPackage, type Lockfile, namedInHash } from "../project/index.ts";
import { installError } from "./errors.ts";
import { lockedBelow } from "./locked.ts";
import type { Wanted } from "./obtain.ts";
import type { Workbench } from "./workbench.ts";

/** Offline, all that is missing is named at once, as far as it is known. Throws OFFLINE_MISSING. */
export function refuseMissing(
  bench: Workbench,
  level: readonly Wanted[],
  lockfile: Lockfile | undefined,
): void {
  const all = new Map(level.map((each) => [each.hash, each]));
  for (const each of lockedBelow(lockfile, [...all.keys()]))
    if (!all.has(each.hash)) all.set(each.hash, each);
  const missing = [...all.values()].filter(({ hash }) => bench.store.find(hash) === undefined);
  if (missing.length === 0) return;
  throw installError("OFFLINE_MISSING", {
    message: [
      "these packages are not in the store, and Pantry is offline:",
      ...missing.map(({ neededAs, hash, addresses }) => {
        const { name = neededAs, version } = namedInHash(hash) ?? {};
        const label = version === undefined ? name : `${name} ${version}`;
        const by = dependantOf(lockfile, hash) ?? "this project";
        return `  ${label}, needed by ${by}\n    ${hash}\n    from ${addresses[0] ?? "nowhere"}`;
      }),
    ].join("\n"),
    hint: "run `pantry install` once without --offline",
  });
}

/** The first package in the lock that brings another along, unless a project needs it itself. */
function dependantOf(lockfile: Lockfile | undefined, hash: string): string | undefined {
  const needsIt = ({ dependencies }: Pick<LockedPackage, "dependencies">) =>
    dependencies.some(({ to }) => to.kind === "hash" && to.hash === hash);
  if (lockfile === undefined || lockfile.projects.some(needsIt)) return undefined;
  const found = lockfile.packages.find(needsIt);
  return found && (found.version === undefined ? found.name : `${found.name} ${found.version}`);
}
