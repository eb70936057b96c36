import semver from "semver";
import { expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import type { Problem, Release, Solution } from "../../src/resolve/index.ts";
import { fc } from "../support/fast-check.ts";
import { BruteForce, type Choice, identityOf } from "./brute-force.ts";
import { type Facts, listingIn, locked, needs, now, packagesOf, run, type World } from "./world.ts";

/** Packages that pin only packages behind them in this list, as hashes make it. */
const names = ["a", "b", "c", "d", "e"];
const versions = ["1.0.0", "1.1.0", "2.0.0"];
const zigVersion = "0.16.0";

const pinOn = (from: number) =>
  fc
    .tuple(
      fc.constantFrom(...names.slice(from)),
      fc.constantFrom(...versions),
      fc.constantFrom("", "", "", " lazy", " fork"),
    )
    .map((parts) => `${parts[0]} ${parts[1]}${parts[2]}`);
const pinsFrom = (from: number) =>
  from === names.length
    ? fc.constant([])
    : fc.uniqueArray(pinOn(from), { maxLength: 3, selector: (pin) => pin.split(" ").slice(0, 2).join(" ") });
const factsOf = (index: number): fc.Arbitrary<Facts> =>
  fc.record({
    pins: pinsFrom(index + 1),
    minimumZigVersion: fc.constantFrom(undefined, undefined, undefined, "0.15.0", "0.17.0"),
    testedZigVersions: fc.constantFrom(undefined, undefined, ["0.16.0"], ["0.15.1"]),
    yanked: fc.constantFrom(false, false, false, true),
  });
const worlds: fc.Arbitrary<World> = fc
  .tuple(...names.map((_, index) => fc.tuple(...versions.map(() => factsOf(index)))))
  .map((all) =>
    Object.fromEntries(
      names.map((name, index) => [
        name,
        Object.fromEntries(versions.map((version, at) => [version, all[index]?.[at] ?? []])),
      ]),
    ),
  );
const rangesOf = (maxKeys: number) =>
  fc.dictionary(fc.constantFrom(...names), fc.constantFrom("*", "^1.0.0", "^2.0.0", "1.1.0", "<2.0.0"), {
    minKeys: 1,
    maxKeys,
    noNullPrototype: true,
  });
const ranges = rangesOf(4);
const locks = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...names), fc.constantFrom(...versions)).map((parts) => parts.join(" ")),
  { maxLength: 3, selector: (text) => text.split(" ")[0] },
);

interface Case {
  readonly world: World;
  readonly problem: Problem;
}

const cases: fc.Arbitrary<Case> = fc.tuple(worlds, ranges, locks).map(([world, wanted, kept]) => ({
  world,
  problem: { roots: [{ requirements: needs(wanted) }], zigVersion, now, locked: locked(world, ...kept) },
}));
const unlocked = cases.map(({ world, problem }) => ({ world, problem: { ...problem, locked: [] } }));

/** In the order of the requirements, as brute force has it; undefined for a conflict. */
function choiceOf({ world, problem }: Case): { choice: Choice; solution: Solution } | undefined {
  try {
    const solution = run(problem, (name) => listingIn(world, name));
    const byAlias = new Map(solution.direct.map(({ requirement, hash }) => [requirement.alias, hash]));
    const choice = problem.roots.flatMap(({ requirements }) =>
      requirements.map(({ alias }) => byAlias.get(alias) ?? ""),
    );
    return { choice, solution };
  } catch (error) {
    if (error instanceof PantryError) return undefined;
    throw error;
  }
}

function isOffered(brute: BruteForce, choice: Choice): boolean {
  return brute.offers().every((offers, at) => offers.some(({ hash }) => hash === choice[at]));
}

function isSubset(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((each) => b.has(each));
}

const runs = { numRuns: 600 };

test("allow: every dependency takes the best that builds, whatever the others take", () => {
  let conflicts = 0;
  fc.assert(
    fc.property(unlocked, (each) => {
      const brute = new BruteForce(each.world, each.problem);
      const best = brute
        .offers()
        .map((offers) => offers.filter(({ hash }) => brute.builds([hash])).sort(better)[0]?.hash);
      const found = choiceOf(each);
      if (found === undefined) conflicts += 1;
      expect(found?.choice).toEqual(best.includes(undefined) ? undefined : best);
    }),
    runs,
  );
  expect(conflicts).toBeGreaterThan(20);
});

/** Tested before untested, then by version. */
function better(a: Release, b: Release): number {
  const isUntested = ({ testedZigVersions }: Release) => (testedZigVersions?.[0] === "0.15.1" ? 1 : 0);
  return isUntested(a) - isUntested(b) || semver.rcompare(a.version, b.version);
}

test("deny: the same verdict as trying everything, and every answer is without duplicates", () => {
  const verdicts = { solved: 0, conflict: 0 };
  fc.assert(
    fc.property(cases, ({ world, problem }) => {
      const each = { world, problem: { ...problem, duplicates: "deny" as const } };
      const brute = new BruteForce(world, problem);
      const found = choiceOf(each);
      if (found === undefined) {
        verdicts.conflict += 1;
        for (const choice of brute.choices()) {
          expect(brute.builds(choice) && brute.duplicated(choice).size === 0).toBe(false);
        }
        return;
      }
      verdicts.solved += 1;
      expect(isOffered(brute, found.choice) && brute.builds(found.choice)).toBe(true);
      expect([...brute.duplicated(found.choice)]).toEqual([]);
    }),
    runs,
  );
  expect(verdicts.conflict).toBeGreaterThan(30);
  expect(verdicts.solved).toBeGreaterThan(30);
});

test("avoid: no duplicate can be taken away from the answer", () => {
  let withDuplicates = 0;
  fc.assert(
    fc.property(unlocked, ({ world, problem }) => {
      const brute = new BruteForce(world, problem);
      const found = choiceOf({ world, problem: { ...problem, duplicates: "avoid" } });
      const building = [...brute.choices()].filter((choice) => brute.builds(choice));
      expect(found === undefined).toBe(building.length === 0);
      if (found === undefined) return;
      expect(isOffered(brute, found.choice) && brute.builds(found.choice)).toBe(true);
      const ours = brute.duplicated(found.choice);
      if (ours.size > 0) withDuplicates += 1;
      for (const choice of building) {
        const theirs = brute.duplicated(choice);
        expect(theirs.size < ours.size && isSubset(theirs, ours)).toBe(false);
      }
    }),
    runs,
  );
  expect(withDuplicates).toBeGreaterThan(20);
});

test("members that ask for the same package: deny finds what all can share, avoid never gives up", () => {
  const verdicts = { solved: 0, conflict: 0 };
  fc.assert(
    fc.property(worlds, fc.array(rangesOf(2), { minLength: 2, maxLength: 3 }), (world, members) => {
      const roots = members.map((wanted, at) => ({ label: `member ${at}`, requirements: needs(wanted) }));
      const problem = { roots, zigVersion, now };
      const brute = new BruteForce(world, problem);
      const building = [...brute.choices()].filter((choice) => brute.builds(choice));
      const fits = building.some((choice) => brute.duplicated(choice).size === 0);
      const solve = (duplicates: "avoid" | "deny") => {
        try {
          return run({ ...problem, duplicates }, (name) => listingIn(world, name));
        } catch (error) {
          if (error instanceof PantryError) return undefined;
          throw error;
        }
      };
      expect(solve("deny") !== undefined).toBe(fits);
      expect(solve("avoid") !== undefined).toBe(building.length > 0);
      verdicts[fits ? "solved" : "conflict"] += 1;
    }),
    { numRuns: 200 },
  );
  expect(verdicts.solved).toBeGreaterThan(10);
  expect(verdicts.conflict).toBeGreaterThan(20);
});

test("a lock that still fits is kept, under every policy", () => {
  let kept = 0;
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom("allow" as const, "avoid" as const, "deny" as const),
      ({ world, problem }, duplicates) => {
        const brute = new BruteForce(world, problem);
        const hashes = new Set(problem.locked?.map(({ hash }) => hash));
        const keeping = brute.offers().map((offers) => {
          const ours = offers.filter(({ hash }) => hashes.has(hash));
          return ours.length === 0 ? offers : ours;
        });
        const canKeep = [...brute.choices(keeping)].some(
          (choice) => brute.builds(choice) && (duplicates !== "deny" || brute.duplicated(choice).size === 0),
        );
        if (!canKeep) return;
        const found = choiceOf({ world, problem: { ...problem, duplicates } });
        for (const [at, offers] of keeping.entries()) {
          if (!offers.every(({ hash }) => hashes.has(hash))) continue;
          kept += 1;
          expect(found?.choice[at]).toBe(offers[0]?.hash);
        }
      },
    ),
    runs,
  );
  expect(kept).toBeGreaterThan(30);
});

test("duplicates are reported, all of them, and the other choices do avoid them", () => {
  let avoidable = 0;
  fc.assert(
    fc.property(unlocked, ({ world, problem }) => {
      const found = choiceOf({ world, problem });
      if (found === undefined) return;
      const brute = new BruteForce(world, problem);
      const { duplicates, direct } = found.solution;
      const reported = new Set(duplicates.map(({ packages }) => identityOf(packages[0]?.hash ?? "")));
      expect(isSubset(brute.duplicated(found.choice), reported)).toBe(true);
      for (const { packages, avoidedBy } of duplicates) {
        const identity = identityOf(packages[0]?.hash ?? "");
        if (avoidedBy === undefined) continue;
        avoidable += 1;
        expect(avoidedBy.length).toBeGreaterThan(0);
        const other = problem.roots.flatMap(({ requirements }) =>
          requirements.map((requirement) => {
            const change = avoidedBy.find(({ alias }) => alias === requirement.alias);
            const now = direct.find((each) => each.requirement.alias === requirement.alias)?.hash;
            const listing = listingIn(world, requirement.alias);
            const releases = listing.kind === "releases" ? listing.releases : [];
            return (
              (change === undefined ? now : releases.find(({ version }) => version === change.to)?.hash) ?? ""
            );
          }),
        );
        expect(isOffered(brute, other) && brute.builds(other)).toBe(true);
        expect(brute.duplicated(other).has(identity)).toBe(false);
      }
    }),
    runs,
  );
  expect(avoidable).toBeGreaterThan(5);
});

test("the order of the input does not show", () => {
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom("allow" as const, "avoid" as const, "deny" as const),
      fc.infiniteStream(fc.nat()),
      (each, duplicates, random) => {
        const { world, problem } = each;
        const shuffle = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, key: random.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const shuffled = {
          ...problem,
          duplicates,
          locked: shuffle(problem.locked ?? []),
          roots: problem.roots.map(({ requirements }) => ({ requirements: shuffle(requirements) })),
        };
        const straight = outcomeText(() => run({ ...problem, duplicates }, (name) => listingIn(world, name)));
        const other = outcomeText(() =>
          run(shuffled, (name) => {
            const listing = listingIn(world, name);
            if (listing.kind !== "releases") return listing;
            const releases = listing.releases.map((release) => ({
              ...release,
              dependencies: shuffle(release.dependencies),
            }));
            return { kind: "releases", releases: shuffle(releases) };
          }),
        );
        expect(other).toEqual(straight);
      },
    ),
    { numRuns: 500 },
  );
});

function outcomeText(solving: () => Solution): unknown {
  try {
    const solution = solving();
    const duplicates = solution.duplicates.map(({ packages, ...rest }) => ({
      ...rest,
      paths: packages.map((each) => each.path()),
    }));
    const notices = solution.notices.map(({ package: each, why }) => ({ path: each.path(), why }));
    const direct = solution.direct.map(({ requirement, version }) => [requirement.alias, version]);
    const paths = solution.packages.map((each) => each.path());
    return {
      direct,
      packages: packagesOf(solution),
      paths,
      duplicates,
      notices,
      attempts: solution.attempts,
    };
  } catch (error) {
    if (error instanceof PantryError) return { message: error.message, hint: error.hint };
    throw error;
  }
}
