import type { IncomingMessage } from "node:http";
import { type Count, createCounts, networkOf } from "../accounts/index.ts";
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
  const asks = limited(createCounts(now, rateWindowMs, rateEntries), requestsPerMinute);
  const changes = limited(createCounts(now, rateWindowMs, rateEntries), changesPerMinute);
  const changesOfUser = limited(createCounts(now, rateWindowMs, rateEntries), changesPerMinute);
  const isUnlimited = Math.min(requestsPerMinute, changesPerMinute) === Number.POSITIVE_INFINITY;
  return {
    arrive(request) {
      if (isUnlimited) return;
      const network = networkOf(addressOf(request));
      asks(network);
      if (isChange(request)) changes(network);
    },
    identify(request, user) {
      if (isChange(request)) changesOfUser(user);
    },
  };
}

function limited(entryFor: (key: string) => Count, most: number): (key: string) => void {
  if (most === Number.POSITIVE_INFINITY) return () => {};
  return (key) => {
    const entry = entryFor(key);
    if (++entry.count <= most) return;
    throw registryError("TOO_MANY_REQUESTS", {
      message: `more than ${most} requests of this kind within a minute`,
      hint: "wait a minute; if you need more, ask whoever runs the registry",
    });
  };
}

/** True for a request that may change something. An audit asks with POST, after every install. */
export function isChange({ method, url = "" }: Pick<IncomingMessage, "method" | "url">): boolean {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  return !url.startsWith("/-/npm/v1/security/") && !url.startsWith("/-/v1/advisories");
}
