import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { parseManifest, parseZon, removeDependency, setDependency } from "../../src/zon/index.ts";
import { fc } from "../support/fast-check.ts";
import { sharedFolder } from "../support/folders.ts";
import { damage, document } from "../zon/arbitraries.ts";
import { manifests } from "../zon/manifests.ts";
import { buildOracle, type Oracle } from "../zon/oracle.ts";
import { type Change, changes } from "./arbitraries.ts";
import { effort, tell } from "./fuzz-effort.ts";

const scratch = sharedFolder();
let oracle: Oracle;
beforeAll(async () => {
  oracle = await buildOracle(scratch.path);
});
afterAll(scratch.remove);

const seeds = Object.values(manifests).flat();
/** The same text many times over, which is what makes a parser slow or its stack deep. */
const repeated = fc
  .tuple(
    fc.constantFrom(
      ".{",
      "{",
      ".{.a=",
      "(",
      "-",
      "\\\\\n",
      '"',
      "//",
      ".a=.{},",
      "1,",
      "'",
      "\\u{",
      '.@"',
      "0x",
      "_",
      "e1",
    ),
    fc.integer({ min: 1, max: 20_000 }),
  )
  .map(([piece, count]) => piece.repeat(count));
const seed = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...seeds) },
  { weight: 2, arbitrary: document },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...seeds), repeated, fc.nat()).map(([text, more, at]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + more + text.slice(place);
    }),
  },
);
const zon = fc.oneof(
  damage(seed),
  fc.tuple(seed, changes).map(([text, alter]: [string, Change]) => alter(Buffer.from(text))),
);

const dependency = { url: "https://example.org/a.tar.gz", hash: `a-1.0.0-${"A".repeat(44)}` };

describe("whatever is in a build.zig.zon", () => {
  it("it is read or refused, soon, as zig does", { timeout: effort(0).timeout }, () => {
    let tried = 0;
    let accepted = 0;
    const before = process.resourceUsage().maxRSS;
    const property = fc.property(fc.array(zon, { minLength: 1, maxLength: 20 }), (batch) => {
      const ours = batch.map((bytes) => {
        tried += 1;
        const started = performance.now();
        const parsed = readOrRefuse(() => parseZon(bytes, "build.zig.zon"));
        readOrRefuse(() => parseManifest(bytes, "build.zig.zon"));
        expect(performance.now() - started, "milliseconds").toBeLessThan(20_000);
        if (parsed !== undefined) accepted += 1;
        return parsed !== undefined;
      });
      const theirs = oracle(batch.map((bytes) => ({ kind: "z", bytes })));
      batch.forEach((bytes, index) => {
        // Zig itself goes down on some; and what Pantry refuses by a limit of its own, Zig may take.
        if (theirs[index] === "crash" || ours[index] === false) return;
        expect(theirs[index]?.startsWith("error"), bytes.toString("latin1")).toBe(false);
      });
    });
    fc.assert(property, effort(150).check);
    const grownMebibytes = (process.resourceUsage().maxRSS - before) / 1024;
    tell(`${tried} documents read, ${accepted} accepted, ${Math.round(grownMebibytes)} MiB more at the peak`);
    expect(grownMebibytes).toBeLessThan(400);
    expect(accepted, "too few were accepted to mean anything").toBeGreaterThan(tried / 20);
  });

  it("it is edited into what zig reads, or refused", { timeout: effort(0).timeout }, () => {
    let edited = 0;
    const property = fc.property(fc.array(zon, { minLength: 1, maxLength: 20 }), (batch) => {
      // The compiler's own reader of manifests lets names stand twice, its reader of ZON does not.
      const answers = oracle(batch.map((bytes) => ({ kind: "z", bytes })));
      const good = batch.filter((_, index) => /^(?!error|crash)/.test(answers[index] ?? "error"));
      const after = good.flatMap((bytes) => [
        ...listOf(readOrRefuse(() => setDependency(bytes, "build.zig.zon", "a", dependency))),
        ...listOf(readOrRefuse(() => removeDependency(bytes, "build.zig.zon", "a"))),
      ]);
      for (const bytes of batch) readOrRefuse(() => setDependency(bytes, "build.zig.zon", "a", dependency));
      edited += after.length;
      const theirs = oracle(after.map((bytes) => ({ kind: "z", bytes })));
      after.forEach((bytes, index) => {
        if (theirs[index] === "crash") return;
        expect(theirs[index]?.startsWith("error"), bytes.toString("latin1")).toBe(false);
      });
    });
    fc.assert(property, effort(80).check);
    tell(`${edited} edited documents read by zig`);
    expect(edited, "too few could be edited to mean anything").toBeGreaterThan(50);
  });
});

function listOf(bytes: Buffer | undefined): Buffer[] {
  return bytes === undefined ? [] : [bytes];
}

/** Undefined where it is refused. Anything but a refusal with a message fails the test. */
function readOrRefuse<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    expect(error.code).toMatch(/^(ZON|MANIFEST|DEPENDENCY)_/);
    expect(error.message, "a message goes to a terminal").not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(error.message.length).toBeLessThan(10_000);
    return undefined;
  }
}
