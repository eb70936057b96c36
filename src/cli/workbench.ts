import { loadUserConfig, resolveSettings, type Settings } from "../config/index.ts";
import { createFetcher } from "../fetch/index.ts";
import { findProjectRoot, readSettings, type Workbench } from "../install/index.ts";
import { openStore } from "../store/index.ts";
import { globalCacheFolder, layoutFor, searchZig, zigVersionFor } from "../zig/index.ts";
import type { Context } from "./context.ts";
import { downloadProgress } from "./terminal/index.ts";

/** Runs work on a project with everything it needs, and closes it all afterwards. */
export async function withWorkbench<T>(
  context: Context,
  work: (bench: Workbench, root: string) => Promise<T>,
): Promise<T> {
  const { disk, home, terminal } = context;
  const root = findProjectRoot(disk, context.folder);
  const settings = settingsFor(context, root);
  const store = openStore({ disk, home });
  const progress = downloadProgress(terminal);
  const offline = settings.offline.value;
  const fetcher = createFetcher({
    offline,
    onProgress: progress.update,
    temporaryFolder: store.layout.temporary,
  });
  const target = placementTarget(context, settings);
  try {
    return await work({ disk, store, fetcher, offline, target, note: terminal.say }, root);
  } finally {
    progress.end();
    await fetcher.close();
  }
}

/** The settings that hold in a project. */
function settingsFor(context: Context, root: string): Settings {
  const { disk, env, home, flags } = context;
  const { settings, fileName } = readSettings(disk, root);
  return resolveSettings({
    flags,
    env,
    project: { values: settings, fileName },
    user: loadUserConfig(disk, home),
  });
}

function placementTarget({ env, disk }: Context, settings: Settings): Workbench["target"] {
  const path = settings.zigPath.value ?? searchZig(env);
  const version = settings.zigVersion.value;
  const stat = path === undefined ? undefined : disk.stat(path);
  return {
    globalCache: settings.zigCache.value ?? globalCacheFolder(env),
    key: JSON.stringify([version, path, stat && [String(stat.mtimeNs), stat.sizeBytes]]),
    layout: async () => layoutFor(await zigVersionFor(version, path)),
  };
}
