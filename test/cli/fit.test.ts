import { expect, test } from "vitest";
import { fitted } from "../../src/cli/terminal/fit.ts";

const digits = "0123456789".repeat(4);

test.each([
  ["a short line", "error: x\nab ]\n   ^", "error: x\nab ]\n   ^"],
  ["its beginning", `${digits}\n    ^`, "0123456789012345678…\n    ^"],
  ["its last column but one", `${digits}\n${" ".repeat(18)}^`, `0123456789012345678…\n${" ".repeat(18)}^`],
  ["its middle", `${digits}\n${" ".repeat(25)}^`, `…678901234567890123…\n${" ".repeat(10)}^`],
  ["its end", `${digits}\n${" ".repeat(40)}^`, `…123456789\n${" ".repeat(10)}^`],
  ["words", "ab cd ef gh ij kl mn op\n      ^", "ab cd ef gh ij kl m…\n      ^"],
])("a caret below %s still points there at 20 columns", (_, text, shown) => {
  expect(fitted(text, 20)).toBe(shown);
});

test("a caret without a line above it is a line, and words wrap", () => {
  expect(fitted("^\none two three four five six\n^ or so", 20)).toBe(
    "^\none two three four\n  five six\n^ or so",
  );
});
