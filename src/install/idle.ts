import { dirname, join, resolve } from "node:path";
import { pantryHome, settingsKey } from "../config/index.ts";
import { bootId, type Disk } from "../disk/index.ts";
import { storeLayout } from "../store/index.ts";
import { zigKeyNow } from "../zig/index.ts";
import { mayBeWorkspace } from "./members.ts";
import { tomlName, zonName } from "./names.ts";
import { placedIfUpToDate, readState } from "./placed-state.ts";
import { sweepProject } from "./sweep-project.ts";

/**
 * What `installProject` gives where there is nothing to do, without so much as reading the settings: they are what they
 * were when the project was installed, if all that they come from is. The number of packages in place; undefined
 * where it takes a longer look to know.
 */
export function countIfIdle(disk: Disk, folder: string, env: NodeJS.ProcessEnv): number | undefined {
  const root = aloneAbove(disk, folder);
  if (root === undefined) return undefined;
  const home = pantryHome(env);
  const layout = storeLayout(home);
  const state = readState({ disk, store: { layout } }, root);
  if (state?.settingsKey !== settingsKey(disk, home, env)) return undefined;
  const key = zigKeyNow(disk, state.target, env);
  if (key === undefined) return undefined;
  const target = { key, globalCache: state.globalCache };
  const hashes = placedIfUpToDate({ disk, store: { layout, boot: bootId() }, target }, root);
  if (hashes !== undefined) sweepProject(disk, root);
  return hashes?.length;
}

/** The project that a folder is in, if it shares its lock with no other; undefined where that is not sure. */
function aloneAbove(disk: Disk, from: string): string | undefined {
  let root: string | undefined;
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (mayBeWorkspace(disk.readIfThere(join(folder, tomlName)))) return undefined;
    if (root === undefined && disk.stat(join(folder, zonName)) !== undefined) root = folder;
    if (folder === dirname(folder)) return root;
  }
}
