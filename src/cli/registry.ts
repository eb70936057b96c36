import { createClient, type RegistryClient } from "../client/index.ts";
import {
  loadToken,
  loadUserConfig,
  resolveSettings,
  type SettingSources,
  type Settings,
  type TokenAnswer,
} from "../config/index.ts";
import type { Progress } from "../fetch/index.ts";
import { projectRootAbove, readSettings } from "../install/index.ts";
import { storeLayout } from "../store/index.ts";
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
  readonly onProgress?: (progress: Progress) => void;
}

export interface OpenRegistry {
  readonly client: RegistryClient;
  /** What the client sends, or why it sends none. */
  readonly token: TokenAnswer;
}

/** The configured registry, with the token that may go there. */
export function openRegistry(context: Context, options: RegistryOptions): OpenRegistry {
  const { settings, root, onProgress } = options;
  const registryUrl = settings.registry.value;
  const token = loadToken(context.disk, {
    registry: registryUrl,
    sources: sourcesFor(context, root),
    home: context.home,
    projectFolder: root,
    typed: undefined,
  });
  return { client: connect(context, settings, { registryUrl, token: token.token, onProgress }), token };
}

export interface Connection {
  readonly registryUrl: string;
  readonly token: string | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A line to some registry, as the settings want it. */
export function connect({ disk, home }: Context, settings: Settings, to: Connection): RegistryClient {
  return createClient({
    ...to,
    disk,
    cacheFolder: storeLayout(home).index,
    offline: settings.offline.value,
    exchange: { caFile: settings.ca.value },
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
