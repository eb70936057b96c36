import type { Asking, Catalogue } from "./catalogue.ts";
import type { Cause } from "./causes/cause.ts";
import { NeedsZig } from "./causes/needs-zig.ts";
import { Pinned } from "./causes/pinned.ts";
import type { Conditions } from "./conditions.ts";
import type { Demand } from "./demand.ts";
import { doubtAbout, doubtRank } from "./obstacle.ts";
import type { Link, Package } from "./package.ts";
import type { Listings, Wanted } from "./problem.ts";
import {
  type About,
  chosenFrom,
  hasVersion,
  type Incompatibility,
  incompatibility,
  inverse,
  type Known,
  notFrom,
  type Source,
  type Term,
  type VersionSet,
  versionSet,
  versionsOf,
} from "./pubgrub/index.ts";
import { Relevance } from "./relevance.ts";
import type { Identity } from "./shelf.ts";
import { type Candidate, type Place, Slots } from "./slots.ts";
import { compareVersions } from "./version.ts";
import { needsNewerZig } from "./zig-version.ts";

type Fact = Incompatibility<Cause>;

/** Zig packages as the search sees them: the project asks by ranges, and every release pins what it needs. */
export class PackageSource implements Source<Cause, readonly Wanted[], Listings> {
  readonly slots: Slots;
  readonly given: readonly Fact[];
  /** The slot of each demand. */
  readonly demanded: readonly number[];
  private readonly catalogue: Catalogue;
  private readonly conditions: Conditions;
  private readonly favoured: ReadonlySet<string>;
  private readonly together: (identity: Identity) => boolean;
  private readonly relevance: Relevance;
  /** By the package's number. */
  private readonly needs: (About<Cause> | undefined)[] = [];

  /** `favoured` hashes are chosen before all others, where they are allowed. */
  constructor(
    catalogue: Catalogue,
    demands: readonly Demand[],
    conditions: Conditions,
    options: { readonly together: (identity: Identity) => boolean; readonly favoured: ReadonlySet<string> },
  ) {
    this.catalogue = catalogue;
    this.conditions = conditions;
    this.favoured = options.favoured;
    this.together = options.together;
    this.slots = new Slots(options.together);
    this.relevance = new Relevance(
      (found) => options.together(found.identity) || this.needsZig(found) !== undefined,
    );
    const places = demands.map(({ label, offers }) => {
      const { identity } = catalogue.package(offers.at(-1)?.hash ?? "");
      return this.slots.forOffers(label, identity, offers);
    });
    this.demanded = places.map(({ slot }) => slot);
    this.given = places.flatMap(({ slot, offered }, number) => {
      const cause = demands[number]?.cause;
      return cause === undefined ? [] : [incompatibility<Cause>([notFrom(slot, versionSet(offered))], cause)];
    });
  }

  /** What each demand would take if nothing stood in its way. */
  likely(): Package[] {
    return this.given.flatMap(({ terms }) =>
      terms.map(({ slot, versions }) => this.package(slot, this.preferred(slot, versions))),
    );
  }

  preferred(slot: number, allowed: VersionSet): number {
    const indices = versionsOf(allowed);
    const { candidates } = this.slots.get(slot);
    let best = indices[0] ?? 0;
    for (const index of indices) if (this.isBetter(candidates[index], candidates[best])) best = index;
    return best;
  }

  about(slot: number, index: number): About<Cause> | undefined {
    const found = this.package(slot, index);
    return this.unknownAround(found) === undefined ? this.saidOf(found, slot) : undefined;
  }

  *ask(slot: number, index: number): Asking<About<Cause>> {
    const found = this.package(slot, index);
    yield* this.catalogue.reach(this.unknownAround(found) ?? []);
    return this.saidOf(found, slot);
  }

  private saidOf(found: Package, slot: number): About<Cause> {
    const minimum = this.needsZig(found);
    if (minimum !== undefined) return { kind: "forbidden", by: this.zigFact(slot, minimum) };
    return this.needsOf(found);
  }

  /** `{http 1.0 … 1.2, not log 0.4}`, for the candidate and its neighbours that pin the same. */
  reason(slot: number, index: number, need: Term): Fact {
    const { hash } = this.slots.candidate({ slot: need.slot, index: versionsOf(need.versions)[0] ?? 0 });
    const { candidates } = this.slots.get(slot);
    const same = [index];
    for (const step of [-1, 1]) {
      for (let at = index + step; pins(candidates[at], hash); at += step) same.push(at);
    }
    return incompatibility<Cause>([chosenFrom(slot, versionSet(same)), inverse(need)], plainPin);
  }

  /**
   * `{http 1.0 … 1.5, not log 0.1 … 0.4}`, where nothing of that log is allowed now: all candidates that would need one
   * of them fall at once, instead of one after the other, and the explanation has one line for them.
   */
  clash(slot: number, _: number, { slot: target }: Term, known: Known): Fact {
    const needing: number[] = [];
    const needed: number[] = [];
    for (const index of this.slots.get(slot).candidates.keys()) {
      for (const { lazy, to, alias } of this.package(slot, index).links) {
        if (lazy) continue;
        const place = this.slots.forPin(to, alias);
        if (place.slot !== target || !isBarred(place, known)) continue;
        needing.push(index);
        needed.push(place.index);
      }
    }
    const terms = [chosenFrom(slot, versionSet(needing)), notFrom(target, versionSet(needed))];
    return incompatibility<Cause>(terms, known(target)?.positive === true ? contestedPin : plainPin);
  }

  private needsOf(found: Package): About<Cause> {
    const known = this.needs[found.number];
    if (known !== undefined) return known;
    const needs: Term[] = [];
    for (const link of found.links) {
      if (this.isRelevant(link)) needs.push(this.slots.forPin(link.to, link.alias).chosen);
    }
    const about: About<Cause> = { kind: "needs", needs };
    this.needs[found.number] = about;
    return about;
  }

  /** What must be looked up before anything is said: the package, and below it what may be irrelevant. */
  private unknownAround(found: Package): readonly Package[] | undefined {
    if (found.release === undefined) return found.isReached ? undefined : [found];
    let unknown: Package[] | undefined;
    for (const { lazy, to } of found.links) {
      if (lazy || to.isReached || this.together(to.identity)) continue;
      unknown ??= [];
      unknown.push(to);
    }
    return unknown;
  }

  private package(slot: number, index: number): Package {
    return this.catalogue.look(this.slots.candidate({ slot, index }));
  }

  private isRelevant({ lazy, to }: Link): boolean {
    return !lazy && this.relevance.of(to);
  }

  private isBetter(a: Candidate | undefined, b: Candidate | undefined): boolean {
    if (a === undefined || b === undefined || a === b) return false;
    const rank = this.rank(a) - this.rank(b);
    if (rank !== 0) return rank < 0;
    if (a.version === undefined || b.version === undefined) return false;
    return compareVersions(a.version, b.version) > 0;
  }

  private rank({ hash, release }: Candidate): number {
    if (this.favoured.size > 0 && this.favoured.has(hash)) return -1;
    return release === undefined ? 0 : doubtRank(doubtAbout(release, this.conditions));
  }

  private needsZig({ release, hash }: Package): string | undefined {
    if (release === undefined || this.conditions.locked?.has(hash) === true) return undefined;
    return needsNewerZig(release, this.conditions.zigVersion)?.minimum;
  }

  /** `{log 0.5 … 0.6}`: says it of all known candidates of the slot that need the same Zig. */
  private zigFact(slot: number, minimum: string): Fact {
    const candidates = [...this.slots.get(slot).candidates.keys()];
    const unfit = candidates.filter((index) => this.needsZig(this.package(slot, index)) === minimum);
    const cause = new NeedsZig(minimum, this.conditions.zigVersion ?? "");
    return incompatibility<Cause>([chosenFrom(slot, versionSet(unfit))], cause);
  }
}

const plainPin = new Pinned(false);
const contestedPin = new Pinned(true);

function pins(candidate: Candidate | undefined, hash: string): boolean {
  const dependencies = candidate?.release?.dependencies;
  return dependencies?.some((each) => each.lazy !== true && each.hash === hash) === true;
}

function isBarred({ slot, index }: Place, known: Known): boolean {
  const term = known(slot);
  return term !== undefined && hasVersion(term.versions, index) !== term.positive;
}
