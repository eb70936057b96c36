import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readArchive } from "../../src/archive/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { PantryError } from "../../src/errors.ts";
import { ingest } from "../../src/store/index.ts";
import { type PackagePolicy, readPackage, treeMatchesHash } from "../../src/zig/index.ts";
import { compare, zigScratch } from "../zig/compare.ts";
import { type Row, rows, type Verdict } from "./rows.ts";
import { archive, makeWorld, snapshot, type World } from "./world.ts";

const scratch = zigScratch();
const policies = ["hash", "unpack", "published"] as const;

describe.each(Object.entries(rows))("%s", (_, group) => {
  it.each(group)("$name", async (row) => {
    const world = makeWorld();
    const bytes = row.bytes({ outside: world.outside, sibling: world.sibling.tree });
    const before = snapshot(world.root);

    for (const policy of policies) {
      const { verdict, error } = judge(row, bytes, policy);
      expect(verdict, `under ${policy}: ${error?.message}`).toBe(row[policy]);
      if (error === undefined) continue;
      expect(error.message).toMatch(row.names);
      expect(error.exit).toBe("refused");
      expect(error.hint).toMatch(/\w/);
      expect(error.message, "a message goes to a terminal").not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    }
    expect(snapshot(world.root), "reading alone writes nothing").toEqual(before);

    storeIt(world, row, bytes, before);

    if (row.zigNotAsked === undefined) {
      const { zig, ours, zigError, ourError } = await compare(scratch, bytes, row.kind);
      expect(ours, `zig: ${zigError}\nours: ${ourError?.message}`).toBe(zig);
    }
  });
});

function judge(row: Row, bytes: Buffer, policy: PackagePolicy): { verdict: Verdict; error?: PantryError } {
  try {
    readPackage(readArchive(bytes, row.kind), policy, "https://example.org/hostile");
    return { verdict: "accept" };
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    return { verdict: `reject ${error.code}`, error };
  }
}

/** Whatever comes of it: nothing but this package's own folder and archive is new, and nothing else has changed. */
function storeIt({ root, store }: World, row: Row, bytes: Buffer, before: readonly string[]): void {
  if (row.unpack !== "accept") {
    expect(() => ingest(store, archive(bytes, row.kind), undefined)).toThrow(
      expect.objectContaining({ code: row.unpack.slice("reject ".length) }),
    );
    expect(snapshot(root)).toEqual(before);
    return;
  }
  const stored = ingest(store, archive(bytes, row.kind), undefined);
  const after = snapshot(root);
  const known = new Set(after);
  expect(before.filter((line) => !known.has(line))).toEqual([]);
  const own = [stored.tree, stored.archive].map((path) => path.slice(root.length + 1));
  const packageFolder = own[0]?.replace(/\/tree$/, "") ?? "";
  const old = new Set(before);
  const strange = after.filter((line) => {
    if (old.has(line)) return false;
    const path = line.replace(/(\/? [0-7]+.*| -> .*)$/, "");
    const isOwn = [packageFolder, ...own].some((mine) => path === mine || path.startsWith(`${mine}/`));
    const isAbove = own.some((mine) => mine.startsWith(`${path}/`));
    return !isOwn && !isAbove;
  });
  expect(strange).toEqual([]);
  const modes = after
    .filter((line) => !old.has(line))
    .flatMap((line) => / ([0-7]{3,4})( |$)/.exec(line)?.[1] ?? []);
  expect(modes).not.toEqual([]);
  for (const mode of modes) expect(Number.parseInt(mode, 8) & 0o7022, mode).toBe(0);
  expect(existsSync(stored.archive)).toBe(true);
  expect(treeMatchesHash(nodeDisk, stored.tree, stored.hash)).toBe(true);
  expect(store.find(stored.hash)?.hash).toBe(stored.hash);
}
