import { createClient, type RegistryClient } from "../client/index.ts";
import {
  loadToken,
  loadUserConfig,
  resolveSettings,
  type SettingSources,
  type Settings,
} from "../config/index.ts";
import type { Progress } from "../fetch/index.ts";
import { projectRootAbove, readSettings } from "../install/index.ts";
import { openStore, type Store } from "../store/index.ts";
import type { Context } from "./context.ts";

/** The settings that hold here; `root` is the project's folder, or undefined outside of one. */
export function settingsFor(context: Context, root: string | undefined): Settings {
  return resolveSettings(sourcesFor(context, root));
}

/** Asks the registry something, in a project or outside of one, and closes all sockets afterwards. */
export async function withRegistry<T>(
  context: Context,
  options: { readonly token?: string | undefined },
  ask: (registry: RegistryClient) => Promise<T>,
): Promise<T> {
  const root = projectRootAbove(context.disk, context.folder);
  const registry = openRegistry(context, {
    settings: settingsFor(context, root),
    root,
    token: options.token,
  });
  try {
    return await ask(registry);
  } finally {
    await registry.close();
  }
}

export interface RegistryOptions {
  readonly settings: Settings;
  readonly root: string | undefined;
  /** In place of the one that is kept. */
  readonly token?: string | undefined;
  readonly store?: Store;
  readonly onProgress?: (progress: Progress) => void;
}

/** The configured registry, with the token that may go there. */
export function openRegistry(context: Context, options: RegistryOptions): RegistryClient {
  const { disk, home } = context;
  const { settings, root, onProgress } = options;
  const registryUrl = settings.registry.value;
  const { token } = loadToken(disk, {
    registry: registryUrl,
    sources: sourcesFor(context, root),
    home,
    projectFolder: root,
    typed: options.token,
  });
  return createClient({
    registryUrl,
    token,
    disk,
    cacheFolder: (options.store ?? openStore({ disk, home })).layout.index,
    offline: settings.offline.value,
    onProgress,
  });
}

function sourcesFor({ disk, env, home, flags }: Context, root: string | undefined): SettingSources {
  const project = root === undefined ? undefined : readSettings(disk, root);
  return {
    flags,
    env,
    project: project && { values: project.settings, fileName: project.fileName },
    user: loadUserConfig(disk, home),
  };
}
