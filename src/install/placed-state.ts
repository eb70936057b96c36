import { createHash } from "node:crypto";
import { join } from "node:path";
import { bootId, type Disk, writeWhole } from "../disk/index.ts";
import { lockName, tomlName, zonName } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

/**
 * What was true when a project was last installed, kept in the store's `roots/`: gc reads there what is in use, and
 * `install` sees with a few stats that nothing is to be done.
 */
interface PlacedState {
  readonly format: 1;
  readonly project: string;
  readonly boot: string;
  readonly target: string;
  readonly globalCache: string;
  /** Size and time of each file that says what is to be there, path dependencies' manifests included. */
  readonly files: Readonly<Record<string, string>>;
  readonly hashes: readonly string[];
  /** What must exist: a folder or an archive for each package. */
  readonly places: readonly string[];
}

/** Remembers what was placed. `manifests` are the build.zig.zon of path dependencies, absolute. */
export function rememberPlaced(
  bench: Workbench,
  root: string,
  placed: {
    readonly manifests: readonly string[];
    readonly hashes: readonly string[];
    readonly places: readonly string[];
  },
): void {
  const state: PlacedState = {
    format: 1,
    project: root,
    boot: bootId(),
    target: bench.target.key,
    globalCache: bench.target.globalCache,
    files: fileKeys(bench.disk, [...projectFiles(root), ...placed.manifests]),
    hashes: [...placed.hashes].sort(),
    places: placed.places,
  };
  bench.disk.makeFolders(bench.store.layout.roots);
  writeWhole(bench.disk, statePath(bench, root), `${JSON.stringify(state)}\n`);
}

/** The number of packages in place, if nothing has changed since they were placed; else undefined. */
export function countIfUpToDate(bench: Workbench, root: string): number | undefined {
  const state = readState(bench, root);
  if (state === undefined) return undefined;
  if (state.boot !== bootId() || state.target !== bench.target.key) return undefined;
  if (state.globalCache !== bench.target.globalCache) return undefined;
  const same = Object.entries(state.files).every(([path, key]) => fileKey(bench.disk, path) === key);
  const there = same && state.places.every((place) => bench.disk.stat(place) !== undefined);
  return there ? state.hashes.length : undefined;
}

function readState(bench: Workbench, root: string): PlacedState | undefined {
  try {
    const state = JSON.parse(bench.disk.readIfThere(statePath(bench, root))?.toString("utf8") ?? "null");
    return state?.format === 1 && state.project === root ? state : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Who writes a project's files holds this. */
export function projectLock({ store }: Workbench, root: string): string {
  return join(store.layout.locks, projectKey(root));
}

function statePath({ store }: Workbench, root: string): string {
  return join(store.layout.roots, `${projectKey(root)}.json`);
}

function projectKey(root: string): string {
  return createHash("sha256").update(root).digest("hex").slice(0, 32);
}

function projectFiles(root: string): string[] {
  return [zonName, tomlName, lockName].map((name) => join(root, name));
}

function fileKeys(disk: Disk, paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, fileKey(disk, path)]));
}

/** A file that changes gets another key; one that is not there has the key `none`. */
function fileKey(disk: Disk, path: string): string {
  const stat = disk.stat(path);
  return stat === undefined ? "none" : `${stat.sizeBytes}-${stat.mtimeNs}-${stat.inode}`;
}
