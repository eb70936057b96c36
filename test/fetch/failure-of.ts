import { expect } from "vitest";
import { PantryError } from "../../src/errors.ts";

/** The expected failure that a call ends with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<PantryError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw new Error(`it worked: ${JSON.stringify(outcome.value)}`);
  if (!(outcome.error instanceof PantryError)) throw outcome.error;
  // What every failure owes a user, and what it must never do to a terminal.
  expect(outcome.error.message).not.toBe("");
  expect(`${outcome.error.message}${outcome.error.hint}`).not.toMatch(/\p{Cc}/u);
  return outcome.error;
}
