import { describe, expect, test } from "vitest";
import { newestFitting, noFittingVersion, obstacleText, type Release } from "../../src/resolve/index.ts";

const now = Date.parse("2026-03-10T12:00:00Z");
const dayMs = 24 * 60 * 60 * 1000;

/** `release("1.2.0", {yanked: true})`; old, and content with every Zig. */
function release(version: string, facts: Partial<Release> = {}): Release {
  return {
    version,
    hash: `hash of ${version}`,
    publishedAt: "2025-01-01T00:00:00Z",
    dependencies: [],
    ...facts,
  };
}

const plain = ["0.9.0", "1.0.0", "1.1.0", "1.2.0-beta.1", "1.2.0-beta.2", "1.2.0", "1.3.0-rc.1", "2.0.0"].map(
  (version) => release(version),
);

describe("the newest that the range holds", () => {
  test.each([
    ["*", "2.0.0"],
    ["^1.0.0", "1.2.0"],
    ["^1.2.0-beta.1", "1.2.0"],
    [">=1.2.0-beta.1 <1.2.0", "1.2.0-beta.2"],
    ["1.2.0-beta.1", "1.2.0-beta.1"],
    ["^1.3.0-rc.0", "1.3.0-rc.1"],
    ["~1.1", "1.1.0"],
    ["1.0.0", "1.0.0"],
    ["=1.0.0", "1.0.0"],
    ["<1.0.0", "0.9.0"],
    ["<1.0.0 || 1.1.x", "1.1.0"],
    ["^3", undefined],
    ["<0.9.0", undefined],
  ])("%s: %s", (range, expected) => {
    expect(newestFitting(plain, range, { now }).release?.version).toBe(expected);
    expect(newestFitting(plain.toReversed(), range, { now }).release?.version).toBe(expected);
  });
});

const zigVersion = "0.16.0";

describe("what stands in the way", () => {
  test.each<[string, Release[], string, string | undefined, string[]]>([
    [
      "a yanked version is passed over",
      [release("1.0.0"), release("1.1.0", { yanked: true })],
      "^1.0.0",
      "1.0.0",
      ["1.1.0 was yanked"],
    ],
    [
      "even when named exactly",
      [release("1.1.0", { yanked: true })],
      "1.1.0",
      undefined,
      ["1.1.0 was yanked"],
    ],
    [
      "a locked one stays",
      [release("1.0.0"), release("1.1.0", { yanked: true, hash: "locked" })],
      "^1.0.0",
      "1.1.0",
      [],
    ],
    [
      "a young version waits",
      [release("1.0.0"), release("1.1.0", { publishedAt: "2026-03-10T09:00:00Z" })],
      "^1.0.0",
      "1.0.0",
      ["1.1.0 is 3 hours old, and versions wait until they are 24 hours old"],
    ],
    [
      "unless it is named exactly",
      [release("1.0.0"), release("1.1.0", { publishedAt: "2026-03-10T09:00:00Z" })],
      "1.1.0",
      "1.1.0",
      [],
    ],
    [
      "or locked",
      [release("1.0.0"), release("1.1.0", { publishedAt: "2026-03-10T09:00:00Z", hash: "locked" })],
      "^1.0.0",
      "1.1.0",
      [],
    ],
    ["exactly old enough", [release("1.0.0", { publishedAt: "2026-03-09T12:00:00Z" })], "*", "1.0.0", []],
    [
      "a millisecond too young",
      [release("1.0.0", { publishedAt: "2026-03-09T12:00:00.001Z" })],
      "*",
      undefined,
      ["1.0.0 is 23 hours old, and versions wait until they are 24 hours old"],
    ],
    [
      "no date",
      [release("1.0.0", { publishedAt: undefined })],
      "*",
      undefined,
      ["1.0.0 has no date of publication, and versions wait until they are old enough"],
    ],
    [
      "a newer Zig is needed",
      [
        release("1.0.0", { minimumZigVersion: "0.16.0" }),
        release("1.1.0", { minimumZigVersion: "0.17.0-dev.3+abc" }),
      ],
      "^1.0.0",
      "1.0.0",
      ["1.1.0 needs Zig 0.17.0-dev.3+abc, and 0.16.0 is in use"],
    ],
    [
      "tested with another minor is second choice",
      [
        release("1.0.0", { testedZigVersions: ["0.16.0-dev.9"] }),
        release("1.1.0", { testedZigVersions: ["0.14.1", "0.15.2"] }),
      ],
      "^1.0.0",
      "1.0.0",
      ["1.1.0 was tested only with Zig 0.14.1 and 0.15.2, and 0.16.0 is in use"],
    ],
    [
      "and taken where there is no other",
      [
        release("1.0.0", { testedZigVersions: ["0.14.1"] }),
        release("1.1.0", { testedZigVersions: ["0.15.2"] }),
      ],
      "^1.0.0",
      "1.1.0",
      [],
    ],
    [
      "where nobody said what it was tested with, it counts as tested",
      [release("1.0.0", { testedZigVersions: ["0.16.0"] }), release("1.1.0", { testedZigVersions: [] })],
      "^1.0.0",
      "1.1.0",
      [],
    ],
    [
      "deprecated is second choice, but better than untested",
      [
        release("1.0.0", { testedZigVersions: ["0.15.0"] }),
        release("1.1.0", { deprecated: "use httpz" }),
        release("1.2.0", { testedZigVersions: ["0.15.0"] }),
      ],
      "^1.0.0",
      "1.1.0",
      ["1.2.0 was tested only with Zig 0.15.0, and 0.16.0 is in use"],
    ],
    [
      "newer than the range, and a pre-release",
      [release("1.0.0"), release("1.1.0-rc.1"), release("2.0.0")],
      "^1.0.0",
      "1.0.0",
      ["2.0.0 is outside of the range", "1.1.0-rc.1 is a pre-release that the range does not name"],
    ],
    ["what is no version cannot be chosen", [release("1.0.0"), release("latest")], "*", "1.0.0", []],
  ])("%s", (_, releases, range, expected, reasons) => {
    const conditions = { now, zigVersion, minimumAgeMs: dayMs, locked: new Set(["locked"]) };
    const { release, passedOver } = newestFitting(releases, range, conditions);
    expect(release?.version).toBe(expected);
    expect(passedOver.map(({ release, why }) => `${release.version} ${obstacleText(why)}`)).toEqual(reasons);
  });

  test("without the gate, and without a known Zig, nothing waits", () => {
    const young = release("1.0.0", { publishedAt: "2026-03-10T11:59:00Z", minimumZigVersion: "9.9.9" });
    expect(newestFitting([young], "*", { now }).release).toBe(young);
  });
});

test.each(["", "  ", "nonsense", "^^1", "1.2.3.4"])("%j is no range", (range) => {
  expect(() => newestFitting(plain, range, { now })).toThrow(
    expect.objectContaining({ code: "RESOLVE_RANGE" }),
  );
});

describe("the error where nothing fits", () => {
  const yanked = [0, 1, 2, 3, 4, 5, 6].map((patch) => release(`0.3.${patch}`, { yanked: true }));
  test.each<[string, Release[], string, string]>([
    [
      "outside",
      plain,
      "^3.0",
      "no version of `httpz` fits `^3.0`\n  the registry has 0.9.0 … 2.0.0\nhint: `pantry add httpz@^2.0` takes the newest",
    ],
    [
      "outside, with little to choose from",
      [release("0.0.7")],
      "^3.0",
      "no version of `httpz` fits `^3.0`\n  the registry has 0.0.7\nhint: `pantry add httpz@^0.0.7` takes the newest",
    ],
    ["nothing at all", [], "*", "no version of `httpz` fits `*`\n  the registry has no version of it"],
    [
      "needs a newer Zig, and an older version does not",
      [release("0.2.0"), release("0.3.0", { minimumZigVersion: "0.17.0" })],
      "^0.3",
      "no version of `httpz` that fits `^0.3` can be used\n  0.3.0 needs Zig 0.17.0, and 0.16.0 is in use\nhint: `pantry add httpz@^0.2` takes the newest that works with this Zig",
    ],
    [
      "needs a newer Zig in every version",
      [release("0.3.0", { minimumZigVersion: "0.17.0" })],
      "^0.3",
      "no version of `httpz` that fits `^0.3` can be used\n  0.3.0 needs Zig 0.17.0, and 0.16.0 is in use\nhint: install Zig 0.17.0 or newer",
    ],
    [
      "too young",
      [release("0.3.0", { publishedAt: "2026-03-10T11:00:00Z" })],
      "^0.3",
      "no version of `httpz` that fits `^0.3` can be used\n  0.3.0 is 1 hour old, and versions wait until they are 24 hours old\nhint: `pantry add httpz@0.3.0` takes it all the same",
    ],
    [
      "only pre-releases",
      [release("0.3.0-rc.1")],
      "*",
      "no version of `httpz` that fits `*` can be used\n  0.3.0-rc.1 is a pre-release that the range does not name\nhint: `pantry add httpz@0.3.0-rc.1` takes it all the same",
    ],
    [
      "yanked, many times over",
      [release("0.2.0"), ...yanked],
      "^0.3",
      "no version of `httpz` that fits `^0.3` can be used\n  0.3.6 was yanked\n  0.3.5 was yanked\n  0.3.4 was yanked\n  0.3.3 was yanked\n  0.3.2 was yanked\n  and 2 more\nhint: `pantry add httpz@^0.2` takes the newest",
    ],
    [
      "yanked altogether",
      yanked.slice(0, 1),
      "*",
      "no version of `httpz` that fits `*` can be used\n  0.3.0 was yanked",
    ],
  ])("%s", (_, releases, range, expected) => {
    const error = noFittingVersion("httpz", range, releases, { now, zigVersion, minimumAgeMs: dayMs });
    expect(error.code).toBe("RESOLVE_NO_VERSION");
    expect(error.hint === undefined ? error.message : `${error.message}\nhint: ${error.hint}`).toBe(expected);
  });
});
