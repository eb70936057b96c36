import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ArchiveKind, detectArchiveKind, readArchive } from "../../src/archive/index.ts";
import { PantryError } from "../../src/errors.ts";
import { readPackage } from "../../src/zig/index.ts";
import { fc } from "../support/fast-check.ts";

const { vectors } = JSON.parse(
  readFileSync(new URL("../vectors/zig-hash.json", import.meta.url), "utf8"),
) as { vectors: { archive_base64: string }[] };

const archives = vectors.map(({ archive_base64: text }): { bytes: Buffer; kind: ArchiveKind } => {
  const bytes = Buffer.from(text, "base64");
  return { bytes, kind: detectArchiveKind(bytes) ?? "tar" };
});
const tars = archives
  .filter(({ kind }) => kind === "tar" || kind === "tar.gz")
  .map(({ bytes, kind }) => (kind === "tar" ? bytes : gunzipSync(bytes)));

const changes = fc.array(
  fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 0x20, 0x2f, 0x80, 0xff))),
  {
    minLength: 1,
    maxLength: 6,
  },
);

describe("whatever is broken, it is read or refused, and nothing else happens", () => {
  it("in archives of all kinds", () => {
    const property = fc.property(fc.constantFrom(...archives), changes, ({ bytes, kind }, all) => {
      const broken = Buffer.from(bytes);
      for (const [at, byte] of all) broken[at % broken.length] = byte;
      readOrRefuse(broken, kind);
    });
    fc.assert(property, { numRuns: 3000 });
  });

  it("in tar headers whose checksums are right", () => {
    const property = fc.property(fc.constantFrom(...tars), changes, (bytes, all) => {
      const broken = Buffer.from(bytes);
      for (const [at, byte] of all) broken[at % broken.length] = byte;
      for (let at = 0; at + 512 <= broken.length; at += 512) mendChecksum(broken.subarray(at, at + 512));
      readOrRefuse(broken, "tar");
    });
    fc.assert(property, { numRuns: 3000 });
  });
});

function readOrRefuse(bytes: Buffer, kind: ArchiveKind): void {
  for (const policy of ["hash", "published"] as const) {
    try {
      expect(readPackage(readArchive(bytes, kind), policy, "broken").hash).toMatch(/-[A-Za-z0-9_-]{44}$/);
    } catch (error) {
      if (!(error instanceof PantryError)) throw error;
    }
  }
}

function mendChecksum(block: Buffer): void {
  if (block.toString("latin1", 257, 260) !== "ust") return;
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
}
