import { isLoopbackHost, registryBase } from "../src/protocol/index.ts";
import { registryError } from "./errors.ts";
import { changesPerMinute, type HttpSettings, requestsPerMinute, uploadBytes } from "./http/index.ts";
import type { LogEntry } from "./registry.ts";
import { readUpstreamSettings, type UpstreamOptions, type UpstreamSettings } from "./upstream/index.ts";

/** How a registry is started. Everything but the folder has a default. */
export interface RegistryOptions {
  /** Where all that it knows is kept. */
  readonly dataFolder: string;
  /** The name or address to listen on; `localhost` unless it says otherwise. */
  readonly host?: string | undefined;
  /** 7117 unless it says otherwise; 0 takes a free one. */
  readonly port?: number | undefined;
  /** The address that clients know it by. It goes into packages for good; may be left out on loopback only. */
  readonly publicUrl?: string | undefined;
  /** The largest upload. */
  readonly uploadLimitBytes?: number | undefined;
  /** Blocks of the addresses of proxies in front of it, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Blocks of the addresses that may read `/-/metrics`; this machine unless it says otherwise. */
  readonly metricsFrom?: readonly string[] | undefined;
  /** Requests from one address, and changes of one account or address; unlimited on loopback unless they say otherwise. */
  readonly requestsPerMinute?: number | undefined;
  readonly changesPerMinute?: number | undefined;
  /** Whether anybody may make an account; open unless it says otherwise. */
  readonly signUp?: "open" | "closed" | undefined;
  /** True for a registry that takes no changes. */
  readonly readOnly?: boolean | undefined;
  /** Where npm names that were never claimed here come from; false for a registry that stands alone. */
  readonly upstream?: UpstreamOptions | false | undefined;
  /** Gets one entry for each request and event; nothing is logged without it. */
  readonly log?: ((entry: LogEntry) => void) | undefined;
  readonly now?: (() => Date) | undefined;
}

export interface Settings {
  readonly dataFolder: string;
  /** What to bind to. */
  readonly bindHost: string;
  readonly port: number;
  /** The public base address, once the port is known. */
  readonly baseAt: (port: number) => string;
  readonly http: HttpSettings;
  readonly upstream: UpstreamSettings | undefined;
}

/** Where Pantry's registry listens when nothing says otherwise. */
export const defaultPort = 7117;

/** Refuses what cannot be meant. Throws SETTINGS_INVALID. */
export function readSettings(options: RegistryOptions): Settings {
  const { host = "localhost", port = defaultPort, uploadLimitBytes = uploadBytes, publicUrl } = options;
  if (options.dataFolder === "") throw invalid("no data folder", "name one with `--data DIR`");
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw invalid(`${port} is no port`, "choose one from 1 to 65535");
  }
  if (!Number.isSafeInteger(uploadLimitBytes) || uploadLimitBytes < 1) {
    throw invalid(`${uploadLimitBytes} is no number of bytes`, "leave the limit out, or give a whole number");
  }
  if (publicUrl === undefined && !isOnlyLoopback(host)) {
    throw invalid(
      `others can reach ${host}, and the registry does not know the address that they use`,
      "set it with `--public-url https://…`: it becomes part of every package that depends on another",
    );
  }
  const base = publicUrl === undefined ? undefined : registryBase(publicUrl);
  if (base !== undefined) checkClientsTakeIt(base);
  return {
    dataFolder: options.dataFolder,
    // The name may mean two addresses; clients try both, and this one is there on every machine.
    bindHost: host === "localhost" ? "127.0.0.1" : host,
    port,
    baseAt: (boundPort) =>
      base ?? registryBase(`http://${host.includes(":") ? `[${host}]` : host}:${boundPort}/`),
    http: readHttp(options, uploadLimitBytes, base !== undefined && !isLoopbackHost(new URL(base).host)),
    upstream: options.upstream === false ? undefined : readUpstream(options.upstream ?? {}, base),
  };
}

/** @param isPublic others reach the registry; where it listens on loopback only, there is a proxy before it. */
function readHttp(options: RegistryOptions, uploadLimitBytes: number, isPublic: boolean): HttpSettings {
  const isBehindProxy = isPublic && isOnlyLoopback(options.host ?? "localhost");
  const unlimited = Number.POSITIVE_INFINITY;
  return {
    uploadLimitBytes,
    trustedProxies: options.trustedProxies ?? (isBehindProxy ? loopbackBlocks : []),
    metricsFrom: options.metricsFrom ?? loopbackBlocks,
    requestsPerMinute: options.requestsPerMinute ?? (isPublic ? requestsPerMinute : unlimited),
    changesPerMinute: options.changesPerMinute ?? (isPublic ? changesPerMinute : unlimited),
    isSignUpOpen: options.signUp !== "closed",
    isReadOnly: options.readOnly === true,
  };
}

const loopbackBlocks = ["127.0.0.0/8", "::1"];

/** Plain http only on this machine, as clients have it (`readRegistryUrl`): nothing else proves who answers. */
function checkClientsTakeIt(base: string): void {
  const { protocol, host } = new URL(base);
  if (protocol === "https:" || isLoopbackHost(host)) return;
  throw invalid(
    `its public address ${base} is plain http, which clients take from their own machine only`,
    "put it behind a proxy that speaks TLS, and set `--public-url https://…`",
  );
}

function readUpstream(options: UpstreamOptions, base: string | undefined): UpstreamSettings {
  const upstream = readUpstreamSettings(options);
  if (!upstream.sources.some((source) => source.base === base)) return upstream;
  throw invalid(`it would be its own upstream, at ${base}`, "give another address, or turn upstream off");
}

/** `0.0.0.0` and `::` reach the machine itself, but to listen there is to listen everywhere. */
function isOnlyLoopback(host: string): boolean {
  if (host === "0.0.0.0" || host === "::") return false;
  return isLoopbackHost(host.includes(":") ? `[${host}]` : host);
}

function invalid(why: string, hint: string) {
  return registryError("SETTINGS_INVALID", { message: `cannot start the registry: ${why}`, hint });
}
