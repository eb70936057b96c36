import { registryError } from "../errors.ts";
import { createCounts } from "./counts.ts";
import {
  guardEntries,
  guardSignUpsPerAddress,
  guardTriesPerAddress,
  guardTriesPerUser,
  guardWindowMs,
} from "./limits.ts";
import { networkOf } from "./network.ts";

/** Counts wrong passwords by user and address, so that nobody can guess for long, and sign-ups by address. */
export interface Guard {
  /**
   * Counts a try before it is made, so that a thousand at once do not slip through.
   * Throws TOO_MANY_ATTEMPTS.
   */
  enter(user: string, address: string): Attempt;
  /** Counts a sign-up before it is made. Throws TOO_MANY_ATTEMPTS. */
  signUp(address: string): void;
}

/** A try that is counted. */
export interface Attempt {
  /** The password was right: this one does not count, nor do those before it. */
  succeed(): void;
  /** The password was never looked at: this one does not count. */
  withdraw(): void;
}

export function createGuard(now: () => Date): Guard {
  const entryFor = createCounts(now, guardWindowMs, guardEntries);

  return {
    enter(user, address) {
      const network = networkOf(address);
      const byUser = entryFor(`${network} ${user}`);
      const byAddress = entryFor(network);
      if (byUser.count >= guardTriesPerUser || byAddress.count >= guardTriesPerAddress) {
        throw tooMany("wrong passwords");
      }
      byUser.count++;
      byAddress.count++;
      return {
        succeed() {
          byUser.count = 0;
          byAddress.count--;
        },
        withdraw() {
          byUser.count--;
          byAddress.count--;
        },
      };
    },
    signUp(address) {
      // No address is the word before the blank, so this is nobody's wrong password.
      const made = entryFor(`sign-up ${networkOf(address)}`);
      if (made.count >= guardSignUpsPerAddress) throw tooMany("new accounts");
      made.count++;
    },
  };
}

function tooMany(what: string) {
  return registryError("TOO_MANY_ATTEMPTS", {
    message: `too many ${what} from here`,
    hint: `wait ${guardWindowMs / 60_000} minutes and try again`,
  });
}
