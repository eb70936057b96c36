import { expect, test, vi } from "vitest";
import { runIn } from "./world.ts";

vi.mock("../../src/resolve/limits.ts", async (original) => ({
  ...(await original<object>()),
  maxAttempts: 0,
}));

test("a search that finds no end is ended, with a way out", () => {
  const world = { a: { "1.0.0": [] }, b: { "1.0.0": [] } };
  expect(() => runIn(world, { a: "*", b: "*" })).toThrowError(
    expect.objectContaining({ code: "RESOLVE_TOO_HARD", hint: expect.stringContaining("narrow the ranges") }),
  );
});
