import { describe, expect, it } from "vitest";
import { ByteCache } from "../../registry/byte-cache.ts";

describe("a cache of bytes", () => {
  it("forgets what was not used for the longest time once it is full", () => {
    const cache = new ByteCache<string>(5_000);
    cache.set("a", "A", 1_000);
    cache.set("b", "B", 1_000);
    cache.set("c", "C", 1_000);
    expect(cache.get("a")).toBe("A");
    cache.set("d", "D", 1_000);
    expect(["a", "b", "c", "d"].map((key) => cache.get(key))).toEqual(["A", undefined, "C", "D"]);
  });

  it("counts an entry that is replaced once", () => {
    const cache = new ByteCache<number>(5_000);
    cache.set("kept", 0, 1_000);
    for (let times = 0; times < 100; times++) cache.set("a", times, 1_000);
    expect([cache.get("kept"), cache.get("a")]).toEqual([0, 99]);
  });

  it("keeps nothing that is larger than itself", () => {
    const cache = new ByteCache<string>(5_000);
    cache.set("a", "A", 6_000);
    expect(cache.get("a")).toBeUndefined();
  });

  it("does not fill up with empty entries", () => {
    const cache = new ByteCache<number>(5_000);
    for (let key = 0; key < 100; key++) cache.set(String(key), key, 0);
    expect(cache.get("0")).toBeUndefined();
    expect(cache.get("99")).toBe(99);
  });
});
