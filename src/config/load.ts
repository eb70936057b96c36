import { join } from "node:path";
import type { Disk } from "../disk/index.ts";
import { isSystemError, PantryError } from "../errors.ts";
import { decodeToml } from "../toml/index.ts";
import { loadCredentials } from "./credentials.ts";
import { loadEnvPair } from "./env-file.ts";
import { namedRegistries, type SettingSources } from "./settings.ts";
import { chooseToken, type TokenAnswer } from "./token.ts";
import { checkedToken } from "./token-text.ts";
import { parseUserConfig, type UserConfig } from "./user-config.ts";

/** `config.toml` below `home`; where there is none, one that sets nothing. */
export function loadUserConfig(disk: Disk, home: string): UserConfig {
  const path = join(home, "config.toml");
  const bytes = disk.readIfThere(path);
  return parseUserConfig(bytes === undefined ? "" : decodeToml(bytes, path), path);
}

/** The same, for whom it is no reason to stop that it cannot be read: who needs what stands in it says so. */
export function userConfigIfReadable(disk: Disk, home: string): UserConfig {
  try {
    return loadUserConfig(disk, home);
  } catch (error) {
    if (!(error instanceof PantryError) && !isSystemError(error)) throw error;
    return parseUserConfig("", join(home, "config.toml"));
  }
}

export interface TokenPlaces {
  /** The registry that will be asked, as the settings have it. */
  readonly registry: string;
  readonly sources: SettingSources;
  readonly home: string;
  /** undefined outside of a project. */
  readonly projectFolder: string | undefined;
  /** A token given by flag. */
  readonly typed: string | undefined;
}

/**
 * The token for a registry, from where `chooseToken` says. Files are read only when flag and environment have none,
 * so a run that was given its token depends on no file.
 */
export function loadToken(disk: Disk, places: TokenPlaces): TokenAnswer {
  const { registry, sources, home, projectFolder, typed } = places;
  const variable = sources.env["PANTRY_TOKEN"];
  const named = namedRegistries(sources);
  const given = {
    flag: typed === undefined ? undefined : checkedToken(typed, "the token that was given"),
    environment: variable ? checkedToken(variable, "PANTRY_TOKEN") : undefined,
  };
  const answer = chooseToken({
    registry,
    named,
    tokens: { ...given, envFile: undefined, credentials: new Map() },
  });
  if (answer.token !== undefined) return answer;
  const envFile = projectFolder === undefined ? undefined : loadEnvPair(disk, projectFolder);
  const credentials = loadCredentials(disk, home);
  return chooseToken({ registry, named, tokens: { ...given, envFile, credentials } });
}
