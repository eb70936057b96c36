import type { Listing, LockedRelease } from "./problem.ts";
import type { Release } from "./release.ts";

/** Packages of one identity are versions of the same: they have one name, and one id in the fingerprint. */
export interface Identity {
  /** The hash where that names nothing. */
  readonly name: string;
  readonly id: number;
}

export function compareIdentities(a: Identity, b: Identity): number {
  if (a.name === b.name) return a.id - b.id;
  return a.name < b.name ? -1 : 1;
}

/** Everything that is known under one name. */
export class Shelf {
  readonly name: string;
  /** All releases, once they were listed. */
  listing: Listing | undefined = undefined;
  /** What was said when something pinned it: at least those pins, mostly all releases. */
  heard: Listing | undefined = undefined;
  /** What the lockfile remembers of the registry's releases. */
  readonly locked: LockedRelease[] = [];
  private readonly identities: Identity[] = [];
  private foundAt = 0;

  constructor(name: string) {
    this.name = name;
  }

  identity(id: number): Identity {
    const known = this.identities.find((each) => each.id === id);
    if (known !== undefined) return known;
    const made = { name: this.name, id };
    this.identities.push(made);
    return made;
  }

  /** All that are known: what is listed, and what only the lockfile remembers. */
  releases(): readonly Release[] {
    const listed = this.listing?.kind === "releases" ? this.listing.releases : [];
    const remembered = this.locked.filter((each) => !listed.some(({ hash }) => hash === each.hash));
    return remembered.length === 0 ? listed : [...listed, ...remembered];
  }

  release(hash: string): Release | undefined {
    return this.find(this.listing, hash) ?? this.find(this.heard, hash);
  }

  /**
   * Looks backwards from where the last one was, and round the end: releases stand in the order of their publishing, and
   * wanted is the newest at first, then older ones. To look at all twenty of ten thousand packages takes longer than
   * anything else.
   */
  private find(listing: Listing | undefined, hash: string): Release | undefined {
    if (listing?.kind !== "releases") return undefined;
    const { releases } = listing;
    const { length } = releases;
    for (let step = 0; step < length; step += 1) {
      const at = (this.foundAt + length - step) % length;
      if (releases[at]?.hash !== hash) continue;
      this.foundAt = at;
      return releases[at];
    }
    return undefined;
  }
}
