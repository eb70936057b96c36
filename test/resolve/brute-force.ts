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
    return this.problem.roots.flatMap(({ requirements }) =>
      requirements.map((requirement) => {
        if ("hash" in requirement) return [this.release(requirement.hash)];
        const listing = listingIn(this.world, requirement.name);
        if (listing.kind !== "releases") return [];
        return listing.releases.filter(
          (release) =>
            semver.satisfies(release.version, requirement.range) &&
            (this.isInUse(release.hash) || (release.yanked !== true && this.fitsZig(release))),
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
    return [...this.closure(choice)].every((hash) => this.isInUse(hash) || this.fitsZig(this.release(hash)));
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

  private fitsZig({ minimumZigVersion = "0.0.0" }: Release): boolean {
    return semver.gte(this.problem.zigVersion ?? "9.9.9", minimumZigVersion);
  }

  /** What is locked, or pinned by the project itself: that is never taken away. */
  private isInUse(wanted: string): boolean {
    const { roots, locked = [] } = this.problem;
    const pinned = roots.flatMap(({ requirements }) =>
      requirements.flatMap((requirement) => ("hash" in requirement ? [requirement.hash] : [])),
    );
    return pinned.includes(wanted) || locked.some(({ hash }) => hash === wanted);
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
