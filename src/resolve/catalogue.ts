import { type Pin, readPin } from "./pin.ts";
import type { Listing, Listings, LockedRelease, Wanted } from "./problem.ts";
import type { Release, ReleaseDependency } from "./release.ts";

/** Asks for releases by yielding what is wanted, and is resumed with the answers. */
export type Asking<T> = Generator<readonly Wanted[], T, Listings>;

/** Lazy dependencies may never be asked for, so they stand in nobody's way. */
export interface Dependencies {
  readonly all: readonly ReleaseDependency[];
  readonly eager: readonly ReleaseDependency[];
}

/** What is known of packages so far: from the lockfile, and from answers. */
export class Catalogue {
  private readonly listings = new Map<string, Listing>();
  private readonly locked: ReadonlyMap<string, Release>;
  private readonly pins = new Map<string, Pin>();
  private readonly releases = new Map<string, Release | undefined>();
  private readonly reached = new Set<string>();
  private readonly sorted = new Map<Release, Dependencies>();

  constructor(locked: readonly LockedRelease[]) {
    this.locked = new Map(locked.map((release) => [release.hash, release]));
  }

  pin(hash: string): Pin {
    const known = this.pins.get(hash);
    if (known !== undefined) return known;
    const pin = readPin(hash);
    this.pins.set(hash, pin);
    return pin;
  }

  /** All releases of a package, once it was listed. */
  listing(name: string): Listing | undefined {
    return this.listings.get(name);
  }

  /** What a hash stands for; undefined where nobody knows, as with a package from elsewhere: then it needs nothing. */
  release(hash: string): Release | undefined {
    if (!this.releases.has(hash)) this.findKnown(hash);
    return this.releases.get(hash);
  }

  /** What a hash brings along, in an order that does not depend on how it was listed. */
  dependencies(hash: string): Dependencies {
    const release = this.release(hash);
    if (release === undefined) return noDependencies;
    const known = this.sorted.get(release);
    if (known !== undefined) return known;
    const all = release.dependencies.toSorted((a, b) => compare(a.alias, b.alias) || compare(a.hash, b.hash));
    const sorted = { all, eager: all.filter(({ lazy }) => lazy !== true) };
    this.sorted.set(release, sorted);
    return sorted;
  }

  /** True where everything was done to find what the hash stands for, and what that pins. */
  hasReached(hash: string): boolean {
    return this.reached.has(hash);
  }

  /** Lists packages, those at once that are not listed yet. */
  *list(names: Iterable<string>): Asking<void> {
    const missing = [...new Set(names)].filter((name) => !this.listings.has(name)).sort();
    if (missing.length === 0) return;
    const answers = yield missing.map((name) => ({ name, pins: [] }));
    for (const name of missing) this.listings.set(name, answerFor(name, answers));
  }

  /**
   * Finds the releases behind pins, and behind what these pin, all the way down. Asks for what is not known a level
   * at a time, so that whoever answers can fetch in parallel.
   */
  *reach(hashes: Iterable<string>): Asking<void> {
    for (
      let level = this.notReached(hashes);
      level.length > 0;
      level = this.notReached(this.pinnedBy(level))
    ) {
      const unknown = level.filter((hash) => !this.findKnown(hash));
      if (unknown.length > 0) yield* this.askForPins(unknown);
    }
  }

  private pinnedBy(hashes: readonly string[]): string[] {
    const pinned: string[] = [];
    for (const hash of hashes) {
      for (const dependency of this.dependencies(hash).all) pinned.push(dependency.hash);
    }
    return pinned;
  }

  private notReached(hashes: Iterable<string>): string[] {
    const level: string[] = [];
    for (const hash of hashes) {
      if (this.reached.has(hash)) continue;
      this.reached.add(hash);
      level.push(hash);
    }
    return level;
  }

  private findKnown(hash: string): boolean {
    const { name } = this.pin(hash);
    const listing = name === undefined ? undefined : this.listings.get(name);
    const release = findRelease(listing, hash) ?? this.locked.get(hash);
    if (release !== undefined) this.releases.set(hash, release);
    return release !== undefined || name === undefined;
  }

  private *askForPins(hashes: readonly string[]): Asking<void> {
    const pinsOf = new Map<string, string[]>();
    for (const hash of [...hashes].sort()) {
      const name = this.pin(hash).name ?? "";
      const pins = pinsOf.get(name);
      if (pins === undefined) pinsOf.set(name, [hash]);
      else pins.push(hash);
    }
    const wanted = [...pinsOf]
      .map(([name, pins]) => ({ name, pins }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const answers = yield wanted;
    for (const { name, pins } of wanted) {
      const answer = answerFor(name, answers);
      for (const hash of pins) this.releases.set(hash, findRelease(answer, hash));
    }
  }
}

const noDependencies: Dependencies = { all: [], eager: [] };

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function answerFor(name: string, answers: Listings): Listing {
  const answer = answers.get(name);
  if (answer === undefined) throw new Error(`nothing was said about the wanted package ${name}`);
  return answer;
}

function findRelease(listing: Listing | undefined, hash: string): Release | undefined {
  return listing?.kind === "releases" ? listing.releases.find((release) => release.hash === hash) : undefined;
}
