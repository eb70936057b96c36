import { join, posix } from "node:path";
import { type Disk, fileKey } from "../disk/index.ts";
import { type LockedPackage, type Lockfile, namedInHash } from "../project/index.ts";
import type { StoredPackage } from "../store/index.ts";
import { parseHash } from "../zig/index.ts";
import { type Manifest, type ManifestDependency, parseManifest } from "../zon/index.ts";
import { installError } from "./errors.ts";
import { lockedBelow } from "./locked.ts";
import type { Obtainer, Wanted } from "./obtain.ts";
import { zonName } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

/** One line of a `.dependencies` table, with its place worked out. */
export interface Edge {
  readonly alias: string;
  readonly lazy: boolean;
  readonly to:
    | { readonly kind: "package"; readonly hash: string; readonly address: string }
    | { readonly kind: "path"; readonly path: string };
}

/** A package somewhere below the project, in the store. */
export interface ClosurePackage {
  readonly hash: string;
  /** Its own name, or what the first dependant by name calls it where it has none. */
  readonly name: string;
  readonly version: string | undefined;
  /** All addresses under which it is named; those of the project itself first, then sorted. */
  readonly addresses: readonly string[];
  readonly stored: StoredPackage;
  readonly edges: readonly Edge[];
}

/** A folder of the user's own that the project depends on by path, relative to the project. */
export interface ClosurePath {
  readonly path: string;
  readonly name: string;
  readonly version: string | undefined;
  /** Of its build.zig.zon, from before that was read. */
  readonly manifestKey: string;
  readonly edges: readonly Edge[];
}

/** Everything that a project needs, lazy packages included. */
export interface Closure {
  readonly root: readonly Edge[];
  readonly packages: ReadonlyMap<string, ClosurePackage>;
  readonly paths: ReadonlyMap<string, ClosurePath>;
}

interface Mention {
  readonly alias: string;
  readonly address: string;
  readonly depth: number;
}

/** Manifests as they are to be, by their folders, where that is not what is on the disk. */
export type DraftManifests = ReadonlyMap<string, Manifest>;

/**
 * Walks from the project's own dependencies to all that they bring along, a level at a time; what a level needs
 * comes in parallel. The result does not depend on which answer came first.
 *
 * Throws DEPENDENCY_UNPINNED, PATH_ESCAPES, PATH_MISSING, and what the obtainer throws.
 */
export async function walkClosure(
  bench: Workbench,
  root: string,
  manifest: Manifest,
  obtain: Obtainer,
  lockfile: Lockfile | undefined,
  drafts: DraftManifests = new Map(),
): Promise<Closure> {
  const { disk } = bench;
  const paths = new Map<string, ClosurePath>();
  const found = new Map<string, { stored: StoredPackage; edges: Edge[] }>();
  const mentions = new Map<string, Mention[]>();

  const direct = rootEdges(manifest);
  let level = [...direct, ...enterPaths(disk, root, direct, { paths, drafts })];
  startLocked(obtain, lockfile, level);
  for (let depth = 0; level.length > 0; depth += 1) {
    const wanted = new Map<string, Wanted>();
    for (const { alias, to } of level) {
      if (to.kind !== "package") continue;
      const known = mentions.get(to.hash) ?? [];
      mentions.set(to.hash, [...known, { alias, address: to.address, depth }]);
      if (found.has(to.hash)) continue;
      const addresses = [...(wanted.get(to.hash)?.addresses ?? []), to.address];
      wanted.set(to.hash, { hash: to.hash, addresses: [...new Set(addresses)], neededAs: alias });
    }
    if (bench.offline) refuseMissing(bench, [...wanted.values()], lockfile);
    level = [];
    for (const stored of await allOrFirstFailure([...wanted.values()].map((each) => obtain.byHash(each)))) {
      const own = storedManifest(disk, stored);
      const edges = own === undefined ? [] : packageEdges(disk, stored, own);
      found.set(stored.hash, { stored, edges });
      level.push(...edges);
    }
  }

  const packages = new Map<string, ClosurePackage>();
  for (const [hash, { stored, edges }] of found) {
    const named = namedInHash(hash);
    const said = (mentions.get(hash) ?? []).sort(
      (a, b) => a.depth - b.depth || compare(a.address, b.address) || compare(a.alias, b.alias),
    );
    packages.set(hash, {
      hash,
      name: named?.name ?? said[0]?.alias ?? hash,
      version: named?.version,
      addresses: [...new Set(said.map(({ address }) => address))],
      stored,
      edges,
    });
  }
  return { root: direct, packages, paths };
}

/** What a project depends on itself. Throws DEPENDENCY_UNPINNED, PATH_ESCAPES, HASH_INVALID. */
export function rootEdges(manifest: Manifest): Edge[] {
  return edgesOf(manifest, { at: ".", label: zonName, inside: undefined });
}

/**
 * The lock knows what lies below: all of it is asked for at once, and the walk finds it under way. What the manifests
 * say comes first: an address that was mended there must not fail for the old one in the lock.
 */
function startLocked(obtain: Obtainer, lockfile: Lockfile | undefined, level: readonly Edge[]): void {
  const said = new Map(
    level.flatMap(({ to }) => (to.kind === "package" ? [[to.hash, to.address] as const] : [])),
  );
  for (const wanted of lockedBelow(lockfile, [...said.keys()])) {
    const address = said.get(wanted.hash);
    const addresses = address === undefined ? wanted.addresses : [...new Set([address, ...wanted.addresses])];
    // Whoever waits for it sees the failure; nobody may, if the lock is out of date.
    obtain.byHash({ ...wanted, addresses }).catch(() => undefined);
  }
}

/** Offline, all that is missing is named at once, as far as it is known. */
function refuseMissing(bench: Workbench, level: readonly Wanted[], lockfile: Lockfile | undefined): void {
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

/** Where a manifest stands, how messages call it, and the package it may not leave. */
interface Standing {
  /** Relative to the project, or to the fetched package. */
  readonly at: string;
  readonly label: string;
  /** The hash of the fetched package it lies in; undefined in the user's own folders. */
  readonly inside: string | undefined;
}

function edgesOf(manifest: Manifest, standing: Standing): Edge[] {
  return [...manifest.dependencies].map(([alias, dependency]) => ({
    alias,
    lazy: dependency.lazy,
    to: targetOf(alias, dependency, standing),
  }));
}

function targetOf(alias: string, { location, hash }: ManifestDependency, standing: Standing): Edge["to"] {
  if (location.kind === "url") {
    if (hash === undefined) {
      throw installError("DEPENDENCY_UNPINNED", {
        message: `\`${alias}\` in ${standing.label} has an address but no hash`,
        hint: `\`pantry add ${location.url} --as ${alias}\` fetches it and writes its hash`,
      });
    }
    parseHash(hash);
    return { kind: "package", hash, address: location.url };
  }
  const path = posix.normalize(posix.join(standing.at, location.path)).replace(/(?<=.)\/$/, "");
  const leaves = posix.isAbsolute(location.path) || path === ".." || path.startsWith("../");
  if (posix.isAbsolute(location.path) || (leaves && standing.inside !== undefined)) {
    throw installError("PATH_ESCAPES", {
      message: `\`${alias}\` in ${standing.label} points to ${location.path}, outside of the ${standing.inside === undefined ? "project's relative paths" : "package"}`,
      hint:
        standing.inside === undefined
          ? "Zig takes only relative paths: write it relative to the folder of build.zig.zon"
          : "a fetched package cannot use folders beside it; tell its author, or use another version",
    });
  }
  return { kind: "path", path };
}

/** Enters the user's own folders, and those that they point to; gives the edges found there. */
function enterPaths(
  disk: Disk,
  root: string,
  edges: readonly Edge[],
  { paths, drafts }: { readonly paths: Map<string, ClosurePath>; readonly drafts: DraftManifests },
): Edge[] {
  const more: Edge[] = [];
  const pending = [...edges];
  for (let edge = pending.pop(); edge !== undefined; edge = pending.pop()) {
    if (edge.to.kind !== "path" || paths.has(edge.to.path)) continue;
    const { path } = edge.to;
    const folder = join(root, path);
    if (disk.stat(folder) === undefined) {
      throw installError("PATH_MISSING", {
        message: `\`${edge.alias}\` leads to ${path}, and there is nothing at ${folder}`,
        hint: `put the package there, or \`pantry remove ${edge.alias}\``,
      });
    }
    const label = posix.join(path, zonName);
    const manifestKey = fileKey(disk, join(folder, zonName));
    const manifest = drafts.get(folder) ?? manifestAt(disk, folder, label);
    const own = manifest === undefined ? [] : edgesOf(manifest, { at: path, label, inside: undefined });
    const { name = edge.alias, version } = manifest ?? {};
    paths.set(path, { path, name, version, manifestKey, edges: own });
    pending.push(...own);
    more.push(...own);
  }
  return more;
}

/**
 * A fetched package's edges. Packages that it carries inside of itself count as part of it, so their edges are its
 * own, under `folder/alias`.
 */
function packageEdges(disk: Disk, { tree, hash }: StoredPackage, manifest: Manifest): Edge[] {
  const entered = new Set<string>();
  const label = (at: string) => posix.join(manifest.name, at, zonName);
  const enter = (own: Manifest, at: string): Edge[] => {
    const edges = edgesOf(own, { at, label: label(at), inside: hash });
    return edges.flatMap((edge) => {
      const named = at === "." ? edge : { ...edge, alias: `${at}/${edge.alias}` };
      if (edge.to.kind !== "path" || entered.has(edge.to.path)) return [named];
      entered.add(edge.to.path);
      const inner = manifestAt(disk, join(tree, edge.to.path), label(edge.to.path));
      return inner === undefined ? [named] : [named, ...enter(inner, edge.to.path)];
    });
  };
  return enter(manifest, ".");
}

/** A package that has a manifest has it until it is taken out of the store. Throws STORE_CHANGED. */
function storedManifest(disk: Disk, { tree, hash, record }: StoredPackage): Manifest | undefined {
  const manifest = manifestAt(disk, tree, hash);
  if (manifest !== undefined || !record.entries.some(({ path }) => path.toString() === zonName))
    return manifest;
  throw installError("STORE_CHANGED", {
    message: `${hash} vanished from the store while it was being read`,
    hint: "run the same command again",
  });
}

function manifestAt(disk: Disk, folder: string, label: string): Manifest | undefined {
  const source = disk.readIfThere(join(folder, zonName));
  return source === undefined ? undefined : parseManifest(source, label, { allowMissingPaths: true });
}

/** Waits for all, so that nothing runs on behind an error; throws the first failure in their order. */
async function allOrFirstFailure<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
