import { registryError } from "../errors.ts";
import { guardEntries, guardTriesPerAddress, guardTriesPerUser, guardWindowMs } from "./limits.ts";

/** Counts wrong passwords by user and address, so that nobody can guess for long. */
export interface Guard {
  /**
   * Counts a try before it is made, so that a thousand at once do not slip through.
   * Throws TOO_MANY_ATTEMPTS. Returns what to call when the password was right: then it does not count.
   */
  enter(user: string, address: string): () => void;
}

export function createGuard(now: () => Date): Guard {
  const tries = new Map<string, { count: number; readonly until: number }>();

  const entryFor = (key: string) => {
    const time = now().getTime();
    const known = tries.get(key);
    if (known !== undefined && known.until > time) return known;
    const fresh = { count: 0, until: time + guardWindowMs };
    tries.delete(key);
    tries.set(key, fresh);
    const oldest = tries.keys().next().value;
    if (tries.size > guardEntries && oldest !== undefined) tries.delete(oldest);
    return fresh;
  };

  return {
    enter(user, address) {
      const byUser = entryFor(`${address} ${user}`);
      const byAddress = entryFor(address);
      if (byUser.count >= guardTriesPerUser || byAddress.count >= guardTriesPerAddress) {
        throw registryError("TOO_MANY_ATTEMPTS", {
          message: "too many wrong passwords from here",
          hint: `wait ${guardWindowMs / 60_000} minutes and try again`,
        });
      }
      byUser.count++;
      byAddress.count++;
      return () => {
        byUser.count = 0;
        byAddress.count--;
      };
    },
  };
}
