import { type Link, Package } from "./package.ts";
import type { Listing, Listings, LockedRelease, Wanted } from "./problem.ts";
import type { Release } from "./release.ts";

/** Asks for releases by yielding what is wanted, and is resumed with the answers. */
export type Asking<T> = Generator<readonly Wanted[], T, Listings>;

/** What is known of packages so far: from the lockfile, and from answers. */
export class Catalogue {
  private readonly listings = new Map<string, Listing>();
  /** What was said of packages that something pins: at least of those pins, mostly of all releases. */
  private readonly heard = new Map<string, Listing>();
  private readonly locked: ReadonlyMap<string, Release>;
  private readonly packages = new Map<string, Package>();

  constructor(locked: readonly LockedRelease[]) {
    this.locked = new Map(locked.map((release) => [release.hash, release]));
  }

  /** All releases of a package, once it was listed. */
  listing(name: string): Listing | undefined {
    return this.listings.get(name);
  }

  package(hash: string): Package {
    const known = this.packages.get(hash);
    if (known !== undefined) return known;
    const made = new Package(this.packages.size, hash);
    this.packages.set(hash, made);
    return made;
  }

  /** The package of a hash, with its release if that is known without asking. */
  look(hash: string): Package {
    const found = this.package(hash);
    if (found.release === undefined) this.find(found);
    return found;
  }

  /** Lists packages, those at once that are not listed yet. */
  *list(names: Iterable<string>): Asking<void> {
    const missing = [...new Set(names)].filter((name) => !this.listings.has(name)).sort();
    if (missing.length === 0) return;
    const answers = yield missing.map((name) => ({ name, pins: [] }));
    for (const name of missing) this.listings.set(name, answerFor(name, answers));
  }

  /**
   * Finds the releases behind hashes, and behind what these pin, all the way down. Asks for what is not known a level
   * at a time, so that whoever answers can fetch in parallel.
   */
  *reach(packages: readonly Package[]): Asking<void> {
    yield* this.walk(packages, enter);
  }

  /** The same, but for only one version of each package: mostly that is all there is, and what is to be known soon. */
  *foresee(packages: readonly Package[]): Asking<void> {
    const seen = new Set<string>();
    yield* this.walk(packages, ({ identity }) => seen.size < seen.add(identity).size);
  }

  private *walk(packages: readonly Package[], isNew: (found: Package) => boolean): Asking<void> {
    for (let level = packages.filter(isNew); level.length > 0; ) {
      const unknown = level.filter((each) => !this.isSettled(each));
      if (unknown.length > 0) yield* this.ask(unknown);
      const next: Package[] = [];
      for (const { links } of level) for (const { to } of links) if (isNew(to)) next.push(to);
      level = next;
    }
  }

  /** True where asking would bring nothing: the release is known, or it was asked for, or no name to ask for is. */
  private isSettled(found: Package): boolean {
    return found.release !== undefined || found.isAsked || found.name === undefined || this.find(found);
  }

  private find(wanted: Package): boolean {
    const { name = "", hash } = wanted;
    const listed = releaseIn(this.listings.get(name), hash) ?? releaseIn(this.heard.get(name), hash);
    return this.learn(wanted, listed ?? this.locked.get(hash));
  }

  private learn(about: Package, release: Release | undefined): boolean {
    if (release === undefined) return false;
    about.release = release;
    about.links = sortLinks(
      release.dependencies.map(({ alias, hash, lazy = false }) => ({ alias, lazy, to: this.package(hash) })),
    );
    return true;
  }

  private *ask(unknown: readonly Package[]): Asking<void> {
    const inOrder = unknown.toSorted(
      (a, b) => compare(a.name ?? "", b.name ?? "") || compare(a.hash, b.hash),
    );
    const wanted: { readonly name: string; readonly pins: string[] }[] = [];
    for (const { name = "", hash } of inOrder) {
      const last = wanted.at(-1);
      if (last?.name === name) last.pins.push(hash);
      else wanted.push({ name, pins: [hash] });
    }
    const answers = yield wanted;
    for (const { name } of wanted) this.heard.set(name, answerFor(name, answers));
    for (const each of unknown) {
      each.isAsked = true;
      this.find(each);
    }
  }
}

/** True where the package was not reached before. */
function enter(found: Package): boolean {
  if (found.isReached) return false;
  found.isReached = true;
  return true;
}

/** In place and by insertion: there are few, and mostly in order. */
function sortLinks(links: Link[]): readonly Link[] {
  for (let end = 1; end < links.length; end += 1) {
    for (let at = end; at > 0; at -= 1) {
      const [before, after] = [links[at - 1], links[at]];
      if (before === undefined || after === undefined || compareLinks(before, after) <= 0) break;
      links[at - 1] = after;
      links[at] = before;
    }
  }
  return links;
}

function compareLinks(a: Link, b: Link): number {
  return compare(a.alias, b.alias) || compare(a.to.hash, b.to.hash);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function answerFor(name: string, answers: Listings): Listing {
  const answer = answers.get(name);
  if (answer === undefined) throw new Error(`nothing was said about the wanted package ${name}`);
  return answer;
}

function releaseIn(listing: Listing | undefined, hash: string): Release | undefined {
  return listing?.kind === "releases" ? listing.releases.find((release) => release.hash === hash) : undefined;
}
