import type { GraphEdge, GraphPackage } from "../../install/index.ts";
import { formatSource } from "../../project/index.ts";

/** A package as `--json` shows it. `id` is its hash, a folder's path, or `.` for the project itself. */
export function packageForScripts({
  id,
  name,
  version,
  hash,
  source,
  duplicates,
  dependencies,
}: GraphPackage) {
  return {
    id,
    name,
    version,
    hash,
    source: formatSource(source),
    duplicates,
    dependencies: edgesForScripts(dependencies),
  };
}

export function edgesForScripts(edges: readonly GraphEdge[]) {
  return edges.map(({ alias, lazy, to }) => ({ alias, lazy, package: to }));
}
