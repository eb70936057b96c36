import type { Settings } from "../config/index.ts";
import { createFetcher } from "../fetch/index.ts";
import { findProjectRoot, type Workbench } from "../install/index.ts";
import { openStore } from "../store/index.ts";
import { globalCacheFolder, layoutFor, searchZig, zigVersionFor } from "../zig/index.ts";
import type { Context } from "./context.ts";
import { openRegistry, settingsFor } from "./registry.ts";
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
  const registry = openRegistry(context, { settings, root, store, onProgress: progress.update });
  try {
    return await work(
      {
        disk,
        store,
        fetcher,
        registry,
        offline,
        target: placementTarget(context, settings),
        minimumReleaseAgeMs: settings.minimumReleaseAgeMs.value ?? 0,
      },
      root,
    );
  } finally {
    progress.end();
    await Promise.all([fetcher.close(), registry.close()]);
  }
}

function placementTarget({ env, disk }: Context, settings: Settings): Workbench["target"] {
  const path = settings.zigPath.value ?? searchZig(env);
  const version = settings.zigVersion.value;
  const stat = path === undefined ? undefined : disk.stat(path);
  return {
    globalCache: settings.zigCache.value ?? globalCacheFolder(env),
    key: JSON.stringify([version, path, stat && [String(stat.mtimeNs), stat.sizeBytes]]),
    zigVersion: () => zigVersionFor(version, path),
    layout: async () => layoutFor(await zigVersionFor(version, path)),
  };
}
