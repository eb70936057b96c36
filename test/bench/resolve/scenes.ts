import type { Listing, Problem, Release } from "../../../src/resolve/index.ts";

/** All packages have so many versions, and about five dependencies each. */
const versionsEach = 20;

export interface Scene {
  readonly title: string;
  build(count: number): { readonly problem: Problem; readonly listings: ReadonlyMap<string, Listing> };
}

/** Version v of a package pins version v of others, as in a family that is released together. */
const sameVersion: Pick = (_, version) => version;
/** Version v pins a version that has little to do with v. */
const anyVersion: Pick = (random) => Math.floor(random() * versionsEach);

export const scenes: Readonly<Record<string, Scene>> = {
  tree: {
    title: "100 direct, the rest pinned below; duplicates allowed",
    build: (count) => project(count, 100, registry(count, sameVersion), "allow"),
  },
  wild: {
    title: "the same with pins at random: nearly everything comes in many versions",
    build: (count) => project(count, 100, registry(count, anyVersion), "allow"),
  },
  family: {
    title: "the same, one version of each; it fits at once",
    build: (count) => project(count, 100, registry(count, sameVersion), "deny"),
  },
  direct: {
    title: "every package a direct dependency with a range",
    build: (count) => project(count, count, registry(count, sameVersion), "deny"),
  },
  stepping: {
    title: "one version of each; the newest ten clash deep inside",
    build: (count) =>
      project(count, 100, registry(count, sameVersion, { clashing: (version) => version >= 10 }), "deny"),
  },
  conflict: {
    title: "one version of each; a conflict deep inside, explained",
    build: (count) => project(count, 100, registry(count, sameVersion, { clashing: () => true }), "deny"),
  },
  proof: {
    title: "pins at random, one version of each: the proof that it cannot be",
    build: (count) => project(count, 100, registry(count, anyVersion), "deny"),
  },
  avoid: {
    title: "a clash deep inside, duplicates avoided where possible",
    build: (count) => project(count, 100, registry(count, sameVersion, { clashing: () => true }), "avoid"),
  },
};

type Pick = (random: () => number, version: number) => number;

function registry(
  count: number,
  pick: Pick,
  { clashing = () => false }: { clashing?: (version: number) => boolean } = {},
): Map<string, Release[]> {
  const random = randomNumbers(count);
  const targets = Array.from({ length: count }, (_, at) => {
    const nearby = Array.from({ length: 5 }, () => at + 1 + Math.floor(random() * 200));
    return [...new Set(nearby)].filter((target) => target < count);
  });
  const packages = new Map<string, Release[]>();
  for (let at = 0; at < count; at += 1) {
    const releases = Array.from({ length: versionsEach }, (_, version): Release => {
      const pins = (targets[at] ?? []).map((target) => pin(target, pick(random, version)));
      // Two packages near the end pin different versions of the last one.
      if (at >= count - 3 && at < count - 1 && clashing(version)) {
        const clash = pin(count - 1, (version + at) % versionsEach);
        return release(at, version, [...pins.filter(({ alias }) => alias !== clash.alias), clash]);
      }
      return release(at, version, pins);
    });
    packages.set(nameOf(at), releases);
  }
  return packages;
}

function project(
  count: number,
  direct: number,
  packages: Map<string, Release[]>,
  duplicates: "allow" | "avoid" | "deny",
) {
  const requirements = Array.from({ length: Math.min(direct, count) }, (_, at) => {
    const name = nameOf(at);
    return { alias: name, name, range: at % 2 === 0 ? "^1.0.0" : ">=1.0.0 <2.0.0" };
  });
  const listings = new Map(
    [...packages].map(([name, releases]) => [name, { kind: "releases" as const, releases }]),
  );
  return { problem: { roots: [{ requirements }], now: 0, zigVersion: "0.16.0", duplicates }, listings };
}

function release(at: number, version: number, dependencies: Release["dependencies"]): Release {
  return {
    version: `1.${version}.0`,
    hash: hashOf(at, version),
    minimumZigVersion: "0.16.0",
    testedZigVersions: ["0.16.0"],
    dependencies,
  };
}

function pin(at: number, version: number): { readonly alias: string; readonly hash: string } {
  return { alias: nameOf(at), hash: hashOf(at, version) };
}

function nameOf(at: number): string {
  return `package_${String(at).padStart(5, "0")}`;
}

/** Shaped as Zig's: an id, a size, and a digest that is one of a kind. Made once each: it is not their memory we measure. */
function hashOf(at: number, version: number): string {
  const number = at * versionsEach + version;
  const known = hashes[number] ?? makeHash(at, version);
  hashes[number] = known;
  return known;
}

const hashes: string[] = [];

function makeHash(at: number, version: number): string {
  const digest = Buffer.alloc(33);
  digest.writeUInt32LE(at + 1, 0);
  digest.writeUInt32LE(1000, 4);
  digest.writeUInt32LE(Math.imul(at * versionsEach + version + 1, 2654435761) >>> 0, 8);
  digest.writeUInt32LE(at * versionsEach + version, 12);
  return `${nameOf(at)}-1.${version}.0-${digest.toString("base64url")}`;
}

/** The same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
