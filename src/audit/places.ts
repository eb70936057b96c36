import { type Graph, reasonsFor } from "../install/index.ts";
import type { LockedPackage } from "../project/index.ts";
import type { AuditedPlace } from "./finding.ts";
import { pathsShown } from "./limits.ts";

export const lockName = "pantry.lock";

/**
 * Every package that has a version, once, below the projects that share a lock: Zig's from their graphs, npm's from
 * the lock. Where there are several projects, a way begins with the project's name.
 */
export function auditedPlaces(
  graphs: readonly Graph[],
  locked: readonly LockedPackage[],
): readonly AuditedPlace[] {
  const found = new Map<string, AuditedPlace>();
  for (const graph of graphs) {
    for (const { id, name, version, hash } of graph.packages.values()) {
      if (version === undefined) continue;
      const key = hash ?? `${name} ${id}`;
      const paths = [...(found.get(key)?.paths ?? []), ...pathsTo(graph, id, graphs.length > 1)];
      found.set(key, { ecosystem: "Zig", name, version, hash, paths: paths.slice(0, pathsShown) });
    }
  }
  for (const { kind, name, version } of locked) {
    if (kind !== "npm" || version === undefined) continue;
    found.set(`npm ${name}@${version}`, { ecosystem: "npm", name, version, hash: undefined, paths: [] });
  }
  return [...found.values()];
}

function pathsTo(graph: Graph, id: string, namesProject: boolean): readonly (readonly string[])[] {
  const start = namesProject ? [graph.project.name] : [];
  return reasonsFor(graph, id)
    .flatMap(({ chains }) => chains)
    .slice(0, pathsShown)
    .map((chain) => [...start, ...chain.map((link) => link.package.name)]);
}
