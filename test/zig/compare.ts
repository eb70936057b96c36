import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type ArchiveKind, readArchive } from "../../src/archive/index.ts";
import { PantryError } from "../../src/errors.ts";
import { readPackage } from "../../src/zig/index.ts";
import { zigFetch } from "../support/zig.ts";

export interface Comparison {
  /** The hash that the real zig prints, or undefined where it refuses. */
  readonly zig: string | undefined;
  /** What the real zig says where it refuses. */
  readonly zigError: string;
  readonly ours: string | undefined;
  /** Why we refuse. */
  readonly ourError: PantryError | undefined;
}

/** A folder for zig's caches and projects, gone after the tests of this file. */
export function zigScratch(): string {
  const path = mkdtempSync(join(tmpdir(), "pantry-test-"));
  // Unpacked packages can be deeper than a path can be long, which Node cannot remove.
  afterAll(() => execFileSync("rm", ["-rf", path]));
  return path;
}

let files = 0;

/** Gives one archive to the real `zig fetch` and to Pantry. Anything but a PantryError fails the test. */
export async function compare(scratch: string, bytes: Buffer, kind: ArchiveKind): Promise<Comparison> {
  const path = join(scratch, `archive-${files++}.${kind}`);
  writeFileSync(path, bytes);
  const result = await zigFetch(scratch, path);
  rmSync(path);
  const zig = result.ok ? result.stdout.trim() : undefined;
  return { zig, zigError: result.stderr, ...hashOrRefusal(bytes, kind) };
}

export function hashOrRefusal(bytes: Buffer, kind: ArchiveKind): Pick<Comparison, "ours" | "ourError"> {
  try {
    return { ours: readPackage(readArchive(bytes, kind), "hash", "the archive").hash, ourError: undefined };
  } catch (error) {
    if (error instanceof PantryError) return { ours: undefined, ourError: error };
    throw error;
  }
}

/** A manifest with these `.paths`. */
export function manifest(paths: readonly string[] = [""]): string {
  const listed = paths.map((path) => JSON.stringify(path)).join(", ");
  return `.{ .name = .demo, .version = "1.2.3", .fingerprint = 0xd642dfa011223344, .paths = .{ ${listed} } }\n`;
}
