import type { LockedPackage, Lockfile, ProjectDependency } from "../project/index.ts";
import { lockName, tomlName } from "./project-files.ts";

/** What a lockfile would have to say that it does not, in words, where the direct dependencies are the same. */
export function lockDifferences(before: Lockfile | undefined, after: Lockfile): string[] {
  return [...projectDifferences(before, after), ...packageDifferences(before, after)];
}

function projectDifferences(before: Lockfile | undefined, after: Lockfile): string[] {
  const old = dependenciesIn(before);
  const now = dependenciesIn(after);
  const missing = pathsIn(after, before).map((path) => `the project ${path} is not in ${lockName}`);
  const gone = pathsIn(before, after).map(
    (path) => `the project ${path} is in ${lockName}, and not in the workspace`,
  );
  const changed = [...now].flatMap(([key, { alias, range, lazy }]) => {
    const locked = old.get(key);
    if (locked === undefined) return [];
    return [
      ...(locked.range === range
        ? []
        : [
            `\`${alias}\`: ${tomlName} has ${range ?? "no range"}, ${lockName} has ${locked.range ?? "none"}`,
          ]),
      ...(locked.lazy === lazy ? [] : [`\`${alias}\` is ${lazy ? "lazy now" : "no longer lazy"}`]),
    ];
  });
  return [...missing, ...gone, ...changed];
}

function packageDifferences(before: Lockfile | undefined, after: Lockfile): string[] {
  const old = packagesIn(before);
  const now = packagesIn(after);
  const missing = [...now]
    .filter(([key]) => !old.has(key))
    .map(([, each]) => `${label(each)} is needed, and not in ${lockName}`);
  const extra = [...old]
    .filter(([key]) => !now.has(key))
    .map(([, each]) => `${label(each)} is in ${lockName}, and not needed`);
  const changed = [...now].flatMap(([key, each]) => {
    const locked = old.get(key);
    if (locked === undefined) return [];
    const facts = (["version", "source", "dependencies", "integrity"] as const).filter(
      (fact) => text(locked[fact]) !== text(each[fact]) && (fact !== "integrity" || bothSay(locked, each)),
    );
    return facts.map(
      (fact) => `${label(each)} has another ${fact === "dependencies" ? "list of dependencies" : fact}`,
    );
  });
  return [...missing, ...extra, ...changed];
}

/** The projects of one that are not in the other. */
function pathsIn(one: Lockfile | undefined, other: Lockfile | undefined): string[] {
  const paths = new Set(other?.projects.map(({ path }) => path));
  return (one?.projects ?? []).map(({ path }) => path).filter((path) => !paths.has(path));
}

function dependenciesIn(lockfile: Lockfile | undefined): Map<string, ProjectDependency> {
  return new Map(
    (lockfile?.projects ?? []).flatMap(({ path, dependencies }) =>
      dependencies.map((each) => [`${path}\0${each.alias}`, each]),
    ),
  );
}

function packagesIn(lockfile: Lockfile | undefined): Map<string, LockedPackage> {
  return new Map(
    (lockfile?.packages ?? []).map((each) => [
      each.hash ?? (each.source.kind === "path" ? each.source.path : each.name),
      each,
    ]),
  );
}

function bothSay(a: LockedPackage, b: LockedPackage): boolean {
  return a.integrity !== undefined && b.integrity !== undefined;
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

function label({ name, version, source }: LockedPackage): string {
  const where = source.kind === "path" ? ` (${source.path})` : "";
  return `\`${version === undefined ? name : `${name} ${version}`}\`${where}`;
}
