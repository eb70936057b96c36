import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { withScopeInOnePart } from "../../src/protocol/index.ts";
import { createGuard } from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { Packages } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { addAccountRoutes } from "./account-routes.ts";
import { addAdvisoryRoutes } from "./advisory-routes.ts";
import { createBodies } from "./body.ts";
import { clientAddresses } from "./client-address.ts";
import { failureOf, logBug, writeFailure } from "./failure.ts";
import { createHotPath } from "./hot-path.ts";
import { createLocalNames } from "./local-names.ts";
import { createObserver } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { addNpmRoutes } from "./npm-routes.ts";
import { addOperationsRoutes } from "./operations-routes.ts";
import { addOrgRoutes } from "./org-routes.ts";
import { addPackageRoutes } from "./package-routes.ts";
import { createRates, isChange, type RateLimits } from "./rates.ts";
import { createReadRoutes } from "./read-routes.ts";
import { remembered } from "./remembered.ts";
import { createIdentities, createRoles, type RouteEnv } from "./roles.ts";
import { addSearchRoutes } from "./search-routes.ts";
import { createSight } from "./sight.ts";
import { addStarRoutes } from "./star-routes.ts";
import { checkHost, readTarget } from "./target.ts";
import { addTokenRoutes } from "./token-routes.ts";
import { addUnsupportedRoutes } from "./unsupported-routes.ts";

/** What the operator says of how requests are answered. */
export interface HttpSettings extends RateLimits {
  readonly uploadLimitBytes: number;
  /** Blocks of the addresses of proxies whose word for where a request comes from is taken. */
  readonly trustedProxies: readonly string[];
  /** Blocks of the addresses that may read the metrics. */
  readonly metricsFrom: readonly string[];
  /** False where only the operator makes accounts. */
  readonly isSignUpOpen: boolean;
  /** True where requests that change something are refused. */
  readonly isReadOnly: boolean;
}

/** Answers a registry's requests: the hot path first, everything else by routes. */
export function createHandler(
  registry: Registry,
  packages: Packages,
  metrics: Metrics,
  settings: HttpSettings,
): (request: IncomingMessage, response: ServerResponse) => void {
  const addressOf = clientAddresses(settings.trustedProxies);
  const rates = createRates(registry.now, addressOf, settings);
  const guard = createGuard(registry.now);
  const identities = createIdentities(registry, addressOf, rates, guard);
  const sight = createSight(registry, identities);
  const roles = createRoles(registry, identities, sight);
  const bodies = createBodies(settings.uploadLimitBytes);
  const parts = {
    registry,
    packages,
    bodies,
    roles,
    identities,
    sight,
    guard,
    metrics,
    addressOf,
    ...settings,
  };

  const app = new Hono<RouteEnv>();
  app.use(async (c, next) => {
    await next();
    c.header("Cache-Control", "no-store");
  });
  addAccountRoutes(app, parts);
  addTokenRoutes(app, parts);
  addOrgRoutes(app, registry, roles);
  addOperationsRoutes(app, parts);
  addSearchRoutes(app, parts);
  addAdvisoryRoutes(app, parts);
  addPackageRoutes(app, parts);
  addNpmRoutes(app, parts);
  addStarRoutes(app, parts);
  addUnsupportedRoutes(app, roles);
  app.notFound(() => {
    throw registryError("NOT_FOUND", {
      message: "there is nothing at this address",
      hint: "registry/PROTOCOL.md lists what a registry answers to",
    });
  });
  app.onError((error, c) => {
    logBug(registry.log, error);
    const { status, body, headers } = failureOf(error);
    return c.json(body, status as ContentfulStatusCode, { ...headers, "Cache-Control": "no-store" });
  });

  const observe = createObserver(registry.log, metrics);
  const names = createLocalNames(registry);
  const answerAtOnce = createHotPath(packages, names);
  const read = createReadRoutes(registry, packages, sight, names);
  const routes = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const prefix = new URL(registry.base).pathname;
  const targetOf = remembered((url) => readTarget(url, prefix));
  return (request, response) => {
    observe(request, response);
    try {
      request.url = targetOf(request.url ?? "/");
      rates.arrive(request);
      if (isChange(request)) checkHost(registry, request);
      if (settings.isReadOnly && isChange(request)) throw readOnly();
    } catch (error) {
      writeFailure(response, error, request.method !== "HEAD");
      return;
    }
    if (answerAtOnce(request, response) || read(request, response)) return;
    request.url = withScopeInOnePart(request.url);
    // Routes do not ask for it, and their framework takes no request without.
    request.headers.host = "localhost";
    void routes(request, response);
  };
}

function readOnly() {
  return registryError("REGISTRY_READ_ONLY", {
    message: "this registry takes no changes for now; everything in it can be read",
    hint: "try again later, or ask whoever runs it",
  });
}
