import type { Package } from "./package.ts";
import { chosenFrom, oneVersion, type Term } from "./pubgrub/index.ts";
import type { Release } from "./release.ts";
import type { Identity } from "./shelf.ts";
import type { Version } from "./version.ts";

/** One of a slot's candidates. */
export interface Candidate {
  readonly hash: string;
  /** Undefined for a package without build.zig.zon. */
  readonly version: Version | undefined;
  /** Undefined where it is not known yet, or to nobody. */
  readonly release: Release | undefined;
}

/**
 * A place for one package of the solution, what the search chooses for. Where duplicates are not wanted a slot is a
 * package, whoever needs it. Where they are, each direct dependency has a slot of its own, and so has each pin.
 */
export interface Slot {
  readonly id: number;
  /** What people call it. */
  readonly label: string;
  /** The package that has only this slot; undefined where its versions may come side by side. */
  readonly identity: Identity | undefined;
  readonly candidates: readonly Candidate[];
}

/** A candidate's place. */
export interface Place {
  readonly slot: number;
  readonly index: number;
}

/** The place of a pinned package. */
export interface PinPlace extends Place {
  /** That it is chosen, and no other. */
  readonly chosen: Term;
}

/** Gives out slots, the same for the same input in any order. `together` names the packages that get one only. */
export class Slots {
  private readonly slots: GrowingSlot[] = [];
  private readonly shared = new Map<Identity, GrowingSlot>();
  /** By the package's number. */
  private readonly places: PinPlace[] = [];
  private readonly together: (identity: Identity) => boolean;

  constructor(together: (identity: Identity) => boolean) {
    this.together = together;
  }

  get(id: number): Slot {
    const slot = this.slots[id];
    if (slot === undefined) throw new Error(`there is no slot ${id}`);
    return slot;
  }

  candidate({ slot, index }: Place): Candidate {
    const candidate = this.get(slot).candidates[index];
    if (candidate === undefined) throw new Error(`slot ${slot} has no candidate ${index}`);
    return candidate;
  }

  /** The slot of a direct dependency that may take these, of one package, each once. */
  forOffers(label: string, identity: Identity, offers: readonly Candidate[]): OfferingSlot {
    const slot = this.open(label, identity);
    const isNew = slot.candidates.length === 0;
    const offered = offers.map((offer) => (isNew ? slot.add(offer) : slot.indexOf(offer)));
    return { slot: slot.id, offered };
  }

  /** The place of a pinned package. `alias` is what it is called where its hash does not say. */
  forPin(pinned: Package, alias: string): PinPlace {
    const known = this.places[pinned.number];
    if (known !== undefined) return known;
    const { identity, name = alias } = pinned;
    const slot = this.open(name, identity);
    const index = slot.indexOf(pinned);
    const place = { slot: slot.id, index, chosen: chosenFrom(slot.id, oneVersion(index)) };
    this.places[pinned.number] = place;
    return place;
  }

  private open(label: string, identity: Identity): GrowingSlot {
    const isShared = this.together(identity);
    const known = isShared ? this.shared.get(identity) : undefined;
    if (known !== undefined) return known;
    const slot = new GrowingSlot(this.slots.length, label, isShared ? identity : undefined);
    this.slots.push(slot);
    if (isShared) this.shared.set(identity, slot);
    return slot;
  }
}

export interface OfferingSlot {
  readonly slot: number;
  readonly offered: readonly number[];
}

class GrowingSlot implements Slot {
  readonly id: number;
  readonly label: string;
  readonly identity: Identity | undefined;
  readonly candidates: Candidate[] = [];

  constructor(id: number, label: string, identity: Identity | undefined) {
    this.id = id;
    this.label = label;
    this.identity = identity;
  }

  /** The candidate's place, which it gets now if it has none. */
  indexOf(candidate: Candidate): number {
    const known = this.candidates.findIndex(({ hash }) => hash === candidate.hash);
    return known < 0 ? this.add(candidate) : known;
  }

  add(candidate: Candidate): number {
    this.candidates.push(candidate);
    return this.candidates.length - 1;
  }
}
