import { expect, it } from "vitest";
import { sharedBytes } from "../../registry/shared-bytes.ts";

it("bytes that somebody has are there once for all", async () => {
  const shared = sharedBytes();
  let loads = 0;
  const load = async () => {
    loads++;
    return Buffer.alloc(100, loads);
  };
  const [first, ...others] = await Promise.all(Array.from({ length: 50 }, () => shared.get("a", load)));
  for (const other of others) expect(other).toBe(first);
  expect(await shared.get("a", load)).toBe(first);
  expect(await shared.get("b", load)).not.toBe(first);
  expect(loads).toBe(2);
  expect(first).toHaveLength(100);
});

it("what is not there is asked for again", async () => {
  const shared = sharedBytes();
  expect(await shared.get("a", async () => undefined)).toBeUndefined();
  expect(await shared.get("a", async () => Buffer.from("x"))).toEqual(Buffer.from("x"));
});
