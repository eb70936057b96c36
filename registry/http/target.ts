import type { IncomingMessage } from "node:http";
import { isLoopbackHost } from "../../src/protocol/index.ts";
import { registryError } from "../errors.ts";
import { isOnLoopback, type Registry } from "../registry.ts";

/**
 * What a request asks for, in the one form that everything behind this reads: a path and a query (RFC 9112, 3.2). What
 * has another meaning once its dots are worked out is refused: a rule that looks at the beginning of a path would be
 * talked past. Throws REQUEST_INVALID.
 */
export function readTarget(target: string, prefix: string): string {
  // Proxies send the whole address. Its host decides nothing here.
  const url = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?#]*\/?/i, "/");
  if (!url.startsWith("/") || /^[^?#]*(?:\\|\/(?:\.|%2e){1,2}(?:[/?#]|$))/i.test(url)) {
    throw registryError("REQUEST_INVALID", {
      message: "the request's address is not written the way that it is meant",
      hint: "work out its `.` and `..` before it is sent",
    });
  }
  return withoutPrefix(url, prefix);
}

/**
 * A developer's own registry takes changes from everybody on the machine. A web page that has its own name lead to
 * this machine must not be one of them: it cannot choose the Host that its browser sends. Throws REQUEST_MISDIRECTED.
 */
export function checkHost(registry: Registry, request: IncomingMessage): void {
  const { host } = request.headers;
  if (host === undefined || !isOnLoopback(registry) || isLoopbackHost(host)) return;
  throw registryError("REQUEST_MISDIRECTED", {
    message: "this registry is for its own machine, and the request was sent to another name",
    hint: `use ${registry.base}; where others reach the registry, say how with \`--public-url\``,
  });
}

/** Where the public address has a path, a proxy in front may pass it on or not: both work. */
function withoutPrefix(url: string, prefix: string): string {
  return prefix !== "/" && url.startsWith(prefix) ? url.slice(prefix.length - 1) : url;
}
