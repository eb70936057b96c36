import type { Credentials } from "./credentials.ts";
import { defaultRegistry } from "./definitions.ts";
import type { EnvPair } from "./env-file.ts";

/** Who, other than a project, named which registry. */
export interface NamedRegistries {
  readonly flag: string | undefined;
  readonly environment: string | undefined;
  readonly user: string | undefined;
}

export interface TokenQuestion {
  /** The registry that will be asked, in its one spelling. */
  readonly registry: string;
  readonly named: NamedRegistries;
  readonly tokens: {
    readonly flag: string | undefined;
    /** `PANTRY_TOKEN`. */
    readonly environment: string | undefined;
    /** The project's `.env`. */
    readonly envFile: EnvPair | undefined;
    readonly credentials: Credentials;
  };
}

export type TokenAnswer =
  | { readonly token: string; readonly from: "flag" | "environment" | "env-file" | "credentials" }
  /** `withheld`: there is one that names no registry, and this one is named by nothing but the project. */
  | { readonly token: undefined; readonly withheld: boolean };

/**
 * Which token goes to a registry. In this order:
 *
 * 1. One given for this run, by flag or `PANTRY_TOKEN`, which names no registry: to those that flag, environment or
 *    the user's own configuration name, and to the default one where none of them names any. Never to one that
 *    only a project names, or whoever writes a pantry.toml could have the tokens of all who clone it.
 * 2. The project's `.env`: to the registry beside it.
 * 3. credentials.toml: to the registry it was got from.
 *
 * Addresses are compared letter for letter, in the one spelling that config/ gives them.
 */
export function chooseToken({ registry, named, tokens }: TokenQuestion): TokenAnswer {
  const trusted = [named.flag, named.environment, named.user].filter((url) => url !== undefined);
  const isTrusted = (trusted.length === 0 ? [defaultRegistry] : trusted).includes(registry);
  if (isTrusted && tokens.flag !== undefined) return { token: tokens.flag, from: "flag" };
  if (isTrusted && tokens.environment !== undefined)
    return { token: tokens.environment, from: "environment" };
  if (tokens.envFile?.registry === registry) return { token: tokens.envFile.token, from: "env-file" };
  const credential = tokens.credentials.get(registry);
  if (credential !== undefined) return { token: credential.token, from: "credentials" };
  return { token: undefined, withheld: tokens.flag !== undefined || tokens.environment !== undefined };
}
