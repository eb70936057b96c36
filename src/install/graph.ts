import { nearest } from "../nearest.ts";
import type { LockedPackage, Lockfile } from "../project/index.ts";
import { parseHash } from "../zig/index.ts";
import { rootEdges } from "./edges.ts";
import { installError } from "./errors.ts";
import { disagreements, lockPath } from "./lock.ts";
import { packagesBelow } from "./locked.ts";
import { obtainer } from "./obtain.ts";
import { planWorkspace } from "./plan.ts";
import { type Project, projectAt, readWorkspace, type Workspace } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

/** Who depends on whom in a project. */
export interface Graph {
  readonly project: GraphPackage;
  /** By id, the project not among them; in the order of the lock. */
  readonly packages: ReadonlyMap<string, GraphPackage>;
}

export interface GraphPackage {
  /** The hash; for a folder its path, and `.` for the project itself. */
  readonly id: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly hash: string | undefined;
  readonly source: LockedPackage["source"];
  /** Sorted by alias. */
  readonly dependencies: readonly GraphEdge[];
  /** Ids of other packages here with the same name and fingerprint: other versions of it. */
  readonly duplicates: readonly string[];
}

export interface GraphEdge {
  /** What the dependant calls it. */
  readonly alias: string;
  readonly lazy: boolean;
  /** The id of the other end: of what is depended on, or in a list of dependants of who depends. */
  readonly to: string;
}

/**
 * Reads who depends on whom: from the lock where it fits, with nothing asked and nothing read but the project's own
 * files; else from the manifests of the packages themselves, which are fetched where the store has them not.
 */
export async function readGraph(bench: Workbench, root: string): Promise<Graph> {
  const workspace = readWorkspace(bench.disk, root);
  const project = projectAt(workspace, root);
  return graphOf(project, lockThatFits(workspace) ?? (await lockAnew(bench, workspace)));
}

/** The graph of a project as a lockfile that fits it has it: what other members of the workspace need is not in it. */
export function graphOf(project: Pick<Project, "manifest" | "path">, lockfile: Lockfile): Graph {
  const { manifest, path: projectId } = project;
  const below = packagesBelow(lockfile, projectId);
  const locked = [...below].filter(({ source }) => source.kind !== "path" || source.path !== projectId);
  const sameName = new Map<string, LockedPackage[]>();
  for (const each of locked) sameName.set(each.name, [...(sameName.get(each.name) ?? []), each]);
  const packages = locked.map(
    (each): GraphPackage => ({
      id: idOf(each),
      name: each.name,
      version: each.version,
      hash: each.hash,
      source: each.source,
      dependencies: sorted(each.dependencies.flatMap((edge) => lockedEdge(edge, each.hash !== undefined))),
      duplicates: (sameName.get(each.name) ?? [])
        .filter((other) => other !== each && isSamePackage(each, other))
        .map(idOf),
    }),
  );
  return {
    project: {
      id: projectId,
      name: manifest.name,
      version: manifest.version,
      hash: undefined,
      source: { kind: "path", path: projectId },
      dependencies: sorted(
        rootEdges(manifest).map(({ alias, lazy, to }) => ({
          alias,
          lazy,
          to: to.kind === "path" ? lockPath(project, to.path) : to.hash,
        })),
      ),
      duplicates: [],
    },
    packages: new Map(packages.map((each) => [each.id, each])),
  };
}

/** The package with an id, or the project itself. */
export function packageIn(graph: Graph, id: string): GraphPackage {
  return graph.packages.get(id) ?? graph.project;
}

/** Who depends on each package, by its id; the project first, then by name. Nothing stands above the project. */
export function dependantsIn(graph: Graph): ReadonlyMap<string, readonly GraphEdge[]> {
  const dependants = new Map<string, GraphEdge[]>();
  const byName = [...graph.packages.values()].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
  for (const { id, dependencies } of [graph.project, ...byName]) {
    for (const { alias, lazy, to } of dependencies) {
      if (to === graph.project.id) continue;
      dependants.set(to, [...(dependants.get(to) ?? []), { alias, lazy, to: id }]);
    }
  }
  return dependants;
}

/** The packages, and all that need them up to the project, each with its dependants; in the order they are found. */
export function packagesAbove(
  graph: Graph,
  packages: readonly GraphPackage[],
): { readonly package: GraphPackage; readonly dependants: readonly GraphEdge[] }[] {
  const dependants = dependantsIn(graph);
  const found = new Set(packages.map(({ id }) => id));
  for (const id of found) for (const { to } of dependants.get(id) ?? []) found.add(to);
  return [...found].map((id) => ({ package: packageIn(graph, id), dependants: dependants.get(id) ?? [] }));
}

/**
 * The packages that a word means: `salt`, `salt@1.0.0`, a hash, or what a dependant calls it. Throws NOT_IN_PROJECT.
 */
export function findPackages(graph: Graph, word: string): GraphPackage[] {
  const all = [...graph.packages.values()];
  const [, name = word, version] = /^([^@]+)@(.+)$/.exec(word) ?? [];
  const matching = all.filter(
    (each) => each.id === word || (each.name === name && (version === undefined || each.version === version)),
  );
  if (matching.length > 0) return matching;
  const called = new Set(
    [graph.project, ...all].flatMap(({ dependencies }) =>
      dependencies.filter(({ alias }) => alias === word).map(({ to }) => to),
    ),
  );
  const found = all.filter(({ id }) => called.has(id));
  if (found.length > 0) return found;
  throw unknown(word, name, all);
}

function lockThatFits({ projects, lockfile }: Workspace): Lockfile | undefined {
  if (lockfile === undefined || projects.some((each) => disagreements(each, lockfile).length > 0))
    return undefined;
  // Folders are the user's own: what they depend on may have changed since the lock was written.
  return lockfile.packages.some(({ source }) => source.kind === "path") ? undefined : lockfile;
}

async function lockAnew(bench: Workbench, workspace: Workspace): Promise<Lockfile> {
  return (await planWorkspace(bench, workspace, [], obtainer(bench))).lockfile;
}

function idOf({ hash, source, name }: LockedPackage): string {
  return hash ?? (source.kind === "path" ? source.path : name);
}

/** A folder inside of a fetched package is part of it. */
function lockedEdge(
  { alias, lazy, to }: LockedPackage["dependencies"][number],
  isFetched: boolean,
): GraphEdge[] {
  if (to.kind === "hash") return [{ alias, lazy, to: to.hash }];
  return to.kind === "path" && !isFetched ? [{ alias, lazy, to: to.path }] : [];
}

/** Of one name, and of one fingerprint as far as both have a hash that tells it. What has no name is no duplicate. */
function isSamePackage({ hash: ours }: LockedPackage, { hash: theirs }: LockedPackage): boolean {
  if (ours === undefined || theirs === undefined) return true;
  const [a, b] = [parseHash(ours), parseHash(theirs)];
  return a.name === b.name && a.version !== "V" && a.id === b.id;
}

function sorted(edges: readonly GraphEdge[]): GraphEdge[] {
  return edges.toSorted((a, b) => (a.alias < b.alias ? -1 : 1));
}

function unknown(word: string, name: string, all: readonly GraphPackage[]) {
  const versions = all.filter((each) => each.name === name).map(({ version }) => version ?? "one without");
  const guess = nearest(word, [...new Set(all.map((each) => each.name))]);
  const hint = guess === undefined ? "`pantry tree` shows what it has" : `did you mean \`${guess}\`?`;
  return installError("NOT_IN_PROJECT", {
    message: `this project has no package \`${word}\``,
    hint: versions.length > 0 ? `of \`${name}\` it has ${versions.join(" and ")}` : hint,
  });
}
