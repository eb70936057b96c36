import { createClient, joinedClient, type RegistryClient } from "../client/index.ts";
import {
  fitsRule,
  loadToken,
  loadUserConfig,
  type RegistryRule,
  registryRules,
  resolveSettings,
  type SettingSources,
  type Settings,
  type TokenAnswer,
} from "../config/index.ts";
import { type ConnectionOptions, type Progress, shownAddress } from "../fetch/index.ts";
import { projectRootAbove, readSettings } from "../install/index.ts";
import { storeLayout } from "../store/index.ts";
import type { Context } from "./context.ts";
import { settingRows } from "./setting-rows.ts";

/** The settings that hold here; `root` is the project's folder, or undefined outside of one. */
export function settingsFor(context: Context, root: string | undefined): Settings {
  const settings = resolveSettings(sourcesFor(context, root));
  for (const { name, value, origin, where } of settingRows(settings)) {
    if (origin !== "default") context.terminal.detail(`${name} is ${value} (${where})`);
  }
  return settings;
}

/** Which packages belong to registries of their own here. */
export function rulesFor(context: Context, root: string | undefined): readonly RegistryRule[] {
  return registryRules(sourcesFor(context, root));
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
  /** What the configured registry is sent, or why nothing. */
  readonly token: TokenAnswer;
}

/** The configured registry with those that own packages by name, each with the token that may go there. */
export function openRegistry(context: Context, options: RegistryOptions): OpenRegistry {
  const { settings, root, onProgress } = options;
  const registryUrl = settings.registry.value;
  const sources = sourcesFor(context, root);
  const tokenFor = (registry: string) =>
    loadToken(context.disk, { registry, sources, home: context.home, projectFolder: root, typed: undefined });
  const token = tokenFor(registryUrl);
  if (token.token !== undefined) context.terminal.detail(`signing in with ${tokenPlaces[token.from]}`);
  const main = connect(context, settings, { registryUrl, token: token.token, onProgress });
  const others = registryRules(sources).map((rule) => ({
    owns: (name: string) => fitsRule(rule, name),
    client: connect(context, settings, {
      registryUrl: rule.url,
      token: tokenFor(rule.url).token,
      onProgress,
    }),
  }));
  return { client: others.length === 0 ? main : joinedClient(main, others), token };
}

/** Where a token was found, as people call it. */
export const tokenPlaces = {
  flag: "the token from the command line",
  environment: "the token from PANTRY_TOKEN",
  "env-file": "the token from the project's .env",
  credentials: "the token from credentials.toml",
} as const;

export interface Connection {
  readonly registryUrl: string;
  readonly token: string | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A line to some registry, as the settings want it. */
export function connect(context: Context, settings: Settings, to: Connection): RegistryClient {
  return createClient({
    ...to,
    disk: context.disk,
    cacheFolder: storeLayout(context.home).index,
    offline: settings.offline.value,
    exchange: wayOut(context, settings),
  });
}

/** How this user reaches others; with `-v` each answer is told. */
export function wayOut({ terminal }: Context, settings: Settings): ConnectionOptions {
  return {
    caFile: settings.ca.value,
    onAnswer: ({ method, url, status, tookMs }) => {
      const cached = status === 304 ? ", as it is in the cache" : "";
      terminal.detail(() => `${method} ${shownAddress(url)}: ${status} in ${Math.round(tookMs)} ms${cached}`);
    },
  };
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
