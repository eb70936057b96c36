import { isLoopbackHost, isNpmName, registryBase } from "../../src/protocol/index.ts";
import { registryError } from "../errors.ts";
import { scopeOf } from "./names.ts";

/** What the operator says of upstream. Everything has a default; `false` in its place means none. */
export interface UpstreamOptions {
  /** npm's own registry unless it says otherwise. */
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  /** Only names that fit one of these patterns come from upstream: `*` stands for any text. */
  readonly allow?: readonly string[] | undefined;
  /** Names that fit one of these never do, and are never asked for. */
  readonly deny?: readonly string[] | undefined;
  /** Other upstreams for some scopes, by scope: `@acme`. */
  readonly scopes?: Readonly<Record<string, UpstreamSource>> | undefined;
}

export interface UpstreamSource {
  readonly url: string;
  readonly token?: string | undefined;
}

/** A registry that is asked. Its token goes to it alone. */
export interface Source {
  /** With a slash at the end. */
  readonly base: string;
  readonly token: string | undefined;
}

export interface UpstreamSettings {
  readonly sources: readonly Source[];
  /** Whom to ask for a name. Undefined for one that is never asked for. */
  sourceOf(name: string): Source | undefined;
}

const defaultUrl = "https://registry.npmjs.org";

/** Refuses what cannot be meant. Throws SETTINGS_INVALID and ADDRESS_INVALID. */
export function readUpstreamSettings(options: UpstreamOptions): UpstreamSettings {
  const { url = defaultUrl, token, allow = ["*"], deny = [], scopes = {} } = options;
  const main = readSource({ url, token });
  const byScope = new Map(Object.entries(scopes).map(([scope, source]) => [scope, readSource(source)]));
  for (const scope of byScope.keys()) {
    if (!/^@[a-z0-9~-][a-z0-9._~-]*$/.test(scope)) {
      throw invalid(`\`${scope}\` is no scope`, "write it as `@acme`");
    }
  }
  const allowed = patternOf(allow);
  const denied = patternOf(deny);
  return {
    sources: [main, ...byScope.values()],
    sourceOf(name) {
      if (!isNpmName(name) || !allowed.test(name) || denied.test(name)) return undefined;
      return byScope.get(scopeOf(name) ?? "") ?? main;
    },
  };
}

function readSource({ url, token }: UpstreamSource): Source {
  const base = registryBase(url);
  const { protocol, host } = new URL(base);
  if (protocol !== "https:" && !isLoopbackHost(host)) {
    throw invalid(
      `the upstream ${base} is plain http, where anybody on the way can change documents`,
      "use its https address",
    );
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw invalid(`the token for ${base} has characters that no token has`, "copy it once more");
  }
  return { base, token };
}

/** One expression for all of them; `*` stands for any text, also across the slash of a scope. */
function patternOf(patterns: readonly string[]): RegExp {
  const parts = patterns.map((pattern) =>
    pattern
      .split("*")
      .map((text) => text.replaceAll(/[^\w]/g, "\\$&"))
      .join(".*"),
  );
  return new RegExp(`^(?:${parts.join("|") || "(?!)"})$`, "s");
}

function invalid(why: string, hint: string) {
  return registryError("SETTINGS_INVALID", { message: `cannot start the registry: ${why}`, hint });
}
