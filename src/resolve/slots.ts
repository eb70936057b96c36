import type { Catalogue } from "./catalogue.ts";
import type { Demand } from "./demand.ts";
import { parseVersion, type Version } from "./version.ts";

/** One of a slot's candidates. */
export interface Candidate {
  readonly hash: string;
  /** Undefined for a package without build.zig.zon. */
  readonly version: Version | undefined;
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
  readonly identity: string | undefined;
  readonly candidates: readonly Candidate[];
}

/** A candidate's place. */
export interface Place {
  readonly slot: number;
  readonly index: number;
}

/** Gives out slots, the same for the same input in any order. `together` names the packages that get one only. */
export class Slots {
  private readonly slots: OpenSlot[] = [];
  private readonly byKey = new Map<string, OpenSlot>();
  private readonly byPin = new Map<string, Place>();
  private readonly catalogue: Catalogue;
  private readonly together: (identity: string) => boolean;

  constructor(catalogue: Catalogue, together: (identity: string) => boolean) {
    this.catalogue = catalogue;
    this.together = together;
  }

  get all(): readonly Slot[] {
    return this.slots;
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

  /** The slot of a direct dependency, with what it offers among its candidates. */
  forDemand(demand: Demand, number: number): { readonly slot: number; readonly offered: readonly number[] } {
    const identity = this.catalogue.pin(demand.offers[0]?.hash ?? "").identity;
    const slot = this.open(this.together(identity) ? identity : `direct ${number}`, demand.label, identity);
    return { slot: slot.id, offered: demand.offers.map(({ hash, version }) => slot.add(hash, version)) };
  }

  /** The place of a pinned package. `alias` is what it is called where its hash does not say. */
  forPin(hash: string, alias: string): Place {
    const known = this.byPin.get(hash);
    if (known !== undefined) return known;
    const { identity, name, version } = this.catalogue.pin(hash);
    const slot = this.open(this.together(identity) ? identity : hash, name ?? alias, identity);
    const index = slot.add(hash, version === undefined ? undefined : parseVersion(version));
    const place = { slot: slot.id, index };
    this.byPin.set(hash, place);
    return place;
  }

  private open(key: string, label: string, identity: string): OpenSlot {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const slot = new OpenSlot(this.slots.length, label, key === identity ? identity : undefined);
    this.slots.push(slot);
    this.byKey.set(key, slot);
    return slot;
  }
}

class OpenSlot implements Slot {
  readonly id: number;
  readonly label: string;
  readonly identity: string | undefined;
  readonly candidates: Candidate[] = [];
  private readonly indexOf = new Map<string, number>();

  constructor(id: number, label: string, identity: string | undefined) {
    this.id = id;
    this.label = label;
    this.identity = identity;
  }

  add(hash: string, version: Version | undefined): number {
    const known = this.indexOf.get(hash);
    if (known !== undefined) return known;
    this.indexOf.set(hash, this.candidates.length);
    this.candidates.push({ hash, version });
    return this.candidates.length - 1;
  }
}
