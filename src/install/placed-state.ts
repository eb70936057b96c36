import { join } from "node:path";
import { type Disk, fileKey } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { parseRoot, type Root, type Store, writeStored } from "../store/index.ts";
import { type Belief, removePlaced } from "../zig/index.ts";
import { type Placed, projectPackages } from "./place.ts";
import { lockName, tomlName, zonName } from "./project-files.ts";
import type { PlacementTarget, Workbench } from "./workbench.ts";

/**
 * What was true when a project was last installed, kept in the store's `roots/`: gc reads there what is in use, and
 * `install` sees with a few stats that nothing is to be done.
 */
interface PlacedState extends Root {
  /** The boot in which the last of it was written. */
  readonly boot: string;
  /** True once all of it was read in a later boot than it was written in: its bytes are on the disk. */
  readonly settled: boolean;
  readonly placedAtMs: number;
  readonly target: string;
  readonly settingsKey: string;
  readonly globalCache: string;
  /** Size and time of each file that says what is to be there, path dependencies' manifests included. */
  readonly files: Readonly<Record<string, string>>;
  /** What must exist: a folder or an archive for each package. */
  readonly places: readonly string[];
}

/**
 * Remembers what was placed. `manifests` are the build.zig.zon of path dependencies, absolute, with their keys. What
 * cannot be remembered is found out again, so that is no failure.
 */
export function rememberPlaced(
  bench: Workbench,
  root: string,
  { places, untouched }: Placed,
  needed: { readonly hashes: readonly string[]; readonly manifests: ReadonlyMap<string, string> },
): void {
  const { disk, store, target } = bench;
  const previous = readState(bench, root);
  const known = new Set(previous?.places);
  const state: PlacedState = {
    format: 1,
    project: root,
    hashes: [...needed.hashes].sort(),
    boot: store.boot,
    settled:
      previous !== undefined &&
      (previous.settled || previous.boot !== store.boot) &&
      untouched &&
      places.every((place) => known.has(place)),
    placedAtMs: Date.now(),
    target: target.key,
    settingsKey: target.settingsKey,
    globalCache: target.globalCache,
    files: { ...projectKeys(disk, root), ...Object.fromEntries(needed.manifests) },
    places,
  };
  writeState(bench, state);
}

/** What is in place is what it was, but the settings may have come from elsewhere: next time that is known. */
export function rememberSettings(bench: Workbench, root: string): void {
  const state = readState(bench, root);
  const { settingsKey } = bench.target;
  if (state !== undefined && state.settingsKey !== settingsKey) writeState(bench, { ...state, settingsKey });
}

function writeState({ disk, store }: Workbench, state: PlacedState): void {
  try {
    disk.makeFolders(store.layout.roots);
    writeStored(disk, store.layout, store.layout.rootFile(state.project), `${JSON.stringify(state)}\n`);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** As much of a workbench as it takes to look at what is remembered. */
export interface PlacedBench {
  readonly disk: Disk;
  readonly store: Pick<Store, "layout" | "boot">;
  readonly target: Pick<PlacementTarget, "key" | "globalCache">;
}

/** The hashes of what is in place, if nothing has changed since it was placed; else undefined. */
export function placedIfUpToDate(bench: PlacedBench, root: string): readonly string[] | undefined {
  const state = readState(bench, root);
  if (state === undefined || state.target !== bench.target.key) return undefined;
  if (!isOnDisk(bench, state) || state.globalCache !== bench.target.globalCache) return undefined;
  const same = Object.entries(state.files).every(([path, key]) => fileKey(bench.disk, path) === key);
  const there = same && state.places.every((place) => bench.disk.stat(place) !== undefined);
  return there ? state.hashes : undefined;
}

/**
 * Takes out of the project's `zig-pkg` what Pantry placed there and nothing needs any more. Before it is remembered
 * what is there now, so that a kill in between leaves it to the next run.
 */
export function removeUnplaced(bench: Workbench, root: string, { places }: Placed): void {
  const needed = new Set(places);
  const folder = join(root, projectPackages, "/");
  for (const place of readState(bench, root)?.places ?? []) {
    if (place.startsWith(folder) && !needed.has(place)) removePlaced(bench.disk, place);
  }
}

/** How far what is in a place is believed: all that it takes is that Pantry put it there and the power stayed on. */
export function placedBelief(bench: Workbench, root: string): (place: string) => Belief {
  const state = readState(bench, root);
  const known = new Set(state?.places);
  return (place) => {
    if (state === undefined || !known.has(place)) return { by: "bytes", placedAtMs: undefined };
    return isOnDisk(bench, state) ? { by: "times" } : { by: "bytes", placedAtMs: state.placedAtMs };
  };
}

function isOnDisk({ store }: PlacedBench, { boot, settled }: PlacedState): boolean {
  return settled || boot === store.boot;
}

export function readState(
  { disk, store }: Pick<PlacedBench, "disk"> & { store: Pick<PlacedBench["store"], "layout"> },
  root: string,
): PlacedState | undefined {
  const text = disk.readIfThere(store.layout.rootFile(root))?.toString("utf8");
  const state = text === undefined ? undefined : (parseRoot(text) as Partial<PlacedState> | undefined);
  return state?.project === root && isState(state) ? state : undefined;
}

/** Only what was written whole is read back, so this asks for little. */
function isState(state: Partial<PlacedState>): state is PlacedState {
  return (
    Array.isArray(state.places) && typeof state.files === "object" && typeof state.placedAtMs === "number"
  );
}

function projectKeys(disk: Disk, root: string): Record<string, string> {
  const paths = [zonName, tomlName, lockName].map((name) => join(root, name));
  return Object.fromEntries(paths.map((path) => [path, fileKey(disk, path)]));
}
