import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import type { Listing, Problem, Requirement, Solution, Wanted } from "../../src/resolve/index.ts";
import {
  hashOf,
  listingIn,
  locked,
  needs,
  now,
  packagesOf,
  pinned,
  releaseIn,
  run,
  runIn,
  type World,
} from "./world.ts";

/** The code of the error that it throws. */
function codeOf(solving: () => unknown): string {
  try {
    solving();
  } catch (error) {
    if (error instanceof PantryError) return error.code;
    throw error;
  }
  return "solved";
}

const deny = { duplicates: "deny" } as const;

describe("the newest of each, and what they pin", () => {
  test.each<[string, World, Record<string, string>, string[]]>([
    ["nothing is needed", {}, {}, []],
    [
      "a tree",
      {
        a: { "1.0.0": ["aa 1.0.0", "ab 2.0.0"] },
        aa: { "1.0.0": ["ab 2.0.0"] },
        ab: { "1.0.0": [], "2.0.0": [] },
      },
      { a: "*" },
      ["a 1.0.0", "aa 1.0.0", "ab 2.0.0"],
    ],
    [
      "a pin decides, whatever else there is",
      { a: { "1.0.0": ["b 1.0.0"] }, b: { "1.0.0": [], "2.0.0": [] } },
      { a: "*" },
      ["a 1.0.0", "b 1.0.0"],
    ],
    [
      "versions side by side",
      {
        a: { "1.0.0": ["c 1.0.0"] },
        b: { "1.0.0": ["c 2.0.0"] },
        c: { "1.0.0": [], "2.0.0": [], "3.0.0": [] },
      },
      { a: "*", b: "*", c: "*" },
      ["a 1.0.0", "b 1.0.0", "c 1.0.0", "c 2.0.0", "c 3.0.0"],
    ],
    [
      "lazy ones come along",
      { a: { "1.0.0": ["b 1.0.0 lazy"] }, b: { "1.0.0": ["c 1.0.0"] }, c: { "1.0.0": [] } },
      { a: "*" },
      ["a 1.0.0", "b 1.0.0", "c 1.0.0"],
    ],
    [
      "a package from elsewhere needs nothing that is known",
      { a: { "1.0.0": ["b 1.0.0 fork"] }, b: { "1.0.0": ["c 1.0.0"] }, c: { "1.0.0": [] } },
      { a: "*" },
      ["a 1.0.0", "b 1.0.0"],
    ],
    [
      "a name that no registry has, pinned",
      { a: { "1.0.0": ["elsewhere 1.0.0"] } },
      { a: "*" },
      ["a 1.0.0", "elsewhere 1.0.0"],
    ],
    [
      "what the zon pins",
      { a: { "1.0.0": [], "2.0.0": [] }, b: { "1.0.0": ["a 1.0.0"] } },
      { a: "= 1.0.0", b: "*" },
      ["a 1.0.0", "b 1.0.0"],
    ],
  ])("%s", (_, world, ranges, packages) => {
    const solution = runIn(world, ranges);
    expect(packagesOf(solution)).toEqual(packages);
    expect(solution.attempts).toBe(1);
  });
});

test("what only lazy dependencies bring along is marked so, and stands last", () => {
  const world: World = {
    a: { "1.0.0": ["b 1.0.0 lazy", "c 1.0.0"] },
    b: { "1.0.0": ["c 1.0.0", "d 1.0.0"] },
    c: { "1.0.0": ["e 1.0.0"] },
    d: { "1.0.0": [] },
    e: { "1.0.0": [] },
  };
  const { packages } = runIn(world, { a: "*" });
  expect(packages.map(({ name, lazy }) => `${name}${lazy ? " lazy" : ""}`)).toEqual([
    "a",
    "c",
    "e",
    "b lazy",
    "d lazy",
  ]);
});

test("of two releases that are one version, the same is taken in whatever order they are listed", () => {
  const twins = ["+a", "+b"].map((build) => ({
    version: `1.0.0${build}`,
    hash: hashOf("a", `1.0.0${build}`),
    dependencies: [],
  }));
  const chosen = [twins, twins.toReversed()].map((releases) => {
    const { direct } = run({ roots: [{ requirements: needs({ a: "*" }) }], now }, () => ({
      kind: "releases",
      releases,
    }));
    return direct.map(({ hash }) => hash);
  });
  expect(chosen[0]).toEqual(chosen[1]);
});

describe("one version of each package", () => {
  test.each<[string, World, Record<string, string>, string[] | string, number]>([
    [
      "an older version that pins the same",
      {
        a: { "1.0.0": ["c 1.0.0"], "2.0.0": ["c 2.0.0"] },
        b: { "1.0.0": ["c 1.0.0"] },
        c: { "1.0.0": [], "2.0.0": [] },
      },
      { a: "*", b: "*" },
      ["a 1.0.0", "b 1.0.0", "c 1.0.0"],
      1,
    ],
    [
      "a dependency of the project's own gives way to a pin",
      { a: { "1.0.0": ["c 1.0.0"] }, c: { "1.0.0": [], "1.1.0": [] } },
      { a: "*", c: "^1.0.0" },
      ["a 1.0.0", "c 1.0.0"],
      1,
    ],
    [
      "the version chosen has pins of its own",
      {
        foo: { "1.0.0": [], "1.0.1": ["bang 1.0.0"], "1.0.2": ["whoop 1.0.0"] },
        bar: { "1.0.0": ["foo 1.0.1"] },
        bang: { "1.0.0": [] },
        whoop: { "1.0.0": [] },
      },
      { foo: "<=1.0.2", bar: "1.0.0" },
      ["bang 1.0.0", "bar 1.0.0", "foo 1.0.1"],
      1,
    ],
    [
      "what a dropped version pinned is gone",
      {
        foo: { "1.0.0": [], "2.0.0": [] },
        bar: { "1.0.0": [], "2.0.0": ["baz 1.0.0"] },
        baz: { "1.0.0": ["foo 2.0.0"] },
      },
      { foo: "1.0.0", bar: "*" },
      ["bar 1.0.0", "foo 1.0.0"],
      2,
    ],
    [
      "a chain whose end must fit",
      {
        foo: { "1.0.0": ["bar 1.0.0"], "2.0.0": ["bar 2.0.0"], "3.0.0": ["bar 3.0.0"] },
        bar: { "1.0.0": ["baz 1.0.0"], "2.0.0": ["baz 2.0.0"], "3.0.0": ["baz 3.0.0"] },
        baz: { "1.0.0": [], "2.0.0": [], "3.0.0": [] },
      },
      { foo: "*", baz: "1.0.0" },
      ["bar 1.0.0", "baz 1.0.0", "foo 1.0.0"],
      3,
    ],
    [
      "the trouble is with one, so the others stay",
      {
        a: { "1.0.0": ["x 1.0.0"], "2.0.0": ["x 2.0.0"] },
        b: { "1.0.0": [], "2.0.0": [], "3.0.0": [], "4.0.0": [], "5.0.0": [] },
        x: { "1.0.0": [], "2.0.0": [] },
      },
      { a: "*", b: "*", x: "1.0.0" },
      ["a 1.0.0", "b 5.0.0", "x 1.0.0"],
      1,
    ],
    [
      "a release that pins two versions of one package cannot be had",
      { a: { "1.0.0": ["b 1.0.0"], "2.0.0": ["b 1.0.0", "b 2.0.0"] }, b: { "1.0.0": [], "2.0.0": [] } },
      { a: "*" },
      ["a 1.0.0", "b 1.0.0"],
      2,
    ],
    [
      "nor one that pins an older self",
      { a: { "1.0.0": [], "2.0.0": ["a 1.0.0"] } },
      { a: "*" },
      ["a 1.0.0"],
      2,
    ],
    [
      "the same version with other bytes is another",
      { a: { "1.0.0": ["c 1.0.0 fork"] }, b: { "1.0.0": ["c 1.0.0"] }, c: { "1.0.0": [] } },
      { a: "*", b: "*" },
      "RESOLVE_CONFLICT",
      1,
    ],
    [
      "lazy pins are in nobody's way",
      { a: { "1.0.0": ["c 1.0.0 lazy"] }, b: { "1.0.0": ["c 2.0.0"] }, c: { "1.0.0": [], "2.0.0": [] } },
      { a: "*", b: "*" },
      ["a 1.0.0", "b 1.0.0", "c 1.0.0", "c 2.0.0"],
      1,
    ],
    [
      "each version of one wants the other version of the other",
      {
        a: { "1.0.0": ["c 1.0.0"], "2.0.0": ["c 2.0.0"] },
        b: { "1.0.0": ["c 3.0.0"], "2.0.0": ["c 4.0.0"] },
        c: { "1.0.0": [], "2.0.0": [], "3.0.0": [], "4.0.0": [] },
      },
      { a: "*", b: "*" },
      "RESOLVE_CONFLICT",
      2,
    ],
  ])("%s", (_, world, ranges, expected, attempts) => {
    if (typeof expected === "string") {
      expect(codeOf(() => runIn(world, ranges, deny))).toBe(expected);
      return;
    }
    const solution = runIn(world, ranges, deny);
    expect(packagesOf(solution)).toEqual(expected);
    expect(solution.attempts).toBeLessThanOrEqual(attempts);
  });

  test("packages of one name and another id are not duplicates", () => {
    const other = hashOf("c", "2.0.0", { id: 99 });
    const world: World = {
      a: { "1.0.0": ["c 1.0.0"] },
      b: { "1.0.0": [] },
      c: { "1.0.0": [] },
    };
    const solution = run(
      { roots: [{ requirements: [...needs({ a: "*" }), { alias: "c", hash: other }] }], now, ...deny },
      (name) => listingIn(world, name),
    );
    expect(packagesOf(solution)).toEqual(["a 1.0.0", "c 1.0.0", "c 2.0.0"]);
    expect(solution.duplicates).toEqual([]);
  });

  test("a hundred versions of two packages, of which a tenth fits together", () => {
    const foo: Record<string, string[]> = {};
    const bar: Record<string, string[]> = {};
    const baz: Record<string, string[]> = {};
    for (let major = 0; major < 10; major += 1) {
      baz[`${major}.0.0`] = [];
      baz[`100.${major}.0`] = [];
      for (let minor = 0; minor < 10; minor += 1) {
        foo[`${major}.${minor}.0`] = [`baz ${major}.0.0`];
        bar[`${major}.${minor}.0`] = [minor === 3 && major < 5 ? "baz 2.0.0" : `baz 100.${minor}.0`];
      }
    }
    const solution = runIn({ foo, bar, baz }, { foo: "*", bar: "*" }, deny);
    expect(packagesOf(solution)).toEqual(["bar 4.3.0", "baz 2.0.0", "foo 2.9.0"]);
    expect(solution.attempts).toBeLessThanOrEqual(3);
  });
});

describe("duplicates", () => {
  const world: World = {
    http: { "1.0.0": ["log 0.3.0"], "1.1.0": ["log 0.4.0"] },
    db: { "2.0.0": ["log 0.4.0"], "2.1.0": ["log 0.5.0"] },
    log: { "0.3.0": [], "0.4.0": [], "0.5.0": [] },
  };

  test("allow takes the newest, and says how they could be avoided", () => {
    const { duplicates, direct } = runIn(world, { http: "*", db: "*" });
    expect(direct.map(({ version }) => version)).toEqual(["2.1.0", "1.1.0"]);
    expect(
      duplicates.map(({ name, packages, avoidedBy }) => ({
        name,
        paths: packages.map((each) => each.path()),
        avoidedBy,
      })),
    ).toEqual([
      {
        name: "log",
        paths: [
          ["db 2.1.0", "log 0.5.0"],
          ["http 1.1.0", "log 0.4.0"],
        ],
        avoidedBy: [{ alias: "db", from: "2.1.0", to: "2.0.0" }],
      },
    ]);
  });

  test("and that they cannot", () => {
    const { duplicates } = runIn(world, { http: "1.0.0", db: "*" });
    expect(duplicates.map(({ avoidedBy }) => avoidedBy)).toEqual([undefined]);
  });

  test("avoid takes an older version for it", () => {
    expect(packagesOf(runIn(world, { http: "*", db: "*" }, { duplicates: "avoid" }))).toEqual([
      "db 2.0.0",
      "http 1.1.0",
      "log 0.4.0",
    ]);
  });

  test("but has duplicates rather than a conflict, and only of the packages that need it", () => {
    const more: World = { ...world, gui: { "1.0.0": ["http 1.0.0"] }, log: { "0.3.0": [], "0.4.0": [] } };
    const ranges = { http: "^1.1.0", db: "2.0.0", gui: "*", log: "*" };
    const { duplicates } = runIn(more, ranges, { duplicates: "avoid" });
    expect(duplicates.map(({ name }) => name)).toEqual(["http", "log"]);
    const fewer: World = { ...more, http: { "1.0.0": ["log 0.4.0"], "1.1.0": ["log 0.4.0"] } };
    expect(runIn(fewer, ranges, { duplicates: "avoid" }).duplicates.map(({ name }) => name)).toEqual([
      "http",
    ]);
  });

  test("a choice that leaves the duplicate with a lazy dependency does not avoid it", () => {
    const lazy: World = {
      ...world,
      db: { "2.0.0": ["log 0.4.0", "tools 1.0.0 lazy"], "2.1.0": ["log 0.5.0"] },
      tools: { "1.0.0": ["log 0.3.0"] },
    };
    expect(runIn(lazy, { http: "*", db: "*" }).duplicates.map(({ avoidedBy }) => avoidedBy)).toEqual([
      undefined,
    ]);
  });

  test("two aliases of one package may differ, where duplicates may be", () => {
    const requirements = [
      { alias: "new", name: "log", range: "^0.5" },
      { alias: "old", name: "log", range: "^0.3" },
    ];
    const problem = { roots: [{ requirements }], now };
    expect(packagesOf(run(problem, (name) => listingIn(world, name)))).toEqual(["log 0.3.0", "log 0.5.0"]);
    expect(codeOf(() => run({ ...problem, ...deny }, (name) => listingIn(world, name)))).toBe(
      "RESOLVE_CONFLICT",
    );
  });
});

describe("the Zig in use", () => {
  const zig = { zigVersion: "0.16.0" };
  const world: World = {
    http: { "1.0.0": ["log 0.4.0"], "1.1.0": ["log 0.5.0"], "1.2.0": { minimumZigVersion: "0.17.0" } },
    log: { "0.4.0": [], "0.5.0": { pins: ["bytes 2.0.0"] } },
    bytes: { "1.0.0": [], "2.0.0": { minimumZigVersion: "0.17.0-dev.1" } },
    gui: { "1.0.0": { pins: ["bytes 2.0.0 lazy"] } },
  };

  test.each<[string, Record<string, string>, string[]]>([
    [
      "a release that needs a newer one is passed over, and one that pins such a release",
      { http: "*" },
      ["http 1.0.0", "log 0.4.0"],
    ],
    ["what is lazy may need a newer one", { gui: "*" }, ["bytes 2.0.0", "gui 1.0.0"]],
  ])("%s", (_, ranges, packages) => {
    for (const duplicates of ["allow", "avoid", "deny"] as const) {
      expect(packagesOf(runIn(world, ranges, { ...zig, duplicates }))).toEqual(packages);
    }
  });

  test("without one, nothing is excluded", () => {
    expect(packagesOf(runIn(world, { http: "*" }))).toEqual(["http 1.2.0"]);
  });

  test("what lazy dependencies need is told", () => {
    expect(noticesOf(runIn(world, { gui: "*" }, zig))).toEqual(["gui 1.0.0 > bytes 2.0.0: needs-zig"]);
  });

  test("an untested minor is taken only where there is no other", () => {
    const tested: World = {
      a: { "1.0.0": { testedZigVersions: ["0.16.0"] }, "1.1.0": { testedZigVersions: ["0.15.2"] } },
    };
    const first = runIn(tested, { a: "*" }, zig);
    expect(packagesOf(first)).toEqual(["a 1.0.0"]);
    expect(first.direct[0]?.passedOver.map(({ release, why }) => `${release.version} ${why.kind}`)).toEqual([
      "1.1.0 untested",
    ]);
    const second = runIn(tested, { a: "^1.1.0" }, zig);
    expect(packagesOf(second)).toEqual(["a 1.1.0"]);
    expect(noticesOf(second)).toEqual(["a 1.1.0: untested"]);
  });
});

describe("versions that are held back", () => {
  const young = "2026-03-10T11:00:00Z";
  const world: World = {
    a: { "1.0.0": [], "1.1.0": { yanked: true }, "1.2.0-rc.1": [], "1.3.0": { publishedAt: young } },
    b: { "1.0.0": ["a 1.1.0"] },
  };
  const dayMs = 24 * 60 * 60 * 1000;

  test.each<[string, Record<string, string>, Partial<Problem>, string[] | string]>([
    ["yanked, and too new", { a: "*" }, { minimumAgeMs: dayMs }, ["a 1.0.0"]],
    ["too new, but the gate is off", { a: "*" }, {}, ["a 1.3.0"]],
    ["too new, but named", { a: "1.3.0" }, { minimumAgeMs: dayMs }, ["a 1.3.0"]],
    ["yanked, and named", { a: "1.1.0" }, {}, "RESOLVE_NO_VERSION"],
    ["yanked, but locked", { a: "*" }, { locked: locked(world, "a 1.1.0") }, ["a 1.1.0"]],
    [
      "too new, but locked",
      { a: "*" },
      { minimumAgeMs: dayMs, locked: locked(world, "a 1.3.0") },
      ["a 1.3.0"],
    ],
    [
      "yanked and locked, but to be updated",
      { a: "*" },
      { locked: locked(world, "a 1.1.0"), update: ["a"] },
      ["a 1.3.0"],
    ],
    ["yanked, but pinned by a release", { b: "*" }, {}, ["a 1.1.0", "b 1.0.0"]],
    ["a pre-release that is named", { a: "1.2.0-rc.1" }, {}, ["a 1.2.0-rc.1"]],
    ["a pre-release that is not", { a: ">1.1.0 <1.3.0" }, {}, "RESOLVE_NO_VERSION"],
  ])("%s", (_, ranges, more, expected) => {
    if (typeof expected === "string") expect(codeOf(() => runIn(world, ranges, more))).toBe(expected);
    else expect(packagesOf(runIn(world, ranges, more))).toEqual(expected);
  });

  test("a yanked pin is told", () => {
    expect(noticesOf(runIn(world, { b: "*" }))).toEqual(["b 1.0.0 > a 1.1.0: yanked"]);
  });

  test("in one version of each, a pin on a yanked version cannot meet a range", () => {
    expect(codeOf(() => runIn(world, { a: "*", b: "*" }, deny))).toBe("RESOLVE_CONFLICT");
  });
});

describe("the lockfile", () => {
  const world: World = {
    foo: { "1.0.0": ["bar 1.0.0"], "1.0.1": ["bar 1.0.1"], "1.0.2": ["bar 1.0.2"] },
    bar: { "1.0.0": [], "1.0.1": [], "1.0.2": [] },
    baz: { "1.0.0": ["bar 1.0.1"], "2.0.0": ["bar 1.0.2"] },
  };

  test.each<[string, Record<string, string>, string[], Partial<Problem>, string[]]>([
    ["keeps what fits", { foo: "*" }, ["foo 1.0.1", "bar 1.0.1"], {}, ["bar 1.0.1", "foo 1.0.1"]],
    ["gives up what does not", { foo: ">1.0.1" }, ["foo 1.0.1", "bar 1.0.1"], {}, ["bar 1.0.2", "foo 1.0.2"]],
    ["has nothing to do with others", { foo: "*" }, ["baz 1.0.0"], {}, ["bar 1.0.2", "foo 1.0.2"]],
    [
      "is forgotten for a package",
      { foo: "*", baz: "*" },
      ["foo 1.0.0", "baz 1.0.0"],
      { update: ["foo"] },
      ["bar 1.0.1", "bar 1.0.2", "baz 1.0.0", "foo 1.0.2"],
    ],
    [
      "is forgotten for all",
      { foo: "*", baz: "*" },
      ["foo 1.0.0", "baz 1.0.0"],
      { update: "all" },
      ["bar 1.0.2", "baz 2.0.0", "foo 1.0.2"],
    ],
    [
      "stays where something new can fit to it",
      { foo: "*", baz: "*" },
      ["foo 1.0.1"],
      deny,
      ["bar 1.0.1", "baz 1.0.0", "foo 1.0.1"],
    ],
    [
      "gives way where nothing new can",
      { foo: "*", baz: "*" },
      ["foo 1.0.0"],
      deny,
      ["bar 1.0.2", "baz 2.0.0", "foo 1.0.2"],
    ],
  ])("%s", (_, ranges, kept, more, packages) => {
    expect(packagesOf(runIn(world, ranges, { locked: locked(world, ...kept), ...more }))).toEqual(packages);
  });

  test("asks nobody about what it has", () => {
    const asked: Wanted[][] = [];
    runIn(world, { foo: "*" }, { locked: locked(world, "foo 1.0.1", "bar 1.0.1") }, asked);
    expect(asked).toEqual([]);
  });

  test("remembers a version that the registry no longer lists", () => {
    const gone = locked({ old: { "0.1.0": ["bar 1.0.0"] } }, "old 0.1.0");
    const solution = runIn(world, { old: "*" }, { locked: gone });
    expect(packagesOf(solution)).toEqual(["bar 1.0.0", "old 0.1.0"]);
  });
});

describe("where a dependency stands now", () => {
  const world: World = {
    http: {
      "1.0.0": ["log 0.4.0"],
      "1.1.0": { pins: ["log 0.5.0"], yanked: true },
      "1.2.0": { pins: ["log 0.5.0"], minimumZigVersion: "0.17.0" },
      "1.3.0": { pins: ["log 0.6.0"], testedZigVersions: ["0.15.1"] },
    },
    log: { "0.4.0": [], "0.5.0": [], "0.6.0": [] },
  };
  const standing = (version: string, moves: "if-needed" | "forward", range = "^1.0.0") => [
    { alias: "http", name: "http", range, current: { hash: hashOf("http", version), moves } },
  ];
  const solved = (requirements: Requirement[], more: Partial<Problem> = {}) =>
    packagesOf(
      run({ roots: [{ requirements }], now, zigVersion: "0.16.0", ...more }, (name) =>
        listingIn(world, name),
      ),
    )[0];

  test.each<[string, string, "if-needed" | "forward", string]>([
    ["stays, though there is a newer one", "1.0.0", "if-needed", "http 1.0.0"],
    ["stays, yanked as it is", "1.1.0", "if-needed", "http 1.1.0"],
    ["stays, also where it wants another Zig", "1.2.0", "if-needed", "http 1.2.0"],
    ["stays where the only newer one is untested", "1.2.0", "forward", "http 1.2.0"],
    ["never goes back from a yanked one", "1.1.0", "forward", "http 1.1.0"],
    ["never goes back from one that is untested", "1.3.0", "forward", "http 1.3.0"],
  ])("%s", (_, version, moves, expected) => {
    expect(solved(standing(version, moves))).toBe(expected);
  });

  test("moves forward, and back only where it must", () => {
    const tested: World = { ...world, http: { ...world["http"], "1.4.0": ["log 0.4.0"] } };
    const forward = { roots: [{ requirements: standing("1.0.0", "forward") }], now };
    expect(packagesOf(run(forward, (name) => listingIn(tested, name)))[0]).toBe("http 1.4.0");
    const log = { alias: "log", name: "log", range: "0.4.0" };
    expect(solved([...standing("1.3.0", "if-needed"), log], deny)).toBe("http 1.0.0");
    expect(codeOf(() => solved([...standing("1.3.0", "forward"), log], deny))).toBe("RESOLVE_CONFLICT");
  });

  test("may be outside of the range it is to move in", () => {
    expect(solved(standing("1.3.0", "forward", "<1.0.0"))).toBe("http 1.3.0");
  });

  test("a locked package from elsewhere fits no range, whatever its name", () => {
    const fork = { ...releaseIn(world, "log", "0.4.0"), hash: hashOf("log", "0.4.0", { flavour: "fork" }) };
    const requirements = needs({ log: "^0.4.0" });
    const { direct } = run(
      { roots: [{ requirements }], now, locked: [{ ...fork, elsewhere: true }] },
      (name) => listingIn(world, name),
    );
    expect(direct.map(({ hash }) => hash)).toEqual([hashOf("log", "0.4.0")]);
  });
});

describe("several roots", () => {
  const world: World = { log: { "0.4.0": [], "0.5.0": [], "0.6.0": [] }, http: { "1.0.0": ["log 0.5.0"] } };
  const roots = (app: Record<string, string>, tool: Record<string, string>) => [
    { label: "tool", requirements: needs(tool) },
    { label: "app", requirements: needs(app) },
  ];

  test("are solved together", () => {
    const problem = { roots: roots({ log: "<0.6.0" }, { http: "*", log: "*" }), now, ...deny };
    const solution = run(problem, (name) => listingIn(world, name));
    expect(
      solution.direct.map(({ root, requirement, version }) => `${root} ${requirement.alias} ${version}`),
    ).toEqual(["app log 0.5.0", "tool http 1.0.0", "tool log 0.5.0"]);
  });

  test("may differ where duplicates may be", () => {
    const problem = { roots: roots({ log: "^0.4" }, { log: "*" }), now };
    expect(packagesOf(run(problem, (name) => listingIn(world, name)))).toEqual(["log 0.4.0", "log 0.6.0"]);
  });
});

describe("what it asks for", () => {
  const world: World = {
    a: { "1.0.0": ["c 1.0.0", "d 1.0.0"] },
    b: { "1.0.0": ["d 1.0.0", "e 1.0.0"] },
    c: { "1.0.0": ["f 1.0.0"] },
    d: { "1.0.0": [] },
    e: { "1.0.0": ["f 1.0.0"] },
    f: { "1.0.0": [] },
  };

  test("comes a level at a time, each name once", () => {
    for (const duplicates of ["allow", "avoid", "deny"] as const) {
      const asked: Wanted[][] = [];
      runIn(world, { b: "*", a: "*" }, { duplicates }, asked);
      expect(asked.map((batch) => batch.map(({ name }) => name))).toEqual([
        ["a", "b"],
        ["c", "d", "e"],
        ["f"],
      ]);
    }
  });

  test("names the pins it is about", () => {
    const asked: Wanted[][] = [];
    run({ roots: [{ requirements: [pinned("log 0.4.0")] }], now }, () => ({ kind: "absent" }), asked);
    expect(asked).toEqual([[{ name: "log", pins: [hashOf("log", "0.4.0")] }]]);
  });

  test("is never a package that no hash names", () => {
    const hash = `N-V-__8A${"A".repeat(38)}`;
    const solution = run({ roots: [{ requirements: [{ alias: "zlib", hash }] }], now }, () => ({
      kind: "absent",
    }));
    expect(solution.packages.map(({ name, version, hash: own }) => [name, version, own])).toEqual([
      ["zlib", undefined, hash],
    ]);
  });
});

describe("large and long", () => {
  test("a chain of 20,000 packages", () => {
    const count = 20_000;
    const chain: Record<string, Record<string, string[]>> = {};
    for (let at = 0; at < count; at += 1)
      chain[`p${at}`] = { "1.0.0": at + 1 < count ? [`p${at + 1} 1.0.0`] : [] };
    const all = [...Array(count).keys()].map((at) => `p${at} 1.0.0`);
    for (const duplicates of ["allow", "deny"] as const) {
      const solution = runIn(chain, { p0: "*" }, { duplicates, locked: locked(chain, ...all) });
      expect(solution.packages.length).toBe(count);
      expect(solution.packages.at(-1)?.path().length).toBe(count);
    }
  });

  test("a conflict at the end of such a chain, in short and in full", () => {
    const count = 5_000;
    const chain: Record<string, Record<string, string[]>> = { log: { "1.0.0": [], "2.0.0": [] } };
    for (let at = 0; at < count; at += 1)
      chain[`p${at}`] = { "1.0.0": [at + 1 < count ? `p${at + 1} 1.0.0` : "log 1.0.0"] };
    const lengths = [false, true].map((explain) => {
      try {
        runIn(chain, { p0: "*", log: "2.0.0" }, { ...deny, explain });
        return 0;
      } catch (error) {
        return error instanceof PantryError ? error.message.split("\n").length : -1;
      }
    });
    expect(lengths[0]).toBeLessThan(30);
    expect(lengths[1]).toBeGreaterThan(1_000);
  });

  test("a package with 300 versions, of which the oldest fits", () => {
    const versions = Object.fromEntries(
      [...Array(300).keys()].map((patch) => [`1.0.${patch}`, [`log 1.0.${patch}`]]),
    );
    const logs = Object.fromEntries([...Array(300).keys()].map((patch) => [`1.0.${patch}`, []]));
    const solution = runIn({ http: versions, log: logs }, { http: "*", log: "1.0.0" }, deny);
    expect(packagesOf(solution)).toEqual(["http 1.0.0", "log 1.0.0"]);
    expect(solution.attempts).toBe(1);
  });
});

describe("problems with a single dependency", () => {
  const world: World = { httpz: { "0.1.0": [], "0.3.1": [] } };
  const listings: Readonly<Record<string, Listing>> = {
    httpz: listingIn(world, "httpz"),
    htpz: { kind: "absent", similar: ["httpz"] },
    nothing_like_it: { kind: "absent" },
    unseen: { kind: "offline" },
    secret: { kind: "denied" },
  };
  const solveFor = (ranges: Record<string, string>, more: Partial<Problem> = {}) =>
    run(
      { roots: [{ requirements: needs(ranges) }], now, ...more },
      (name) => listings[name] ?? { kind: "absent" },
    );

  test.each<[Record<string, string>, string, string, string | undefined]>([
    [
      { httpz: "^2.0" },
      "RESOLVE_NO_VERSION",
      "no version of `httpz` fits `^2.0`\n  the registry has 0.1.0 and 0.3.1",
      "`pantry add httpz@^0.3` takes the newest",
    ],
    [{ htpz: "*" }, "RESOLVE_NO_PACKAGE", "the registry has no package `htpz`", "did you mean `httpz`?"],
    [
      { nothing_like_it: "*" },
      "RESOLVE_NO_PACKAGE",
      "the registry has no package `nothing_like_it`",
      "`pantry search nothing_like_it` looks for it by words",
    ],
    [
      { unseen: "*" },
      "RESOLVE_OFFLINE",
      "cannot choose a version of `unseen` offline: its versions are not known here",
      "run the same command once without `--offline`",
    ],
    [
      { secret: "*" },
      "RESOLVE_DENIED",
      "cannot choose a version of `secret`: the registry does not show it to you",
      "sign in with `pantry login`, or ask one of its owners",
    ],
    [
      { htpz: "*", httpz: "^2.0", secret: "*" },
      "RESOLVE_NO_PACKAGE",
      "3 dependencies have no version to take\n  the registry has no package `htpz`\n  no version of `httpz` fits `^2.0`\n    the registry has 0.1.0 and 0.3.1\n  cannot choose a version of `secret`: the registry does not show it to you",
      "did you mean `httpz`?\n      `pantry add httpz@^0.3` takes the newest\n      sign in with `pantry login`, or ask one of its owners",
    ],
    [
      { httpz: "nonsense" },
      "RESOLVE_RANGE",
      "`nonsense` is no range of versions",
      "ranges look like `^1.2.0`, `~1.2.0`, `>=1.2.0 <2.0.0`, `1.2.3` or `*`; a name alone means the newest",
    ],
  ])("%j", (ranges, code, message, hint) => {
    expect(() => solveFor(ranges)).toThrow(expect.objectContaining({ code, message, hint }));
  });

  test("offline, a locked version is enough", () => {
    const kept = locked({ unseen: { "1.0.0": [] } }, "unseen 1.0.0");
    expect(packagesOf(solveFor({ unseen: "^1.0" }, { locked: kept }))).toEqual(["unseen 1.0.0"]);
    expect(() => solveFor({ unseen: "^2.0" }, { locked: kept })).toThrow(
      expect.objectContaining({
        code: "RESOLVE_OFFLINE",
        message: "cannot choose a version of `unseen` offline: the lockfile has none that fits `^2.0`",
      }),
    );
  });
});

/** `b 1.0.0 > a 1.1.0: yanked`. */
function noticesOf({ notices }: Solution): string[] {
  return notices.map(({ package: each, why }) => `${each.path().join(" > ")}: ${why.kind}`);
}
