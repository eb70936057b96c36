import { createHash } from "node:crypto";
import {
  type Listing,
  type LockedRelease,
  type Problem,
  type Release,
  type Requirement,
  type Solution,
  solve,
  type Wanted,
} from "../../src/resolve/index.ts";

/**
 * A registry for tests. A version is written as what it pins, or with more facts:
 *
 *     { http: { "1.0.0": ["log 0.4.0", "zlib 1.0.0 lazy"], "1.1.0": { pins: ["log 0.5.0"], yanked: true } } }
 */
export type World = Readonly<Record<string, Readonly<Record<string, Pins | Facts>>>>;
export type Pins = readonly string[];
export type Facts = Partial<Omit<Release, "dependencies" | "version">> & { readonly pins?: Pins };

export const now = Date.parse("2026-03-10T12:00:00Z");

/** A hash as Zig's: the same name, version and flavour have the same; another id is another package of that name. */
export function hashOf(name: string, version: string, { flavour = "", id = 7 } = {}): string {
  const digest = Buffer.alloc(33);
  createHash("sha256").update(`${name} ${version} ${flavour}`).digest().copy(digest, 8, 0, 25);
  digest.writeUInt32LE(id, 0);
  digest.writeUInt32LE(1000, 4);
  return `${name}-${version}-${digest.toString("base64url")}`;
}

/** `log 0.4.0`, `log 0.4.0 lazy`, `log 0.4.0 fork` (the same package with other bytes, from elsewhere). */
export function pinned(text: string): { alias: string; hash: string; lazy?: boolean } {
  const [name = "", version = "", ...words] = text.split(" ");
  const flavour = words.filter((word) => word !== "lazy").join(" ");
  return {
    alias: name,
    hash: hashOf(name, version, { flavour }),
    ...(words.includes("lazy") ? { lazy: true } : {}),
  };
}

export function releaseIn(world: World, name: string, version: string): LockedRelease {
  const facts = world[name]?.[version] ?? [];
  const { pins = [], ...rest }: Facts = isPins(facts) ? { pins: facts } : facts;
  return {
    name,
    version,
    hash: hashOf(name, version),
    publishedAt: "2025-01-01T00:00:00Z",
    dependencies: pins.map(pinned),
    ...rest,
  };
}

export function listingIn(world: World, name: string): Listing {
  const versions = world[name];
  if (versions === undefined) return { kind: "absent" };
  return {
    kind: "releases",
    releases: Object.keys(versions).map((version) => releaseIn(world, name, version)),
  };
}

/** `{ http: "^1.0" }`; `{ log: "= 0.4.0" }` is what a zon pins. */
export function needs(ranges: Readonly<Record<string, string>>): Requirement[] {
  return Object.entries(ranges).map(([name, range]) =>
    range.startsWith("= ") ? pinned(`${name} ${range.slice(2)}`) : { alias: name, name, range },
  );
}

/** Runs a problem to its end. `answer` says what is known of a package; what was asked is added to `asked`, by batch. */
export function run(problem: Problem, answer: (name: string) => Listing, asked: Wanted[][] = []): Solution {
  const solving = solve(problem);
  for (let step = solving.next(); ; ) {
    if (step.done === true) return step.value;
    const wanted: readonly Wanted[] = step.value;
    asked.push([...wanted]);
    step = solving.next(new Map(wanted.map(({ name }) => [name, answer(name)])));
  }
}

export function runIn(
  world: World,
  ranges: Readonly<Record<string, string>>,
  more: Partial<Problem> = {},
  asked: Wanted[][] = [],
): Solution {
  const problem = { roots: [{ requirements: needs(ranges) }], now, ...more };
  return run(problem, (name) => listingIn(world, name), asked);
}

/** `http 1.0.0`: sorted, all packages. */
export function packagesOf(solution: Solution): string[] {
  return solution.packages.map(({ name, version }) => `${name} ${version}`).sort();
}

/** `locked(world, "http 1.0.0", "log 0.4.0")`. */
export function locked(world: World, ...packages: readonly string[]): LockedRelease[] {
  return packages.map((text) => {
    const [name = "", version = ""] = text.split(" ");
    return releaseIn(world, name, version);
  });
}

function isPins(facts: Pins | Facts): facts is Pins {
  return Array.isArray(facts);
}
