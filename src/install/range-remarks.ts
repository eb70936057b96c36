import semver from "semver";
import { namedInHash } from "../project/index.ts";
import type { Edge } from "./edges.ts";
import { fileLabel, type Project, tomlName, zonName } from "./project-files.ts";

/**
 * Where pantry.toml and build.zig.zon do not say the same: a range without a dependency, and a version outside of its
 * range. The manifest counts, and only `add`, `update` and `remove` edit it; so it is said what they would do.
 */
export function rangeRemarks(root: readonly Edge[], project: Project): string[] {
  const { dependencies } = project.settings;
  const toml = fileLabel(project, tomlName);
  const zon = fileLabel(project, zonName);
  const edges = new Map(root.map((edge) => [edge.alias, edge]));
  return [...dependencies].flatMap(([alias, { package: name, range }]) => {
    const as = alias === name ? "" : ` --as ${alias}`;
    const to = edges.get(alias)?.to;
    if (to === undefined) {
      return [
        `\`${alias}\` is in ${toml} and not in ${zon}: \`pantry add ${name}@${range}${as}\` adds it, \`pantry remove ${alias}\` takes its range out`,
      ];
    }
    const version = to.kind === "package" ? namedInHash(to.hash)?.version : undefined;
    if (version === undefined || semver.satisfies(version, range, { includePrerelease: true })) return [];
    return [
      `\`${alias}\` is ${version} in ${zon}, outside of \`${range}\` in ${toml}: \`pantry add ${name}@${range}${as}\` changes the one, \`pantry add ${name}@${version}${as}\` the other`,
    ];
  });
}
