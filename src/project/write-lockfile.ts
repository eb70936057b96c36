import { quoteString } from "../toml/index.ts";
import {
  compareDependencies,
  comparePackages,
  compareText,
  type LockedDependency,
  type LockedPackage,
  type LockedProject,
  type LockedTarget,
  type Lockfile,
  lockfileVersion,
  type ProjectDependency,
} from "./lockfile.ts";
import { formatSource } from "./source.ts";

/**
 * The text of `pantry.lock`. Everything is sorted here, so the same lockfile gives the same bytes in whatever order
 * it comes.
 */
export function formatLockfile(lockfile: Lockfile): string {
  const blocks = [
    `${head}version = ${lockfileVersion}\n`,
    ...lockfile.projects.toSorted((a, b) => compareText(a.path, b.path)).map(formatProject),
    ...lockfile.packages.toSorted(comparePackages).map(formatPackage),
  ];
  return blocks.join("\n");
}

const head =
  "# Written by pantry. Keep it under version control; to change it, use pantry or edit the manifests.\n";

function formatProject({ path, dependencies }: LockedProject): string {
  // Said even where there are none: a file that was cut here would else look whole.
  const list = dependencies.length === 0 ? "dependencies = []\n" : formatDependencies(dependencies);
  return `[[project]]\n${formatPairs({ path })}${list}`;
}

function formatPackage(locked: LockedPackage): string {
  const { kind, name, version, source, hash, integrity, dependencies } = locked;
  const pairs = formatPairs({ kind, name, version, source: formatSource(source), hash, integrity });
  return `[[package]]\n${pairs}${dependencies.length === 0 ? "" : formatDependencies(dependencies)}`;
}

function formatPairs(pairs: Readonly<Record<string, string | undefined>>): string {
  return present(pairs)
    .map((pair) => `${pair}\n`)
    .join("");
}

/** One line for each, so that two changes meet in a merge only where they are the same line. */
function formatDependencies(dependencies: readonly (LockedDependency | ProjectDependency)[]): string {
  const lines = dependencies
    .toSorted(compareDependencies)
    .map((dependency) => `  ${formatDependency(dependency)},\n`);
  return `dependencies = [\n${lines.join("")}]\n`;
}

function formatDependency(dependency: LockedDependency | ProjectDependency): string {
  const { alias, lazy, to } = dependency;
  const own = "kind" in dependency ? { kind: dependency.kind, alias, range: dependency.range } : { alias };
  const pairs = [...present({ ...own, ...targetPairs(alias, to) }), ...(lazy ? ["lazy = true"] : [])];
  return `{ ${pairs.join(", ")} }`;
}

function targetPairs(alias: string, to: LockedTarget): Readonly<Record<string, string | undefined>> {
  switch (to.kind) {
    case "hash":
      return { hash: to.hash };
    case "path":
      return { path: to.path };
    case "version":
      return { name: to.name === alias ? undefined : to.name, version: to.version };
  }
}

function present(pairs: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(pairs).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} = ${quoteString(value)}`],
  );
}
