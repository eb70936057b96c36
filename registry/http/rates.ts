import type { IncomingMessage } from "node:http";
import { createCounts } from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import { rateEntries, rateWindowMs } from "./limits.ts";

/** How much one client may ask for within a minute. */
export interface Rates {
  /** Counts a request by its address. Throws TOO_MANY_REQUESTS. */
  arrive(request: IncomingMessage): void;
  /** Counts a request that changes something by its account. Throws TOO_MANY_REQUESTS. */
  identify(request: IncomingMessage, user: string): void;
}

export interface RateLimits {
  readonly requestsPerMinute: number;
  readonly changesPerMinute: number;
}

export function createRates(
  now: () => Date,
  addressOf: (request: IncomingMessage) => string,
  { requestsPerMinute, changesPerMinute }: RateLimits,
): Rates {
  const entryFor = createCounts(now, rateWindowMs, rateEntries);
  const isUnlimited = Math.min(requestsPerMinute, changesPerMinute) === Number.POSITIVE_INFINITY;
  const count = (key: string, most: number) => {
    if (most === Number.POSITIVE_INFINITY) return;
    const entry = entryFor(key);
    if (++entry.count <= most) return;
    throw registryError("TOO_MANY_REQUESTS", {
      message: `more than ${most} requests of this kind within a minute`,
      hint: "wait a minute; if you need more, ask whoever runs the registry",
    });
  };
  return {
    arrive(request) {
      if (isUnlimited) return;
      const address = addressOf(request);
      count(`asks ${address}`, requestsPerMinute);
      if (isChange(request)) count(`changes ${address}`, changesPerMinute);
    },
    identify(request, user) {
      if (isChange(request)) count(`user ${user}`, changesPerMinute);
    },
  };
}

/** True for a request that may change something. An audit asks with POST, after every install. */
export function isChange({ method, url = "" }: Pick<IncomingMessage, "method" | "url">): boolean {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  return !url.startsWith("/-/npm/v1/security/") && !url.startsWith("/-/v1/advisories");
}
