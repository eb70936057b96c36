import { describe, expect, test } from "vitest";
import { standingOf } from "../../src/install/standing.ts";
import type { Conditions, Release } from "../../src/resolve/index.ts";

const now = Date.parse("2026-01-10T00:00:00Z");

function release(version: string, more: Partial<Release> = {}): Release {
  return { version, hash: `soup-${version}`, dependencies: [], publishedAt: "2025-01-01T00:00:00Z", ...more };
}

interface Row {
  readonly what: string;
  readonly current?: string;
  readonly range?: string | undefined;
  readonly releases: readonly Release[];
  readonly conditions?: Partial<Conditions>;
  readonly wanted?: string;
  readonly latest: string | undefined;
  readonly heldBack?: readonly string[];
}

const rows: readonly Row[] = [
  { what: "nothing newer", releases: [release("1.0.0")], latest: "1.0.0" },
  {
    what: "newer in the range",
    releases: [release("1.0.0"), release("1.2.0")],
    wanted: "1.2.0",
    latest: "1.2.0",
  },
  {
    what: "the newest is outside",
    releases: [release("1.0.0"), release("1.2.0"), release("2.0.0")],
    wanted: "1.2.0",
    latest: "2.0.0",
    heldBack: ["range: 2.0.0 is outside of `^1.0` in pantry.toml"],
  },
  {
    what: "outside, and needs another Zig as well",
    releases: [release("1.0.0"), release("2.0.0", { minimumZigVersion: "0.17.0" })],
    latest: "2.0.0",
    heldBack: [
      "range: 2.0.0 is outside of `^1.0` in pantry.toml",
      "zig: 2.0.0 needs Zig 0.17.0, and 0.16.0 is in use",
    ],
  },
  {
    what: "needs another Zig, and the newest is outside",
    releases: [release("1.0.0"), release("1.1.0", { minimumZigVersion: "0.17.0" }), release("2.0.0")],
    latest: "2.0.0",
    heldBack: [
      "zig: 1.1.0 needs Zig 0.17.0, and 0.16.0 is in use",
      "range: 2.0.0 is outside of `^1.0` in pantry.toml",
    ],
  },
  {
    what: "tested only with another Zig",
    releases: [
      release("1.0.0", { testedZigVersions: ["0.16.0"] }),
      release("1.1.0", { testedZigVersions: ["0.15.1"] }),
    ],
    latest: "1.1.0",
    heldBack: ["zig: 1.1.0 was tested only with Zig 0.15.1, and 0.16.0 is in use"],
  },
  {
    what: "too young",
    releases: [release("1.0.0"), release("1.1.0", { publishedAt: "2026-01-09T20:00:00Z" })],
    conditions: { minimumAgeMs: 24 * 60 * 60 * 1000 },
    latest: "1.1.0",
    heldBack: ["age: 1.1.0 is 4 hours old, and versions wait until they are 24 hours old"],
  },
  {
    what: "the newer one was yanked",
    releases: [release("1.0.0"), release("1.1.0", { yanked: true })],
    latest: "1.0.0",
    heldBack: ["yanked: 1.1.0 was yanked"],
  },
  {
    what: "what is in use was yanked: it stays, and is named",
    releases: [release("0.9.0"), release("1.0.0", { yanked: true })],
    latest: "0.9.0",
    heldBack: ["yanked: 1.0.0, which is in use, was yanked"],
  },
  {
    what: "deprecated while in use",
    releases: [release("1.0.0", { deprecated: "use stew" })],
    latest: "1.0.0",
    heldBack: ["deprecated: 1.0.0, which is in use, is deprecated: use stew"],
  },
  {
    what: "deprecated",
    releases: [release("1.0.0"), release("1.1.0", { deprecated: "use stew" })],
    latest: "1.1.0",
    heldBack: ["deprecated: 1.1.0 is deprecated: use stew"],
  },
  {
    what: "the newest of each kind only",
    releases: ["1.0.0", "1.1.0", "1.2.0", "1.3.0"].map((version) =>
      release(version, version === "1.0.0" ? {} : { yanked: true }),
    ),
    latest: "1.0.0",
    heldBack: ["yanked: 1.3.0 was yanked"],
  },
  {
    what: "pre-releases do not count",
    releases: [release("1.0.0"), release("1.1.0-beta.1")],
    latest: "1.0.0",
  },
  {
    what: "but where there is nothing else",
    current: "0.1.0-beta.1",
    range: "^0.1.0-beta.1",
    releases: [release("0.1.0-beta.1"), release("0.1.0-beta.2")],
    wanted: "0.1.0-beta.2",
    latest: "0.1.0-beta.2",
  },
  {
    what: "a pre-release that is ahead of all stays",
    current: "2.0.0-beta.1",
    range: "^2.0.0-beta.1",
    releases: [release("1.0.0"), release("2.0.0-beta.1")],
    latest: "1.0.0",
  },
  {
    what: "pinned by hand above its range",
    current: "2.0.0",
    releases: [release("1.2.0"), release("2.0.0"), release("2.1.0")],
    latest: "2.1.0",
    heldBack: [
      "pin: build.zig.zon has 2.0.0, which `^1.0` in pantry.toml does not hold",
      "range: 2.1.0 is outside of `^1.0` in pantry.toml",
    ],
  },
  {
    what: "a range that was moved up by hand",
    range: "^2",
    releases: [release("1.0.0"), release("2.0.0")],
    wanted: "2.0.0",
    latest: "2.0.0",
  },
  {
    what: "no range at all",
    range: undefined,
    releases: [release("1.0.0"), release("1.1.0")],
    latest: "1.1.0",
    heldBack: ["pin: build.zig.zon pins it, and pantry.toml keeps no range for `soup`"],
  },
  { what: "no range, and nothing newer", range: undefined, releases: [release("1.0.0")], latest: "1.0.0" },
  { what: "nothing published", releases: [], latest: undefined },
  {
    what: "a version with numbers beyond all bounds",
    current: "99999999999999999999.0.0",
    releases: [release("1.0.0")],
    wanted: "1.0.0",
    latest: "1.0.0",
  },
];

describe("how a dependency stands against its releases", () => {
  test.each(rows)("$what", (row) => {
    const { current = "1.0.0", releases, wanted, latest, heldBack = [], conditions } = row;
    const range = "range" in row ? row.range : "^1.0";
    for (const order of [releases, releases.toReversed()]) {
      const standing = standingOf(
        { alias: "soup", hash: `soup-${current}`, version: current, range },
        order,
        { zigVersion: "0.16.0", now, ...conditions },
      );
      expect({
        wanted: standing.wanted?.version,
        latest: standing.latest?.version,
        heldBack: standing.heldBack.map(({ kind, text }) => `${kind}: ${text}`),
      }).toEqual({ wanted, latest, heldBack });
    }
  });
});
