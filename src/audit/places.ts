import { join } from "node:path";
import type { Disk } from "../disk/index.ts";
import { type Graph, reasonsFor } from "../install/index.ts";
import { type LockedPackage, parseLockfile } from "../project/index.ts";
import type { AuditedPlace } from "./finding.ts";
import { pathsShown } from "./limits.ts";

/** Every package of a project that has a version: Zig's from the graph, npm's from the lock. */
export function auditedPlaces(graph: Graph, locked: readonly LockedPackage[]): AuditedPlace[] {
  const zig = [...graph.packages.values()].flatMap(({ id, name, version, hash }): AuditedPlace[] => {
    if (version === undefined) return [];
    const chains = reasonsFor(graph, id).flatMap((reason) => reason.chains);
    const paths = chains.slice(0, pathsShown).map((chain) => chain.map((link) => link.package.name));
    return [{ ecosystem: "Zig", name, version, hash, paths }];
  });
  const npm = locked.flatMap(({ kind, name, version }): AuditedPlace[] =>
    kind === "npm" && version !== undefined
      ? [{ ecosystem: "npm", name, version, hash: undefined, paths: [] }]
      : [],
  );
  return [...zig, ...npm];
}

/** The packages that the project's lock has; none without a lock. */
export function lockedPackages(disk: Disk, root: string): readonly LockedPackage[] {
  const bytes = disk.readIfThere(join(root, lockName));
  return bytes === undefined ? [] : parseLockfile(bytes.toString("utf8"), lockName).packages;
}

export const lockName = "pantry.lock";
