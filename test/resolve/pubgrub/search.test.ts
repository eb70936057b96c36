import semver from "semver";
import { describe, expect, test } from "vitest";
import { Derived, factsBelow, type Incompatibility } from "../../../src/resolve/pubgrub/index.ts";
import { fc } from "../../support/fast-check.ts";
import { type Fact, solveRanges, type Universe } from "./universe.ts";

interface Row {
  readonly packages: Universe;
  readonly root: Readonly<Record<string, string>>;
  readonly chosen: readonly string[] | undefined;
  readonly attempts: number;
}

/** A hundred versions of two packages, of which only a tenth can agree with the one version of a third. */
function grid(): Universe {
  const foo: Record<string, Record<string, string>> = {};
  const bar: Record<string, Record<string, string>> = {};
  for (let major = 0; major < 10; major += 1) {
    for (let minor = 0; minor < 10; minor += 1) {
      foo[`${major}.${minor}.0`] = { baz: `${major}.0.0` };
      bar[`${major}.${minor}.0`] = { baz: `0.${minor}.0` };
    }
  }
  return { foo, bar, baz: { "0.0.0": {} } };
}

describe("finds a solution", () => {
  test.each<[string, Row]>([
    ["nothing is needed", { packages: {}, root: {}, chosen: [], attempts: 1 }],
    [
      "a tree",
      {
        packages: {
          a: { "1.0.0": { aa: "1.0.0", ab: "1.0.0" } },
          aa: { "1.0.0": {} },
          ab: { "1.0.0": {} },
          b: { "1.0.0": { ba: "1.0.0" } },
          ba: { "1.0.0": {} },
          unused: { "1.0.0": {} },
        },
        root: { a: "1.0.0", b: "1.0.0" },
        chosen: ["a 1.0.0", "aa 1.0.0", "ab 1.0.0", "b 1.0.0", "ba 1.0.0"],
        attempts: 1,
      },
    ],
    [
      "two ranges overlap in one version",
      {
        packages: {
          a: { "1.0.0": { shared: ">=2.0.0 <4.0.0" } },
          b: { "1.0.0": { shared: ">=3.0.0 <5.0.0" } },
          shared: { "2.0.0": {}, "3.0.0": {}, "3.6.9": {}, "4.0.0": {}, "5.0.0": {} },
        },
        root: { a: "1.0.0", b: "1.0.0" },
        chosen: ["a 1.0.0", "b 1.0.0", "shared 3.6.9"],
        attempts: 1,
      },
    ],
    [
      "an older version is forced, and its own needs come with it",
      {
        packages: {
          foo: { "1.0.0": {}, "1.0.1": { bang: "1.0.0" }, "1.0.2": { whoop: "1.0.0" } },
          bar: { "1.0.0": { foo: "<=1.0.1" } },
          bang: { "1.0.0": {} },
          whoop: { "1.0.0": {} },
        },
        root: { foo: "<=1.0.2", bar: "1.0.0" },
        chosen: ["bang 1.0.0", "bar 1.0.0", "foo 1.0.1"],
        attempts: 1,
      },
    ],
    [
      "a circle",
      {
        packages: { foo: { "1.0.0": { bar: "1.0.0" } }, bar: { "1.0.0": { foo: "1.0.0" } } },
        root: { foo: "1.0.0" },
        chosen: ["bar 1.0.0", "foo 1.0.0"],
        attempts: 1,
      },
    ],
    [
      "what a dropped version needed is not kept",
      {
        packages: {
          foo: { "1.0.0": {}, "2.0.0": {} },
          bar: { "1.0.0": {}, "2.0.0": { baz: "1.0.0" } },
          baz: { "1.0.0": { foo: "2.0.0" } },
        },
        root: { foo: "1.0.0", bar: "*" },
        chosen: ["bar 1.0.0", "foo 1.0.0"],
        attempts: 2,
      },
    ],
    [
      "a circle on an older version of itself",
      {
        packages: { a: { "1.0.0": {}, "2.0.0": { b: "1.0.0" } }, b: { "1.0.0": { a: "1.0.0" } } },
        root: { a: ">=1.0.0" },
        chosen: ["a 1.0.0"],
        attempts: 2,
      },
    ],
    [
      "a diamond",
      {
        packages: {
          a: { "2.0.0": { c: "^1.0.0" }, "1.0.0": {} },
          b: { "2.0.0": { c: "^3.0.0" }, "1.0.0": { c: "^2.0.0" } },
          c: { "3.0.0": {}, "2.0.0": {}, "1.0.0": {} },
        },
        root: { a: "*", b: "*" },
        chosen: ["a 1.0.0", "b 2.0.0", "c 3.0.0"],
        attempts: 2,
      },
    ],
    [
      "two decisions together forbid a third, and the search sees which",
      {
        packages: {
          a: { "1.0.0": { x: ">=1.0.0" } },
          b: { "1.0.0": { x: "<2.0.0" } },
          c: { "1.0.0": {}, "2.0.0": { a: "*", b: "*" } },
          x: { "0.0.0": {}, "1.0.0": { y: "1.0.0" }, "2.0.0": {} },
          y: { "1.0.0": {}, "2.0.0": {} },
        },
        root: { c: "*", y: "^2.0.0" },
        chosen: ["c 1.0.0", "y 2.0.0"],
        attempts: 2,
      },
    ],
    [
      "the version farther down gives way first",
      {
        packages: {
          a: { "1.0.0": { b: "*" }, "2.0.0": { b: "*", c: "2.0.0" } },
          b: { "1.0.0": {}, "2.0.0": { c: "1.0.0" } },
          c: { "1.0.0": {}, "2.0.0": {} },
        },
        root: { a: "*" },
        chosen: ["a 2.0.0", "b 1.0.0", "c 2.0.0"],
        attempts: 1,
      },
    ],
    [
      "down a chain, until the end of it fits",
      {
        packages: {
          foo: { "1.0.0": { bar: "1.0.0" }, "2.0.0": { bar: "2.0.0" }, "3.0.0": { bar: "3.0.0" } },
          bar: { "1.0.0": { baz: "*" }, "2.0.0": { baz: "2.0.0" }, "3.0.0": { baz: "3.0.0" } },
          baz: { "1.0.0": {} },
        },
        root: { foo: "*" },
        chosen: ["bar 1.0.0", "baz 1.0.0", "foo 1.0.0"],
        attempts: 3,
      },
    ],
    [
      "goes back to what caused the trouble, past what did not",
      {
        packages: {
          a: { "1.0.0": { c: "1.0.0" }, "2.0.0": { c: "2.0.0-missing" } },
          b: { "1.0.0": {}, "2.0.0": {}, "3.0.0": {} },
          c: { "1.0.0": {} },
        },
        root: { a: "*", b: "*" },
        chosen: ["a 1.0.0", "b 3.0.0", "c 1.0.0"],
        attempts: 2,
      },
    ],
    [
      "the package with fewer versions is settled first",
      {
        packages: {
          a: {
            "1.0.0": { c: "*" },
            "2.0.0": { c: "*" },
            "3.0.0": { c: "*" },
            "4.0.0": { c: "*" },
            "5.0.0": { c: "1.0.0" },
          },
          b: { "1.0.0": { c: "*" }, "2.0.0": { c: "*" }, "3.0.0": { c: "*" }, "4.0.0": { c: "2.0.0" } },
          c: { "1.0.0": {}, "2.0.0": {} },
        },
        root: { a: "*", b: "*" },
        chosen: ["a 4.0.0", "b 4.0.0", "c 2.0.0"],
        attempts: 1,
      },
    ],
    [
      "two hundred versions, most of them useless",
      {
        packages: grid(),
        root: { foo: "*", bar: "*" },
        chosen: ["bar 9.0.0", "baz 0.0.0", "foo 0.9.0"],
        attempts: 10,
      },
    ],
    [
      "a range that no version of the package can meet is passed at once",
      {
        packages: {
          a: { "1.0.0": { foo: "*" }, "2.0.0": { foo: "<1.0.0" } },
          foo: { "2.0.0": {}, "2.0.1": {}, "2.0.2": {}, "2.0.3": {}, "2.0.4": {} },
        },
        root: { a: "*", foo: ">2.0.0" },
        chosen: ["a 1.0.0", "foo 2.0.4"],
        attempts: 1,
      },
    ],
  ])("%s", (_, { packages, root, chosen, attempts }) => {
    const found = solveRanges(packages, root);
    expect(found.chosen).toEqual(chosen);
    expect(found.outcome.attempts).toBeLessThanOrEqual(attempts);
  });
});

describe("finds that there is none, and on what that rests", () => {
  test.each<[string, Universe, Record<string, string>, string[], number]>([
    [
      "two ranges have no version in common",
      {
        foo: { "1.0.0": { shared: "<=2.0.0" } },
        bar: { "1.0.0": { shared: ">3.0.0" } },
        shared: { "2.0.0": {}, "4.0.0": {} },
      },
      { foo: "1.0.0", bar: "1.0.0" },
      [
        "bar 1.0.0 needs shared >3.0.0",
        "foo 1.0.0 needs shared <=2.0.0",
        "root needs bar 1.0.0",
        "root needs foo 1.0.0",
      ],
      1,
    ],
    [
      "they overlap, but where there is no version",
      {
        foo: { "1.0.0": { shared: "^2.0.0" } },
        bar: { "1.0.0": { shared: ">=2.9.0 <4.0.0" } },
        shared: { "2.5.0": {}, "3.5.0": {} },
      },
      { foo: "1.0.0", bar: "1.0.0" },
      [
        "bar 1.0.0 needs shared >=2.9.0 <4.0.0",
        "foo 1.0.0 needs shared ^2.0.0",
        "root needs bar 1.0.0",
        "root needs foo 1.0.0",
      ],
      1,
    ],
    [
      "each version of one wants the other version of the other",
      {
        a: { "1.0.0": { b: "1.0.0" }, "2.0.0": { b: "2.0.0" } },
        b: { "1.0.0": { a: "2.0.0" }, "2.0.0": { a: "1.0.0" } },
      },
      { a: "*", b: "*" },
      [
        "a 1.0.0 needs b 1.0.0",
        "a 2.0.0 needs b 2.0.0",
        "b 1.0.0 needs a 2.0.0",
        "b 2.0.0 needs a 1.0.0",
        "root needs a *",
      ],
      2,
    ],
    [
      "two versions, each broken in its own way",
      {
        foo: { "1.0.0": { a: "^1.0.0", b: "^1.0.0" }, "1.1.0": { x: "^1.0.0", y: "^1.0.0" } },
        a: { "1.0.0": { b: "^2.0.0" } },
        b: { "1.0.0": {}, "2.0.0": {} },
        x: { "1.0.0": { y: "^2.0.0" } },
        y: { "1.0.0": {}, "2.0.0": {} },
      },
      { foo: "^1.0.0" },
      [
        "a 1.0.0 needs b ^2.0.0",
        "foo 1.0.0 needs a ^1.0.0",
        "foo 1.0.0 needs b ^1.0.0",
        "foo 1.1.0 needs x ^1.0.0",
        "foo 1.1.0 needs y ^1.0.0",
        "root needs foo ^1.0.0",
        "x 1.0.0 needs y ^2.0.0",
      ],
      2,
    ],
    [
      "the root asks for what is not there",
      { foo: { "2.0.0": {} } },
      { foo: "^1.0.0" },
      ["root needs foo ^1.0.0"],
      1,
    ],
    ["a package that does not exist", {}, { foo: "*" }, ["root needs foo *"], 1],
  ])("%s", (_, packages, root, facts, attempts) => {
    const { outcome } = solveRanges(packages, root);
    if (outcome.kind !== "conflict") throw new Error(`${outcome.kind} instead of a conflict`);
    expect(
      factsBelow(outcome.root)
        .map(({ cause }) => (cause instanceof Derived ? "" : cause.text))
        .sort(),
    ).toEqual(facts);
    expect(outcome.attempts).toBeLessThanOrEqual(attempts);
  });
});

const names = ["a", "b", "c", "d", "e"];
const versionTexts = ["1.0.0", "1.1.0", "2.0.0"];
const someRange = fc.constantFrom("*", "^1.0.0", "^2.0.0", "1.0.0", "1.1.0", "2.0.0", ">=1.1.0", "3.0.0");
const needs = fc.dictionary(fc.constantFrom(...names, "missing"), someRange, {
  maxKeys: 3,
  noNullPrototype: true,
});
const universes = fc.dictionary(
  fc.constantFrom(...names),
  fc.dictionary(fc.constantFrom(...versionTexts), needs, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  { maxKeys: 5, noNullPrototype: true },
);

test("agrees with trying everything: same verdict, and every answer and proof holds", () => {
  let conflicts = 0;
  fc.assert(
    fc.property(universes, needs, (packages, root) => {
      const { outcome, chosen } = solveRanges(packages, root);
      if (outcome.kind === "conflict") {
        conflicts += 1;
        expect(solvable(packages, root, {})).toBe(false);
        checkProof(outcome.root);
      } else {
        const picked = Object.fromEntries((chosen ?? []).map((each) => each.split(" ") as [string, string]));
        expect(isSolution(packages, root, picked)).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
  expect(conflicts).toBeGreaterThan(100);
});

/** Goes through all versions of the first need that is not settled. */
function solvable(
  packages: Universe,
  open: Readonly<Record<string, string>>,
  picked: Record<string, string>,
): boolean {
  for (const [name, range] of Object.entries(open)) {
    const version = picked[name];
    if (version !== undefined && !semver.satisfies(version, range)) return false;
  }
  const next = Object.keys(open).find((name) => picked[name] === undefined);
  if (next === undefined) {
    const deeper = Object.entries(picked).flatMap(([name, version]) =>
      Object.entries(packages[name]?.[version] ?? {}),
    );
    const unmet = deeper.find(([name, range]) => !semver.satisfies(picked[name] ?? "", range));
    if (unmet === undefined) return true;
    if (picked[unmet[0]] !== undefined) return false;
    return solvable(packages, { [unmet[0]]: unmet[1] }, picked);
  }
  return Object.keys(packages[next] ?? {}).some((version) =>
    solvable(packages, open, { ...picked, [next]: version }),
  );
}

function isSolution(
  packages: Universe,
  root: Readonly<Record<string, string>>,
  picked: Readonly<Record<string, string>>,
): boolean {
  const all = [root, ...Object.entries(picked).map(([name, version]) => packages[name]?.[version] ?? {})];
  const met = all.every((one) =>
    Object.entries(one).every(([name, range]) => semver.satisfies(picked[name] ?? "", range)),
  );
  const wanted = new Set(all.flatMap((one) => Object.keys(one)));
  return met && Object.keys(picked).every((name) => wanted.has(name));
}

/** Each step of a proof follows from the two before it: where the step's terms all hold, those of one of them do. */
function checkProof(root: Incompatibility<Fact>): void {
  expect(root.terms).toEqual([]);
  const seen = new Set<Incompatibility<Fact>>();
  const visit = (step: Incompatibility<Fact>): void => {
    if (seen.has(step) || !(step.cause instanceof Derived)) return;
    seen.add(step);
    const { conflict, other } = step.cause;
    const slots = [...new Set([conflict, other, step].flatMap(({ terms }) => terms.map(({ slot }) => slot)))];
    for (const world of worlds(slots)) {
      if (holds(step, world)) expect(holds(conflict, world) || holds(other, world)).toBe(true);
    }
    visit(conflict);
    visit(other);
  };
  visit(root);
}

/** Every choice of one of three versions, or none, for each slot. */
function worlds(slots: readonly number[]): Map<number, number>[] {
  return slots.reduce<Map<number, number>[]>(
    (known, slot) =>
      known.flatMap((world) => [-1, 0, 1, 2].map((version) => new Map([...world, [slot, version]]))),
    [new Map()],
  );
}

function holds({ terms }: Incompatibility<Fact>, world: ReadonlyMap<number, number>): boolean {
  return terms.every(({ slot, positive, versions }) => {
    const version = world.get(slot) ?? -1;
    const among = version >= 0 && ((versions[0] ?? 0) & (1 << version)) !== 0;
    return among === positive;
  });
}
