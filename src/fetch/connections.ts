import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { AuthorityFiles } from "./authorities.ts";
import { type Direct, openDirect } from "./direct.ts";
import { fetchError } from "./errors.ts";
import type { FetchLimits } from "./limits.ts";
import { isLoopback } from "./loopback.ts";

/** Kept-alive sockets, through the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. */
export interface Connections {
  /** Follows no redirect. The body must be read to its end or destroyed. */
  request(url: URL, options: RequestOptions, signal: AbortSignal): Promise<Answer>;
  /** Cuts all sockets, those in use too. */
  close(): Promise<void>;
}

/** The head of an answer, and its body under way. */
export interface Answer {
  readonly statusCode: number;
  /** By their names in lower case; a field that came more than once has all its values. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

export interface RequestOptions {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** In lower case; they take the place of those that every request has. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** How the user's machine reaches others, and who looks on. */
export interface ConnectionOptions {
  /** Certificates of authorities that are trusted besides. */
  readonly caFile?: string | undefined;
  /** Called for the head of every answer, redirects and failed attempts included. */
  readonly onAnswer?: ((answered: Answered) => void) | undefined;
}

/** One answer, for whoever wants to see what goes on. */
export interface Answered {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  /** Until its head was there. */
  readonly tookMs: number;
}

/** Nothing is loaded or opened before the first request. */
export function openConnections(limits: FetchLimits, { caFile, onAnswer }: ConnectionOptions): Connections {
  let direct: Direct | undefined;
  let proxied: Promise<Proxied> | undefined;
  const connections: Connections = {
    async request(url, given, signal) {
      const startedAt = performance.now();
      const answer = await send(url, given, signal);
      const tookMs = performance.now() - startedAt;
      onAnswer?.({ method: given.method, url, status: answer.statusCode, tookMs });
      return answer;
    },
    async close() {
      direct?.destroy();
      await (await proxied?.catch(() => undefined))?.dispatcher.destroy();
    },
  };

  async function send(
    url: URL,
    { method, headers, body }: RequestOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    const options = {
      method,
      body,
      headers: {
        "user-agent": "pantry",
        accept: "*/*",
        // An archive is compressed already, and what a server compresses on the way cannot be resumed or compared.
        "accept-encoding": "identity",
        ...headers,
      },
    };
    // On loopback there is nobody to ask, and a proxy's loopback would be another machine's.
    if (isLoopback(url) || !namesProxy(process.env)) {
      direct ??= openDirect(limits, () => trustedAuthorities({ file: caFile, env: process.env }));
      return direct.request(url, options, signal);
    }
    proxied ??= openProxied(limits, caFile);
    const { request, dispatcher } = await proxied;
    return request(url, { ...options, body: body ?? null, dispatcher, signal });
  }

  return connections;
}

/** Who is trusted, as `readAuthorities` says. It is loaded with the first TLS connection: Node's own list is long. */
export async function trustedAuthorities(files: AuthorityFiles): Promise<readonly string[] | undefined> {
  return (await import("./authorities.ts")).readAuthorities(files);
}

/** The variables that undici's agent goes by. */
function namesProxy(env: NodeJS.ProcessEnv): boolean {
  return ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"].some((name) => env[name]);
}

interface Proxied {
  readonly request: typeof import("undici").request;
  readonly dispatcher: Dispatcher;
}

/** Node 20's own client knows no proxies. */
async function openProxied(limits: FetchLimits, caFile: string | undefined): Promise<Proxied> {
  const { EnvHttpProxyAgent, request } = await import("./undici.ts");
  const ca = await trustedAuthorities({ file: caFile, env: process.env });
  const tls = ca === undefined ? {} : { ca: [...ca] };
  try {
    const dispatcher = new EnvHttpProxyAgent({
      connections: limits.socketsPerHost,
      connect: { timeout: limits.connectTimeoutMs, ...tls },
      requestTls: tls,
      proxyTls: tls,
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.idleTimeoutMs,
      maxHeaderSize: limits.headBytes,
      // Plain http goes to a proxy as such: many proxies tunnel to port 443 only.
      proxyTunnel: false,
    });
    return { request, dispatcher };
  } catch {
    // The cause would show the address, and with it a password.
    throw fetchError("FETCH_PROXY", {
      message: "HTTP_PROXY or HTTPS_PROXY is no address of a proxy",
      hint: "it should look like http://host:port",
    });
  }
}
