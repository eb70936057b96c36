import type { Asking, Catalogue } from "./catalogue.ts";
import type { Cause } from "./causes/cause.ts";
import { NeedsZig } from "./causes/needs-zig.ts";
import { Pinned } from "./causes/pinned.ts";
import type { Conditions } from "./conditions.ts";
import type { Demand } from "./demand.ts";
import { doubtAbout, doubtRank } from "./obstacle.ts";
import type { Listings, Wanted } from "./problem.ts";
import {
  chosenFrom,
  hasVersion,
  type Incompatibility,
  incompatibility,
  notFrom,
  oneVersion,
  type Source,
  type Term,
  type VersionSet,
  versionSet,
  versionsOf,
} from "./pubgrub/index.ts";
import type { ReleaseDependency } from "./release.ts";
import { type Candidate, type Place, Slots } from "./slots.ts";
import { compareVersions, parseVersion } from "./version.ts";
import { needsNewerZig } from "./zig-version.ts";

type Fact = Incompatibility<Cause>;
type Known = (slot: number) => Term | undefined;

/** Zig packages as the search sees them: the project asks by ranges, and every release pins what it needs. */
export class PackageSource implements Source<Cause, readonly Wanted[], Listings> {
  readonly slots: Slots;
  readonly given: readonly Fact[];
  /** The slot of each demand. */
  readonly demanded: readonly number[];
  private readonly catalogue: Catalogue;
  private readonly conditions: Conditions;
  private readonly favoured: ReadonlySet<string>;
  private readonly said = new Set<string>();

  /** `favoured` hashes are chosen before all others, where they are allowed. */
  constructor(
    catalogue: Catalogue,
    demands: readonly Demand[],
    conditions: Conditions,
    options: { readonly together: (identity: string) => boolean; readonly favoured: ReadonlySet<string> },
  ) {
    this.catalogue = catalogue;
    this.conditions = conditions;
    this.favoured = options.favoured;
    this.slots = new Slots(catalogue, options.together);
    const places = demands.map((demand, number) => this.slots.forDemand(demand, number));
    this.demanded = places.map(({ slot }) => slot);
    this.given = places.flatMap(({ slot, offered }, number) => {
      const cause = demands[number]?.cause;
      return cause === undefined ? [] : [incompatibility<Cause>([notFrom(slot, versionSet(offered))], cause)];
    });
  }

  /** What each demand would take if nothing stood in its way. */
  likely(): string[] {
    return this.given.flatMap(({ terms }) =>
      terms.map(
        ({ slot, versions }) => this.slots.candidate({ slot, index: this.preferred(slot, versions) }).hash,
      ),
    );
  }

  preferred(slot: number, allowed: VersionSet): number {
    const { candidates } = this.slots.get(slot);
    const [first = 0, ...others] = versionsOf(allowed);
    let best = first;
    for (const index of others) if (this.isBetter(candidates[index], candidates[best])) best = index;
    return best;
  }

  *about(slot: number, index: number, known: Known): Asking<readonly Fact[]> {
    const { hash } = this.slots.candidate({ slot, index });
    if (!this.catalogue.hasReached(hash)) yield* this.catalogue.reach([hash]);
    const unfit = this.zigFact(slot, index);
    if (unfit !== undefined) return [unfit];
    const needs = this.needsOf(hash);
    const barred = new Set(needs.flatMap(({ place }) => (isBarred(place, known) ? [place.slot] : [])));
    if (barred.size > 0) return [...barred].map((target) => this.wideFact(slot, target, known));
    return needs.flatMap(({ dependency, place }) => this.pinFact(slot, index, dependency, place));
  }

  private isBetter(a: Candidate | undefined, b: Candidate | undefined): boolean {
    if (a === undefined || b === undefined) return false;
    const rank = this.rank(a) - this.rank(b);
    if (rank !== 0) return rank < 0;
    if (a.version === undefined || b.version === undefined) return false;
    return compareVersions(a.version, b.version) > 0;
  }

  private rank({ hash }: Candidate): number {
    if (this.favoured.has(hash)) return -1;
    const release = this.catalogue.release(hash);
    return release === undefined ? 0 : doubtRank(doubtAbout(release, this.conditions));
  }

  /** Says of all known candidates of the slot that need a newer Zig that they do, if this one does. */
  private zigFact(slot: number, index: number): Fact | undefined {
    if (this.needsZig(slot, index) === undefined) return undefined;
    const minimums = this.slots.get(slot).candidates.flatMap((_, each) => {
      const minimum = this.needsZig(slot, each);
      return minimum === undefined ? [] : [{ each, minimum }];
    });
    const lowest = minimums.map(({ minimum }) => minimum).sort(compareTexts)[0] ?? "";
    const cause = new NeedsZig(lowest, this.conditions.zigVersion ?? "");
    return incompatibility<Cause>([chosenFrom(slot, versionSet(minimums.map(({ each }) => each)))], cause);
  }

  private needsZig(slot: number, index: number): string | undefined {
    const release = this.catalogue.release(this.slots.candidate({ slot, index }).hash);
    return release === undefined ? undefined : needsNewerZig(release, this.conditions.zigVersion)?.minimum;
  }

  private needsOf(hash: string): { readonly dependency: ReleaseDependency; readonly place: Place }[] {
    return this.catalogue.dependencies(hash).eager.map((dependency) => ({
      dependency,
      place: this.slots.forPin(dependency.hash, dependency.alias),
    }));
  }

  /** `{http 1.0 … 1.2, not log 0.4}`, for the candidate and its neighbours that pin the same. */
  private pinFact(slot: number, index: number, { hash }: ReleaseDependency, place: Place): Fact[] {
    if (this.said.has(`${slot} ${index} ${hash}`)) return [];
    const { candidates } = this.slots.get(slot);
    const same = [index];
    for (const step of [-1, 1]) {
      for (let at = index + step; this.pins(candidates[at], hash); at += step) same.push(at);
    }
    for (const each of same) this.said.add(`${slot} ${each} ${hash}`);
    const terms = [chosenFrom(slot, versionSet(same)), notFrom(place.slot, oneVersion(place.index))];
    return [incompatibility<Cause>(terms, new Pinned())];
  }

  private pins(candidate: Candidate | undefined, hash: string): boolean {
    if (candidate === undefined) return false;
    return this.catalogue.dependencies(candidate.hash).eager.some((dependency) => dependency.hash === hash);
  }

  /**
   * `{http 1.0 … 1.5, not log 0.1 … 0.4}`, where nothing of that log is allowed now: all candidates that would need one
   * of them fall at once, instead of one after the other, and the explanation has one line for them.
   */
  private wideFact(slot: number, target: number, known: Known): Fact {
    const needing: number[] = [];
    const needed: number[] = [];
    for (const [index, { hash }] of this.slots.get(slot).candidates.entries()) {
      const barred = this.needsOf(hash).filter(
        ({ place }) => place.slot === target && isBarred(place, known),
      );
      if (barred.length === 0) continue;
      needing.push(index);
      needed.push(...barred.map(({ place }) => place.index));
    }
    const terms = [chosenFrom(slot, versionSet(needing)), notFrom(target, versionSet(needed))];
    return incompatibility<Cause>(terms, new Pinned());
  }
}

function isBarred({ slot, index }: Place, known: Known): boolean {
  const term = known(slot);
  return term !== undefined && hasVersion(term.versions, index) !== term.positive;
}

function compareTexts(a: string, b: string): number {
  const [ours, theirs] = [parseVersion(a), parseVersion(b)];
  return ours === undefined || theirs === undefined ? 0 : compareVersions(ours, theirs);
}
