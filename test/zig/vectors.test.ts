import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { detectArchiveKind, readArchive } from "../../src/archive/index.ts";
import { PantryError } from "../../src/errors.ts";
import { readPackage } from "../../src/zig/index.ts";

interface Vector {
  readonly name: string;
  readonly note: string;
  readonly hash: string | null;
  readonly legacy_sha256: string | null;
  readonly total_size: number | null;
  readonly error: string | null;
  readonly archive_base64: string;
}

const { vectors } = JSON.parse(
  readFileSync(new URL("../vectors/zig-hash.json", import.meta.url), "utf8"),
) as { vectors: Vector[] };

function read(vector: Vector) {
  const bytes = Buffer.from(vector.archive_base64, "base64");
  const kind = detectArchiveKind(bytes);
  if (kind === undefined) throw new Error("not known by its magic");
  return readPackage(readArchive(bytes, kind), "hash", vector.name);
}

describe("what zig 0.16 fetch hashes", () => {
  it.each(vectors.filter(({ hash }) => hash !== null))("$name: $note", (vector) => {
    const { hash, digest, sizeBytes } = read(vector);
    expect({ hash, legacy: `1220${digest}`, sizeBytes }).toEqual({
      hash: vector.hash,
      legacy: vector.legacy_sha256,
      sizeBytes: vector.total_size,
    });
  });
});

/** What the refusal must name: the entry, or the part of the manifest, that zig names. */
const named: Readonly<Record<string, RegExp>> = {
  "hardlink-included": /src\/hard\.zig.*hard link/,
  "dup-entry": /src\/root\.zig.*twice/,
  "abs-entry": /\/etc\/evil\.txt/,
  "escape-entry": /\.\.\/\.\.\/evil\.txt/,
  "write-through-symlink": /out\/evil\.txt.*outside/,
  "version-33": /33.*maximum of 32/,
  "no-fingerprint": /missing top-level 'fingerprint'/,
  "old-013-manifest": /expected enum literal/,
  "no-paths": /missing top-level 'paths'/,
  "version-not-semver": /semantic version.*1\.2/,
  "version-leading-zero": /semantic version.*01\.2\.3/,
  "version-v": /semantic version.*v1\.2\.3/,
  "name-quoted": /bare zig identifier/,
  "name-quoted-dash": /bare zig identifier/,
  "name-keyword": /2:14: .test. is a keyword/,
  "zst-window-27": /window of 134217728 bytes/,
};

describe("what zig 0.16 fetch refuses", () => {
  it.each(vectors.filter(({ hash }) => hash === null))("$name: $note", (vector) => {
    let refusal: unknown;
    try {
      read(vector);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(PantryError);
    expect((refusal as PantryError).message).toMatch(named[vector.name] ?? /no expectation for this vector/);
  });
});
