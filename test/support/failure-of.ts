import { expect } from "vitest";
import { PantryError } from "../../src/errors.ts";

/** The expected failure that a promise ends with; success or a bug fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<PantryError> {
  return expected(
    await promise.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}

/** The expected failure that a call throws at once; success or a bug fails the test. */
export function refusalOf(run: () => unknown): PantryError {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  return expected(thrown);
}

function expected(thrown: unknown): PantryError {
  if (thrown === undefined) throw new Error("it did not fail");
  if (!(thrown instanceof PantryError)) throw thrown;
  // What every failure owes a user, and what it must never do to a terminal.
  expect(thrown.message).not.toBe("");
  expect(`${thrown.message}${thrown.hint}`).not.toMatch(/[^\P{Cc}\n]/u);
  return thrown;
}
