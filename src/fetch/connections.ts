import type { Dispatcher } from "undici";
import { fetchError } from "./errors.ts";
import type { FetchLimits } from "./limits.ts";
import { isLoopback } from "./loopback.ts";

/** Kept-alive sockets, through the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. */
export interface Connections {
  /** GET, without following redirects. The body must be read to its end or destroyed. */
  get(url: URL, signal: AbortSignal): Promise<Dispatcher.ResponseData>;
  /** Any method, in the same way. */
  request(url: URL, options: RequestOptions, signal: AbortSignal): Promise<Dispatcher.ResponseData>;
  /** Cuts all sockets, those in use too. */
  close(): Promise<void>;
}

export interface RequestOptions {
  readonly method: Dispatcher.HttpMethod;
  /** In lower case; they take the place of those that every request has. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** Nothing is loaded or opened before the first request. */
export function openConnections(limits: FetchLimits): Connections {
  let opened: Promise<Opened> | undefined;
  const connections: Connections = {
    get: (url, signal) => connections.request(url, { method: "GET", headers: {}, body: undefined }, signal),
    async request(url, { method, headers, body }, signal) {
      opened ??= open(limits);
      const { request, direct, proxied } = await opened;
      return request(url, {
        method,
        body: body ?? null,
        // On loopback there is nobody to ask, and a proxy's loopback would be another machine's.
        dispatcher: isLoopback(url) ? direct : proxied,
        signal,
        headers: {
          "user-agent": "pantry",
          accept: "*/*",
          // An archive is compressed already, and what a server compresses on the way cannot be resumed or compared.
          "accept-encoding": "identity",
          ...headers,
        },
      });
    },
    async close() {
      const { direct, proxied } = (await opened?.catch(() => undefined)) ?? {};
      await Promise.all([direct?.destroy(), proxied?.destroy()]);
    },
  };
  return connections;
}

interface Opened {
  readonly request: typeof import("undici").request;
  readonly direct: Dispatcher;
  readonly proxied: Dispatcher;
}

async function open(limits: FetchLimits): Promise<Opened> {
  const { Agent, EnvHttpProxyAgent, request } = await import("./undici.ts");
  const options = {
    connections: limits.socketsPerHost,
    connect: { timeout: limits.connectTimeoutMs },
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
    maxHeaderSize: limits.headBytes,
  };
  return { request, direct: new Agent(options), proxied: proxyAgent() };

  function proxyAgent(): Dispatcher {
    try {
      // Plain http goes to a proxy as such: many proxies tunnel to port 443 only.
      return new EnvHttpProxyAgent({ ...options, proxyTunnel: false });
    } catch {
      // The cause would show the address, and with it a password.
      throw fetchError("FETCH_PROXY", {
        message: "HTTP_PROXY or HTTPS_PROXY is no address of a proxy",
        hint: "it should look like http://host:port",
      });
    }
  }
}
