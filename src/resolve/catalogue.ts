import { idIn, nameIn } from "./hash-parts.ts";
import { type Link, Package } from "./package.ts";
import type { Listing, Listings, LockedRelease, Wanted } from "./problem.ts";
import type { Release } from "./release.ts";
import { type Identity, Shelf } from "./shelf.ts";

/** Asks for releases by yielding what is wanted, and is resumed with the answers. */
export type Asking<T> = Generator<readonly Wanted[], T, Listings>;

/** What is known of packages so far: from the lockfile, and from answers. */
export class Catalogue {
  private readonly shelves = new Map<string, Shelf>();
  private readonly locked = new Map<string, Release>();
  private readonly packages = new Map<string, Package>();

  constructor(locked: readonly LockedRelease[]) {
    for (const release of locked) {
      this.locked.set(release.hash, release);
      if (release.elsewhere !== true) this.shelf(release.name).locked.push(release);
    }
  }

  shelf(name: string): Shelf {
    const known = this.shelves.get(name);
    if (known !== undefined) return known;
    const made = new Shelf(name);
    this.shelves.set(name, made);
    return made;
  }

  package(hash: string): Package {
    const known = this.packages.get(hash);
    if (known !== undefined) return known;
    const name = nameIn(hash);
    const shelf = name === undefined ? undefined : this.shelf(name);
    // A hash that names nothing is like no other.
    const identity = shelf?.identity(idIn(hash)) ?? { name: hash, id: 0 };
    const made = new Package(this.packages.size, hash, identity, shelf);
    this.packages.set(hash, made);
    return made;
  }

  /** A package with its release if that is known without asking. */
  look(of: Package | Pick<Package, "hash">): Package {
    const found = of instanceof Package ? of : this.package(of.hash);
    if (found.release === undefined) this.find(found);
    return found;
  }

  /** Lists packages, those at once that are not listed yet. */
  *list(names: Iterable<string>): Asking<void> {
    const missing = [...new Set(names)].filter((name) => this.shelf(name).listing === undefined).sort();
    if (missing.length === 0) return;
    const answers = yield missing.map((name) => ({ name, pins: [] }));
    for (const name of missing) this.shelf(name).listing = answerFor(name, answers);
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
    const seen = new Set<Identity>();
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
    return found.release !== undefined || found.isAsked || found.shelf === undefined || this.find(found);
  }

  private find(wanted: Package): boolean {
    const release = wanted.shelf?.release(wanted.hash) ?? this.locked.get(wanted.hash);
    if (release === undefined) return false;
    wanted.release = release;
    wanted.links = sortLinks(
      release.dependencies.map(({ alias, hash, lazy = false }) => ({ alias, lazy, to: this.package(hash) })),
    );
    return true;
  }

  private *ask(unknown: readonly Package[]): Asking<void> {
    const pins = new Map<Shelf, string[]>();
    for (const { shelf, hash } of unknown) {
      if (shelf === undefined) continue;
      const others = pins.get(shelf);
      if (others === undefined) pins.set(shelf, [hash]);
      else others.push(hash);
    }
    const answers = yield Array.from(pins, ([{ name }, hashes]) => ({ name, pins: hashes }));
    for (const shelf of pins.keys()) shelf.heard = answerFor(shelf.name, answers);
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
      const before = links[at - 1];
      const after = links[at];
      if (before === undefined || after === undefined || !comesBefore(after, before)) break;
      links[at - 1] = after;
      links[at] = before;
    }
  }
  return links;
}

function comesBefore(a: Link, b: Link): boolean {
  return a.alias === b.alias ? a.to.hash < b.to.hash : a.alias < b.alias;
}

function answerFor(name: string, answers: Listings): Listing {
  const answer = answers.get(name);
  if (answer === undefined) throw new Error(`nothing was said about the wanted package ${name}`);
  return answer;
}
