import { setTimeout as pause } from "node:timers/promises";
import { PantryError } from "../src/errors.ts";
import { storagePauseMs, storageTries } from "./limits.ts";

/** Repeats a call that may be repeated for as long as the storage does not answer, within bounds. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (!didNotAnswer(error) || tries === storageTries) throw error;
      await pause(storagePauseMs * 2 ** (tries - 1));
    }
  }
}

/**
 * Makes a conditional write until its outcome is known: true if it is ours that holds.
 *
 * An answer may be lost after the write took effect, and something on the way may have repeated the request,
 * so that the winner itself is told "taken". Therefore a refusal counts only after `isOurs` has looked at what
 * is there. Each attempt carries an id of its own by which it is recognised.
 */
export async function decide(
  write: () => Promise<boolean>,
  isOurs: () => Promise<boolean>,
): Promise<boolean> {
  return (await patiently(write)) || (await patiently(isOurs));
}

function didNotAnswer(error: unknown): boolean {
  return error instanceof PantryError && error.code === "STORAGE_UNAVAILABLE";
}
