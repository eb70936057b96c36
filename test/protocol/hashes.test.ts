import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { archiveRoot, isIntegrity, readHash } from "../../src/protocol/index.ts";
import { isHash } from "../../src/zig/index.ts";
import { fc } from "../support/fast-check.ts";

const known = "known_folders-0.0.0-Fy-PJpLKAAAmMEnwre7fFcfsxBGULd24N8Bp2pWEu3sf";
const nameless = "N-V-__8AAH-mpwB7g3MnqYU-ooUBF1t99RP27dZ9addtMVXD";

describe("readHash", () => {
  it("tells name, version, id and size", () => {
    expect(readHash(known)).toEqual({
      name: "known_folders",
      version: "0.0.0",
      id: 0x268f2f17,
      sizeBytes: 0xca92,
    });
    expect(readHash(nameless)).toMatchObject({ name: undefined, version: undefined, id: 0xffff });
  });

  it("reads every hash that the compiler gave for the real packages", () => {
    const vectors: unknown = JSON.parse(
      readFileSync(new URL("../vectors/real-packages.json", import.meta.url), "utf8"),
    );
    const hashes = JSON.stringify(vectors).match(/"[A-Za-z_][\w]*-[^"]*-[\w-]{44}"/g) ?? [];
    expect(hashes.length).toBeGreaterThan(5);
    for (const hash of hashes) expect(readHash(JSON.parse(hash)), hash).toBeDefined();
  });

  const tail = known.slice(-44);
  it.each([
    "",
    `1220${"a".repeat(64)}`,
    `../leaf-1.0.0-${tail}`,
    `leaf-1.0-${tail}`,
    `le/af-1.0.0-${tail}`,
    `leaf-1.0.0-${tail.slice(1)}`,
    `leaf-1.0.0-${tail}\n`,
    `leaf-1.0.0-${tail.slice(0, -1)}=`,
    `test-1.0.0-${tail}`,
    `-1.0.0-${tail}`,
    `N-V-${tail}`,
    `leaf-1.0.0-AAAAAA${tail.slice(6)}`,
    `leaf-1.0.0-______${tail.slice(6)}`,
    `${"x".repeat(33)}-1.0.0-${tail}`,
  ])("refuses %j", (text) => {
    expect(readHash(text)).toBeUndefined();
  });

  it("agrees with the reader that knows Zig best, on hashes and on what nearly are", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "N",
        "V",
        "leaf",
        "_",
        "__",
        "test",
        "1.0.0",
        "1.0",
        "1.0.0-a-b+c",
        "18446744073709551616.0.0",
      ),
      fc.constantFrom("99999999999999999.0.0", "01.0.0", "../x", "x".repeat(33), `1.0.0-${"y".repeat(28)}`),
    );
    const digest = fc
      .tuple(
        fc.constantFrom("__8A", "AAAA", "____", "Fy-P"),
        fc.base64String({ minLength: 40, maxLength: 40 }),
      )
      .map(([id, rest]) => id + rest.replaceAll(/[+/=]/g, "_"));
    fc.assert(
      fc.property(part, part, digest, (name, version, tail) => {
        const text = `${name}-${version}-${tail}`;
        expect(readHash(text) !== undefined, text).toBe(isHash(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("names the folder that an archive's files lie in", () => {
    expect(archiveRoot(known)).toBe("known_folders-0.0.0");
    expect(archiveRoot(nameless)).toBe("N-V");
  });
});

describe("isIntegrity", () => {
  const integrity = `sha512-${Buffer.alloc(64, 7).toString("base64")}`;
  it("takes a SHA-512 and nothing else", () => {
    expect(isIntegrity(integrity)).toBe(true);
    for (const other of ["", integrity.slice(0, -1), `${integrity}\n`, integrity.replace("512", "256")]) {
      expect(isIntegrity(other)).toBe(false);
    }
  });
});
