import { describe, expect, it } from "vitest";
import { readArchive } from "../../src/archive/index.ts";
import { PantryError } from "../../src/errors.ts";
import { type PackagePolicy, readPackage, type ZigPackage } from "../../src/zig/index.ts";
import { fc } from "../support/fast-check.ts";
import { compare, zigScratch } from "../zig/compare.ts";
import { type Archive, archive, changedTar } from "./arbitraries.ts";
import { effort, tell } from "./fuzz-effort.ts";
import { gnuTar, gnuTarVersion } from "./gnu-tar.ts";

const scratch = zigScratch();
const mebibyte = 1024 * 1024;
/** Small, so that a few changed bytes can go beyond them. */
const limits = { unpackedBytes: 2 * mebibyte, ratioFreeBytes: 2 * mebibyte, entries: 2000 };

describe("whatever is in an archive", () => {
  it("it is read or refused, soon, and within the limits", { timeout: effort(0).timeout }, () => {
    let tried = 0;
    let accepted = 0;
    const before = process.resourceUsage().maxRSS;
    const property = fc.property(archive, (each) => {
      tried += 1;
      const started = performance.now();
      const [byHash, byUnpack, byPublished] = (["hash", "unpack", "published"] as const).map((policy) => {
        return readOrRefuse(each, policy);
      });
      expect(performance.now() - started, "milliseconds").toBeLessThan(20_000);
      if (byHash !== undefined) accepted += 1;
      // Each policy takes only what the one before it takes, and as the same package.
      if (byPublished !== undefined) expect(byUnpack?.hash).toBe(byPublished.hash);
      if (byUnpack !== undefined && byHash !== undefined) expect(byHash.hash).toBe(byUnpack.hash);
    });
    fc.assert(property, effort(3000).check);
    const grownMebibytes = (process.resourceUsage().maxRSS - before) / 1024;
    tell(`${tried} archives read, ${accepted} accepted, ${Math.round(grownMebibytes)} MiB more at the peak`);
    expect(grownMebibytes).toBeLessThan(400);
    expect(accepted, "too few were accepted to mean anything").toBeGreaterThan(tried / 20);
  });

  it.skipIf(gnuTarVersion === undefined)(
    "GNU tar reads what the registry takes as the same files",
    { timeout: effort(0).timeout },
    () => {
      let tried = 0;
      let compared = 0;
      const property = fc.property(changedTar, (bytes) => {
        tried += 1;
        const found = readOrRefuse({ kind: "tar", bytes }, "published");
        if (found === undefined) return;
        compared += 1;
        const theirs = gnuTar(scratch, bytes, "tar");
        expect(theirs.ok, theirs.said).toBe(true);
        expect(withoutRoot(theirs.files)).toEqual(filesOf(found));
      });
      fc.assert(property, effort(300).check);
      tell(`${compared} of ${tried} archives compared with ${gnuTarVersion}`);
      expect(compared, "too few were accepted to mean anything").toBeGreaterThan(20);
    },
  );

  it("zig finds the hash that Pantry finds", { timeout: effort(0).timeout }, async () => {
    let compared = 0;
    const property = fc.asyncProperty(archive, async (each) => {
      // What Pantry refuses is not shown to zig: some of it makes zig spin, some of it write elsewhere.
      const found = readOrRefuse(each, "hash");
      if (found === undefined || leavesThePackage(each)) return;
      compared += 1;
      const { zig, zigError } = await compare(scratch, each.bytes, each.kind);
      expect(zig, zigError).toBe(found.hash);
    });
    await fc.assert(property, effort(250).check);
    tell(`${compared} archives compared with zig`);
    expect(compared, "too few were accepted to mean anything").toBeGreaterThan(20);
  });
});

/** The package; undefined where it is refused. Anything but a refusal with a message fails the test. */
function readOrRefuse({ bytes, kind }: Archive, policy: PackagePolicy): ZigPackage | undefined {
  try {
    const listing = readArchive(bytes, kind, limits);
    const total = listing.entries.reduce((sum, entry) => sum + entry.bytes.length, 0);
    expect(total).toBeLessThanOrEqual(limits.unpackedBytes);
    return readPackage(listing, policy, "the archive");
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    expect(error.code).toMatch(/^(ARCHIVE|PACKAGE|MANIFEST|ZON)_/);
    expect(error.message, "a message goes to a terminal").not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(error.message.length).toBeLessThan(5000);
    return undefined;
  }
}

/** True if zig would write through a link to where it leads, which `.paths` leave out of the package. */
function leavesThePackage({ bytes, kind }: Archive): boolean {
  return readArchive(bytes, kind).problems.some(({ reason }) => reason.includes("through a link"));
}

function filesOf({ entries }: ZigPackage): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ path, bytes }) => [path.toString("latin1"), bytes.toString("latin1")]),
  );
}

/** A root is there if everything is below one folder. */
function withoutRoot(files: ReadonlyMap<string, string>): Record<string, string> {
  const manifest = [...files.keys()].find((path) => /^([^/]+\/)?build\.zig\.zon$/.test(path)) ?? "";
  const root = manifest.slice(0, manifest.indexOf("/") + 1);
  return Object.fromEntries(
    [...files].map(([path, bytes]) => [path.startsWith(root) ? path.slice(root.length) : `/${path}`, bytes]),
  );
}
