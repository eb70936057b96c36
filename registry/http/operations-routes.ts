import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Hono } from "hono";
import { isWithin } from "../accounts/index.ts";
import { blobKey } from "../blobs/index.ts";
import type { Registry } from "../registry.ts";
import { healthTimeoutMs } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import type { Roles, RouteEnv } from "./roles.ts";

export interface OperationsParts {
  readonly registry: Registry;
  readonly roles: Roles;
  readonly metrics: Metrics;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Blocks of the addresses that may read the metrics. */
  readonly metricsFrom: readonly string[];
}

/** What whoever runs the registry asks of it. */
export function addOperationsRoutes(app: Hono<RouteEnv>, parts: OperationsParts): void {
  const { registry, roles, metrics, addressOf, metricsFrom } = parts;

  app.get("/-/health", roles.anyone, async (c) => {
    const [metadata, blobs] = await Promise.all([
      isWell(() => registry.metadata.head({ kind: "zig", key: "health" }, "fresh")),
      isWell(() => registry.blobs.head(emptyBlob)),
    ]);
    const word = (well: boolean) => (well ? "ok" : "failed");
    const isAllWell = metadata && blobs;
    const body = { status: word(isAllWell), metadata: word(metadata), blobs: word(blobs) };
    return c.json(body, isAllWell ? 200 : 503);
  });

  app.get("/-/metrics", roles.anyone, (c) => {
    if (!isWithin(metricsFrom, addressOf(c.env.incoming))) return c.notFound();
    return c.text(metrics.text(), 200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
  });
}

const emptyBlob = blobKey(Buffer.alloc(0));

/** Whether the storage answers, and in time. What it answers does not matter. */
async function isWell(call: () => Promise<unknown>): Promise<boolean> {
  const stop = new AbortController();
  const late = pause(healthTimeoutMs, false, { signal: stop.signal }).catch(() => false);
  try {
    return await Promise.race([call().then(() => true), late]);
  } catch {
    return false;
  } finally {
    stop.abort();
  }
}
