import { PantryError } from "../../../src/errors.ts";

/** `done`, or the code of the expected failure that it ends with. */
export async function outcome(job: Promise<unknown>): Promise<string> {
  try {
    await job;
    return "done";
  } catch (error) {
    if (error instanceof PantryError) return error.code;
    throw error;
  }
}

export function countOf(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of outcomes) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}
