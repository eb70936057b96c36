import { setTimeout as sleep } from "node:timers/promises";
import { PantryError } from "../errors.ts";

/** Of commands that meet in one project one gets through each time; somebody who writes all the time is not waited for. */
const attempts = 16;

/** The longest pause after a first meeting; it grows with each, so that many who meet fall out of step. */
const pauseMs = 20;

/**
 * Runs work on a project's files, and once more from the start where somebody else changed them meanwhile, or took a
 * package out of the store: what was fetched is there by then, so that costs little. Throws PROJECT_CHANGED or
 * STORE_CHANGED after some times.
 */
export async function unlessChanged<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const changed = error instanceof PantryError && changedCodes.includes(error.code);
      if (!changed || attempt === attempts) throw error;
      await sleep(Math.random() * pauseMs * attempt);
    }
  }
}

const changedCodes = ["PROJECT_CHANGED", "STORE_CHANGED"];
