import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { createGuard } from "../accounts/index.ts";
import type { Packages } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { addAccountRoutes } from "./account-routes.ts";
import { createBodies } from "./body.ts";
import { clientAddresses } from "./client-address.ts";
import { failureOf, logBug } from "./failure.ts";
import { logRequest } from "./log.ts";
import { addOrgRoutes } from "./org-routes.ts";
import { addPackageRoutes } from "./package-routes.ts";
import { createReadRoutes } from "./read-routes.ts";
import { createIdentities, createRoles, type RouteEnv } from "./roles.ts";
import { addTokenRoutes } from "./token-routes.ts";

/** Answers a registry's requests: the hot path first, everything else by routes. */
export function createHandler(
  registry: Registry,
  packages: Packages,
  uploadLimitBytes: number,
): (request: IncomingMessage, response: ServerResponse) => void {
  const read = createReadRoutes(registry, packages);
  const routes = getRequestListener(createRoutes(registry, packages, uploadLimitBytes).fetch, {
    overrideGlobalObjects: false,
  });
  const prefix = new URL(registry.base).pathname;
  return (request, response) => {
    logRequest(registry.log, request, response);
    request.url = withoutPrefix(request.url ?? "/", prefix);
    if (!read(request, response)) void routes(request, response);
  };
}

function createRoutes(registry: Registry, packages: Packages, uploadLimitBytes: number): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  const addressOf = clientAddresses([]);
  const identities = createIdentities(registry, addressOf);
  const roles = createRoles(registry, identities);
  const accounts = { registry, roles, identities, addressOf, guard: createGuard(registry.now) };
  app.use(async (c, next) => {
    await next();
    c.header("Cache-Control", "no-store");
  });
  addAccountRoutes(app, accounts);
  addTokenRoutes(app, accounts);
  addOrgRoutes(app, registry, roles);
  addPackageRoutes(app, registry, packages, createBodies(uploadLimitBytes), roles);
  app.onError((error, c) => {
    logBug(registry.log, error);
    const { status, body, headers } = failureOf(error);
    return c.json(body, status as ContentfulStatusCode, { ...headers, "Cache-Control": "no-store" });
  });
  return app;
}

/** Where the public address has a path, a proxy in front may pass it on or not: both work. */
function withoutPrefix(url: string, prefix: string): string {
  return prefix !== "/" && url.startsWith(prefix) ? url.slice(prefix.length - 1) : url;
}
