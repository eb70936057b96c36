import semver from "semver";
import { readHash } from "../../src/protocol/index.ts";
import type { Problem, Release } from "../../src/resolve/index.ts";
import { listingIn, type World } from "./world.ts";

/** A release for each direct dependency of the (one) root, by hash and in its order. */
export type Choice = readonly string[];

/** Solves by trying every choice. It is to be simple, not quick. */
export class BruteForce {
  private readonly world: World;
  private readonly problem: Problem;
  private readonly byHash = new Map<string, Release>();

  constructor(world: World, problem: Problem) {
    this.world = world;
    this.problem = problem;
    for (const name of Object.keys(world)) {
      const listing = listingIn(world, name);
      if (listing.kind === "releases")
        for (const release of listing.releases) this.byHash.set(release.hash, release);
    }
  }

  /** What each direct dependency may take by its range, yanks and the Zig in use. */
  offers(): readonly (readonly Release[])[] {
    const { roots, zigVersion = "9.9.9", locked = [] } = this.problem;
    const lockedHashes = new Set(locked.map(({ hash }) => hash));
    return roots.flatMap(({ requirements }) =>
      requirements.map((requirement) => {
        if ("hash" in requirement) return [this.release(requirement.hash)];
        const listing = listingIn(this.world, requirement.name);
        if (listing.kind !== "releases") return [];
        return listing.releases.filter(
          (release) =>
            semver.satisfies(release.version, requirement.range) &&
            (release.yanked !== true || lockedHashes.has(release.hash)) &&
            semver.gte(zigVersion, release.minimumZigVersion ?? "0.0.0"),
        );
      }),
    );
  }

  *choices(offers: readonly (readonly Release[])[] = this.offers()): Generator<Choice> {
    const [first, ...others] = offers;
    if (first === undefined) {
      yield [];
      return;
    }
    for (const { hash } of first) for (const rest of this.choices(others)) yield [hash, ...rest];
  }

  /** True where nothing that comes along needs a newer Zig. */
  builds(choice: Choice): boolean {
    const { zigVersion = "9.9.9" } = this.problem;
    return [...this.closure(choice)].every((hash) =>
      semver.gte(zigVersion, this.release(hash).minimumZigVersion ?? "0.0.0"),
    );
  }

  /** The packages that come in several versions. */
  duplicated(choice: Choice): ReadonlySet<string> {
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const hash of this.closure(choice)) {
      const identity = identityOf(hash);
      if (seen.has(identity)) twice.add(identity);
      seen.add(identity);
    }
    return twice;
  }

  private closure(choice: Choice): Set<string> {
    const closure = new Set(choice);
    for (const hash of closure) {
      for (const { hash: pinned, lazy } of this.release(hash).dependencies)
        if (lazy !== true) closure.add(pinned);
    }
    return closure;
  }

  private release(hash: string): Release {
    return this.byHash.get(hash) ?? { version: "0.0.0", hash, dependencies: [] };
  }
}

export function identityOf(hash: string): string {
  const parts = readHash(hash);
  return `${parts?.name} ${parts?.id}`;
}
