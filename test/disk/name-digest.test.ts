import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { nameDigest } from "../../src/disk/index.ts";
import { fc } from "../support/fast-check.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("is half a SHA-256, at every length around the blocks", () => {
  for (let length = 0; length < 200; length += 1) {
    const text = "é/".repeat(length).slice(0, length);
    expect(nameDigest(text), `${length}`).toBe(sha256(text).slice(0, 32));
  }
});

test("is half a SHA-256 of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 5000 }), (text) => {
      expect(nameDigest(text)).toBe(sha256(text).slice(0, 32));
    }),
  );
});
