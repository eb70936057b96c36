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
  ask: (registry: RegistryClient) => Promise<T>,
): Promise<T> {
  const root = projectRootAbove(context.disk, context.folder);
  const { client } = openRegistry(context, { settings: settingsFor(context, root), root });
  try {
    return await ask(client);
  } finally {
    await client.close();
  }
}

export interface RegistryOptions {
  readonly settings: Settings;
  readonly root: string | undefined;
  readonly store?: Store;
  readonly onProgress?: (progress: Progress) => void;
}

export interface OpenRegistry {
  readonly client: RegistryClient;
  /** What the client sends, if there is a token that may go there. */
  readonly token: string | undefined;
}

/** The configured registry, with the token that may go there. */
export function openRegistry(context: Context, options: RegistryOptions): OpenRegistry {
  const { disk, home } = context;
  const { settings, root, onProgress } = options;
  const registryUrl = settings.registry.value;
  const { token } = loadToken(disk, {
    registry: registryUrl,
    sources: sourcesFor(context, root),
    home,
    projectFolder: root,
    typed: undefined,
  });
  const client = createClient({
    registryUrl,
    token,
    disk,
    cacheFolder: (options.store ?? openStore({ disk, home })).layout.index,
    offline: settings.offline.value,
    onProgress,
  });
  return { client, token };
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
