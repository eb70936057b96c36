import { PantryError } from "../errors.ts";

/** Two commands in one project meet once or twice; somebody who writes all the time is not waited for. */
const attempts = 4;

/**
 * Runs work on a project's files, and once more from the start where somebody else changed them meanwhile: what was
 * fetched is in the store by then, so that costs little. Throws PROJECT_CHANGED after a few times.
 */
export async function unlessChanged<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const changed = error instanceof PantryError && error.code === "PROJECT_CHANGED";
      if (!changed || attempt === attempts) throw error;
    }
  }
}
