import { join, posix } from "node:path";
import { type Disk, fileKey } from "../disk/index.ts";
import { type Lockfile, namedInHash } from "../project/index.ts";
import type { StoredPackage } from "../store/index.ts";
import type { Manifest } from "../zon/index.ts";
import { type Edge, folderEdges, manifestAt, packageEdges, rootEdges } from "./edges.ts";
import { installError } from "./errors.ts";
import { lockedBelow } from "./locked.ts";
import type { Obtainer, Wanted } from "./obtain.ts";
import { refuseMissing } from "./offline-missing.ts";
import { zonName } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

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
    const manifestKey = fileKey(disk, join(folder, zonName));
    const manifest = drafts.get(folder) ?? manifestAt(disk, folder, posix.join(path, zonName));
    const own = manifest === undefined ? [] : folderEdges(manifest, path);
    const { name = edge.alias, version } = manifest ?? {};
    paths.set(path, { path, name, version, manifestKey, edges: own });
    pending.push(...own);
    more.push(...own);
  }
  return more;
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
