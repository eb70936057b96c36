import { posix } from "node:path";
import { parseAddress } from "../fetch/index.ts";
import type {
  LockedDependency,
  LockedPackage,
  Lockfile,
  ProjectDependency,
  ProjectSettings,
  Source,
} from "../project/index.ts";
import { readZigPath, registryBase } from "../protocol/index.ts";
import type { Closure, ClosurePackage, ClosurePath } from "./closure.ts";
import { type Edge, rootEdges } from "./edges.ts";
import type { Project } from "./project-files.ts";

/**
 * The lockfile of what was found. An integrity is that of the archive that was seen; where none was, since the package
 * was in the store or came by its hash, the previous lock's stays.
 */
export function lockfileOf(projects: readonly LockedParts[], previous: Lockfile | undefined): Lockfile {
  const known = new Map(previous?.packages.map((entry) => [entry.hash, entry]));
  const packages = new Map<string, LockedPackage>();
  for (const { project, closure } of projects) {
    for (const each of closure.packages.values()) {
      if (!packages.has(each.hash)) packages.set(each.hash, lockedPackage(each, known.get(each.hash)));
    }
    for (const each of closure.paths.values()) {
      const path = lockPath(project, each.path);
      if (!packages.has(path)) packages.set(path, lockedFolder(each, path, project));
    }
  }
  return {
    projects: projects.map(({ project, settings, closure }) => ({
      path: project.path,
      dependencies: closure.root.map((edge): ProjectDependency => {
        const range = settings.dependencies.get(edge.alias)?.range;
        return { ...dependencyOf(edge, project), kind: "zig", range };
      }),
    })),
    packages: [...packages.values()],
  };
}

/** What the lock says of one project. */
interface LockedParts {
  readonly project: Pick<Project, "path">;
  readonly settings: ProjectSettings;
  readonly closure: Closure;
}

/** A folder that a project names, as the lock does: from the lock's own folder. */
export function lockPath({ path }: Pick<Project, "path">, folder: string): string {
  return posix.join(path, folder);
}

function lockedFolder(
  { name, version, edges }: ClosurePath,
  path: string,
  project: Pick<Project, "path">,
): LockedPackage {
  return {
    kind: "zig",
    name,
    version,
    source: { kind: "path", path },
    hash: undefined,
    integrity: undefined,
    dependencies: edges.map((edge) => dependencyOf(edge, project)),
  };
}

function lockedPackage(found: ClosurePackage, known: LockedPackage | undefined): LockedPackage {
  const address = found.addresses[0] ?? "";
  const source = sourceOf(address);
  const sameSource = known !== undefined && JSON.stringify(known.source) === JSON.stringify(source);
  return {
    kind: "zig",
    name: found.name,
    version: found.version,
    source,
    hash: found.hash,
    integrity:
      source.kind === "git"
        ? undefined
        : (found.stored.record.origins[address] ?? (sameSource ? known.integrity : undefined)),
    // A path in a package counts from the package's own root.
    dependencies: found.edges.map((edge) => dependencyOf(edge, { path: "." })),
  };
}

function dependencyOf({ alias, lazy, to }: Edge, project: Pick<Project, "path">): LockedDependency {
  const target =
    to.kind === "package"
      ? ({ kind: "hash", hash: to.hash } as const)
      : ({ kind: "path", path: lockPath(project, to.path) } as const);
  return { alias, lazy, to: target };
}

/** An address that has the form of a registry's archive names that registry. */
export function sourceOf(address: string): Source {
  if (parseAddress(address, { adopted: true }).kind === "git") return { kind: "git", url: address };
  const base = registryOf(address);
  return base === undefined ? { kind: "archive", url: address } : { kind: "registry", url: base };
}

/** `https://zig.example/-/zig/httpz/httpz-0.3.1.tar.gz` gives `https://zig.example/`. */
function registryOf(address: string): string | undefined {
  const at = address.indexOf("/-/zig/");
  if (at === -1 || readZigPath(address.slice(at + 1))?.kind !== "archive") return undefined;
  return registryBase(address.slice(0, at + 1));
}

/** One dependency that manifest and lock do not agree on. */
export interface Disagreement {
  /** The path of the project. */
  readonly project: string;
  readonly alias: string;
  readonly manifest: string;
  readonly lock: string;
}

/** Where a project's own dependencies and the lock's differ: what `--frozen` refuses and `install` adopts. */
export function disagreements(
  project: Pick<Project, "path" | "manifest">,
  lockfile: Lockfile | undefined,
): Disagreement[] {
  const locked = new Map(
    lockfile?.projects
      .find(({ path }) => path === project.path)
      ?.dependencies.map((each) => [each.alias, targetText(each.to)]),
  );
  const found: Disagreement[] = [];
  for (const edge of rootEdges(project.manifest)) {
    const manifest = targetText(dependencyOf(edge, project).to);
    const lock = locked.get(edge.alias);
    if (lock !== manifest)
      found.push({ project: project.path, alias: edge.alias, manifest, lock: lock ?? "nothing" });
    locked.delete(edge.alias);
  }
  for (const [alias, lock] of locked) found.push({ project: project.path, alias, manifest: "nothing", lock });
  return found;
}

function targetText(to: LockedDependency["to"]): string {
  if (to.kind === "hash") return to.hash;
  return to.kind === "path" ? `the folder ${to.path}` : `${to.name} ${to.version}`;
}

/** What a person sees of a change: a package, and its version before and after. */
export interface Change {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Packages that came, went or moved between two lockfiles, sorted by name. */
export function changesBetween(before: Lockfile | undefined, after: Lockfile): Change[] {
  const old = versionsByName(before);
  const now = versionsByName(after);
  const changes: Change[] = [];
  for (const name of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const gone = [...(old.get(name) ?? [])]
      .filter(([key]) => now.get(name)?.has(key) !== true)
      .map(([, text]) => text);
    const came = [...(now.get(name) ?? [])]
      .filter(([key]) => old.get(name)?.has(key) !== true)
      .map(([, text]) => text);
    for (let index = 0; index < Math.max(gone.length, came.length); index += 1) {
      changes.push({ name, before: gone[index], after: came[index] });
    }
  }
  return changes;
}

function versionsByName(lockfile: Lockfile | undefined): Map<string, Map<string, string>> {
  const names = new Map<string, Map<string, string>>();
  for (const { name, version, hash, source } of lockfile?.packages ?? []) {
    const versions = names.get(name) ?? new Map<string, string>();
    const key = hash ?? (source.kind === "path" ? source.path : "");
    versions.set(key, version ?? (source.kind === "path" ? source.path : "without version"));
    names.set(name, versions);
  }
  return names;
}
