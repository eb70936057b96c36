import { join } from "node:path";
import { type Settings, settingsKey } from "../config/index.ts";
import { removeTemporaryFolders } from "../disk/index.ts";
import { createFetcher } from "../fetch/index.ts";
import { findProjectRoot, projectRootAbove, type Workbench } from "../install/index.ts";
import { openIngestThreads, openStore } from "../store/index.ts";
import { globalCacheFolder, layoutFor, searchZig, zigKey, zigVersionFor } from "../zig/index.ts";
import type { Context } from "./context.ts";
import { onInterrupt } from "./interrupt.ts";
import { openRegistry, settingsFor, wayOut } from "./registry.ts";
import { downloadProgress } from "./terminal/index.ts";

/** A project that is being worked on, with what holds there. */
export interface ProjectBench {
  readonly bench: Workbench;
  readonly root: string;
  readonly settings: Settings;
  /** The zig that was found, if there is one. */
  readonly zigPath: string | undefined;
  /** Whether there is a token for the registry. */
  readonly hasToken: boolean;
}

/** Runs work on a project with everything it needs, and closes it all afterwards. */
export async function withWorkbench<T>(
  context: Context,
  work: (bench: Workbench, root: string) => Promise<T>,
): Promise<T> {
  return withProjectBench(context, ({ bench, root }) => work(bench, root));
}

/** The same, for who needs more than the pipeline does. */
export async function withProjectBench<T>(
  context: Context,
  work: (project: ProjectBench) => Promise<T>,
): Promise<T> {
  const root = findProjectRoot(context.disk, context.folder);
  return withBench(context, root, (found) => work({ ...found, root }));
}

/** The same for what needs no project, and goes by the settings of the one that it stands in, if there is one. */
export async function withStoreBench<T>(
  context: Context,
  work: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const root = projectRootAbove(context.disk, context.folder);
  return withBench(context, root, ({ bench }) => work(bench));
}

async function withBench<T>(
  context: Context,
  root: string | undefined,
  work: (found: Omit<ProjectBench, "root">) => Promise<T>,
): Promise<T> {
  const { disk, home, terminal } = context;
  const settings = settingsFor(context, root);
  const store = openStore({ disk, home });
  const progress = downloadProgress(terminal);
  const forget = onInterrupt(() => {
    progress.end();
    removeTemporaryFolders();
  });
  const offline = settings.offline.value;
  const { client: registry, token } = openRegistry(context, {
    settings,
    root,
    onProgress: progress.update,
  });
  const fetcher = createFetcher({
    offline,
    ...wayOut(context, settings),
    onProgress: progress.update,
    temporaryFolder: store.layout.temporary,
  });
  const zigPath = settings.zigPath.value ?? searchZig(context.env);
  const ingester = openIngestThreads(store, home, ingestThread);
  const bench: Workbench = {
    disk,
    store,
    ingester,
    fetcher,
    registry,
    offline,
    target: placementTarget(context, settings, zigPath),
    minimumReleaseAgeMs: settings.minimumReleaseAgeMs.value ?? 0,
    duplicates: settings.duplicates.value,
    columns: terminal.columns,
    warn: (text) => terminal.say(`${terminal.style.hint("warning:")} ${text}`),
  };
  try {
    return await work({ bench, settings, zigPath, hasToken: token.token !== undefined });
  } finally {
    progress.end();
    forget();
    await Promise.all([fetcher.close(), registry.close(), ingester.close()]);
  }
}

/** Beside the bundle that this is part of. */
const ingestThread = join(__dirname, "ingest-thread.js");

function placementTarget(
  { env, disk, home }: Context,
  settings: Settings,
  path: string | undefined,
): Workbench["target"] {
  const named = settings.zigVersion.value;
  let asked: Promise<string> | undefined;
  const zigVersion = () => {
    asked ??= zigVersionFor(named, path);
    return asked;
  };
  return {
    globalCache: settings.zigCache.value ?? globalCacheFolder(env),
    key: zigKey(disk, named, path),
    settingsKey: settingsKey(disk, home, env),
    zigVersion,
    layout: async () => layoutFor(await zigVersion()),
  };
}
