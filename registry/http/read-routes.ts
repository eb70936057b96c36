import type { IncomingMessage, ServerResponse } from "node:http";
import type { Packages } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { logBug, writeFailure } from "./failure.ts";
import type { LocalNames } from "./local-names.ts";
import { createNpmReader } from "./npm-read.ts";
import type { Sight } from "./sight.ts";
import { createZigReader } from "./zig-read.ts";

/** Answers one request that only reads. */
export type Reader = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Documents, archives and ping, on bare `node:http`. Nothing is parsed or computed here that could have been prepared
 * when it changed. Returns false for a request that is for somebody else.
 */
export function createReadRoutes(registry: Registry, packages: Packages, sight: Sight, names: LocalNames) {
  const zigReader = createZigReader(registry, packages, sight);
  const npmReader = createNpmReader(registry, packages, sight, names);

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const path = pathOf(request.url ?? "");
    const withBody = request.method === "GET";
    // What starts a registry often waits for its root to answer.
    if (path === "-/ping" || path === "") {
      response.writeHead(200, pingHeaders).end(withBody ? "{}" : undefined);
      return true;
    }
    const read = zigReader(path) ?? npmReader(path);
    if (read === undefined) return false;
    read(request, response).catch((error: unknown) => {
      logBug(registry.log, error);
      writeFailure(response, error, withBody);
    });
    return true;
  };
}

/** The path below the root, without the query. */
function pathOf(url: string): string {
  const end = url.indexOf("?");
  return url.slice(1, end === -1 ? undefined : end);
}

const pingHeaders = { "Content-Type": "application/json", "Content-Length": 2, "Cache-Control": "no-store" };
