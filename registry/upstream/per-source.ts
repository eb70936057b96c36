import pLimit, { type LimitFunction } from "p-limit";
import type { Source } from "./settings.ts";

/** So much at once for each source, so that one that is slow holds up itself alone. */
export function limitPerSource(atOnce: number): (source: Source) => LimitFunction {
  const limits = new Map<string, LimitFunction>();
  return ({ base }) => {
    const limit = limits.get(base) ?? pLimit(atOnce);
    limits.set(base, limit);
    return limit;
  };
}
