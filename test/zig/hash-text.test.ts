import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatHash, isHash, parseHash } from "../../src/zig/index.ts";

const { packages } = JSON.parse(
  readFileSync(new URL("../vectors/real-packages.json", import.meta.url), "utf8"),
) as { packages: { hash: string }[] };

const tail = "RDMiERMBAAB2Vq8vdEU_JGpZkVjvAsFmuzf4Ej2Do8Iq";

describe("a hash as text", () => {
  it("says name, version, id, size and digest", () => {
    expect(parseHash(`demo-1.2.3-${tail}`)).toEqual({
      name: "demo",
      version: "1.2.3",
      id: 0x11223344,
      sizeBytes: 275,
      digest: Buffer.from("7656af2f74453f246a599158ef02c166bb37f8123d83a3c22a", "hex"),
    });
  });

  it("may have a version with dashes, and dashes behind that", () => {
    const bytes = Buffer.from("-".repeat(44), "base64url").toString("base64url");
    const { name, version } = parseHash(`demo-1.2.3-beta-1.x+build-5-${bytes}`);
    expect({ name, version }).toEqual({ name: "demo", version: "1.2.3-beta-1.x+build-5" });
  });

  it("may be without a name", () => {
    const { name, version, id } = parseHash("N-V-__8AABUAAACNQ-xa3DWLyVXwiHq5VZxouswsmNHvV9TH");
    expect({ name, version, id }).toEqual({ name: "N", version: "V", id: 0xffff });
  });

  it.each(packages.map(({ hash }) => hash))("is the same when written again: %s", (hash) => {
    const read = parseHash(hash);
    expect(formatHash(read, read.sizeBytes, read.digest)).toBe(hash);
    expect(isHash(hash)).toBe(true);
  });

  it("holds 4 GiB and more as the largest number", () => {
    const digest = Buffer.alloc(32, 7);
    expect(parseHash(formatHash(undefined, 2 ** 40, digest)).sizeBytes).toBe(0xffffffff);
    expect(parseHash(formatHash(undefined, 0xffffffff, digest)).sizeBytes).toBe(0xffffffff);
    expect(parseHash(formatHash(undefined, 0xfffffffe, digest)).sizeBytes).toBe(0xfffffffe);
  });

  it.each([
    ["", /44 characters/],
    ["demo", /44 characters/],
    [tail, /44 characters/],
    [`-${tail}`, /begin with a name/],
    [`demo-${tail}`, /no version/],
    [`demo-1.2.3${tail}`, /44 characters/],
    [`demo-1.2.3-${tail.slice(1)}`, /44 characters/],
    [`demo-1.2.3-${tail}=`, /44 characters/],
    [`demo-1.2.3-${tail.replace("_", "/")}`, /44 characters/],
    [`demo-1.2.3-${tail.replace("_", "+")}`, /44 characters/],
    [`demo-1.2.3-${tail}\n`, /44 characters/],
    [`../demo-1.2.3-${tail}`, /begin with a name/],
    [`..-1.2.3-${tail}`, /begin with a name/],
    [`/demo-1.2.3-${tail}`, /begin with a name/],
    [`my lib-1.2.3-${tail}`, /begin with a name/],
    [`1demo-1.2.3-${tail}`, /begin with a name/],
    [`test-1.2.3-${tail}`, /begin with a name/],
    [`${"n".repeat(33)}-1.2.3-${tail}`, /begin with a name/],
    [`demo-1.2-${tail}`, /no version/],
    [`demo-01.2.3-${tail}`, /no version/],
    [`demo-v1.2.3-${tail}`, /no version/],
    [`demo-1.2.3-../x-${tail}`, /no version/],
    [`demo-1.2.3-${"a".repeat(27)}-${tail}`, /no version/],
    [`N-V-${tail}`, /has no id/],
    [`N-1-${tail}`, /no version/],
    [`demo-1.2.3-AAAAABMBAAB2Vq8vdEU_JGpZkVjvAsFmuzf4Ej2Do8Iq`, /its id/],
    [`demo-1.2.3-_____xMBAAB2Vq8vdEU_JGpZkVjvAsFmuzf4Ej2Do8Iq`, /its id/],
    ["x".repeat(100_000), /…/],
  ])("is refused: %.60s", (text, why) => {
    expect(() => parseHash(text)).toThrow(
      expect.objectContaining({ code: "HASH_INVALID", message: expect.stringMatching(why) }),
    );
    expect(isHash(text)).toBe(false);
  });

  it("takes the longest name and version, and the ids next to those that cannot be", () => {
    expect(isHash(`${"n".repeat(32)}-1.2.3-${"a".repeat(26)}-${tail}`)).toBe(true);
    expect(isHash("demo-1.2.3-AQAAABMBAAB2Vq8vdEU_JGpZkVjvAsFmuzf4Ej2Do8Iq")).toBe(true);
    expect(isHash("demo-1.2.3-_v___xMBAAB2Vq8vdEU_JGpZkVjvAsFmuzf4Ej2Do8Iq")).toBe(true);
    expect(isHash("demo-1.2.3-__8AABMBAAB2Vq8vdEU_JGpZkVjvAsFmuzf4Ej2Do8Iq")).toBe(true);
  });

  it("of Zig 0.13 is refused with the way out", () => {
    expect(() => parseHash(`1220${"ab".repeat(32)}`)).toThrow(
      expect.objectContaining({ code: "HASH_LEGACY", hint: expect.stringContaining("pantry add") }),
    );
  });
});
