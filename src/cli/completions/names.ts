import { join } from "node:path";
import { cachedNames } from "../../client/index.ts";
import { PantryError } from "../../errors.ts";
import { projectRootAbove } from "../../install/index.ts";
import { parseLockfile } from "../../project/index.ts";
import { storeLayout } from "../../store/index.ts";
import { parseOwnManifest } from "../../zon/index.ts";
import type { Context } from "../context.ts";
import { rulesFor, settingsFor } from "../registry.ts";
import type { Names } from "./candidates.ts";

/** Names of packages, from the project's files and from what the registry said before: nothing is asked. */
export function namesIn(context: Context): Names {
  const { disk, home } = context;
  const root = projectRootAbove(disk, context.folder);
  const text = (name: string) => (root === undefined ? undefined : disk.readIfThere(join(root, name)));
  const sources: Record<Parameters<Names>[0], () => readonly string[]> = {
    dependencies() {
      const zon = text("build.zig.zon");
      const manifest = zon && parseOwnManifest(zon, "build.zig.zon");
      return [...(manifest?.dependencies.keys() ?? [])];
    },
    locked() {
      const lock = text("pantry.lock");
      return lock === undefined
        ? []
        : parseLockfile(lock.toString(), "pantry.lock").packages.map(({ name }) => name);
    },
    registry() {
      const urls = [
        settingsFor(context, root).registry.value,
        ...rulesFor(context, root).map(({ url }) => url),
      ];
      return urls.flatMap((url) => cachedNames(disk, storeLayout(home).index, url));
    },
  };
  return (kind) => [...new Set(quietly(sources[kind]))].sort();
}

/** A file that is being written just now has no names; the Tab key is not the place to complain. */
function quietly(read: () => readonly string[]): readonly string[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof PantryError) return [];
    throw error;
  }
}
