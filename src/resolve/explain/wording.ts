import type { Conflict } from "../attempt.ts";
import type { Cause } from "../causes/cause.ts";
import { maxRunsShown } from "../limits.ts";
import {
  countVersions,
  factsBelow,
  type Given,
  hasVersion,
  noVersions,
  type Term,
  union,
  type VersionSet,
  versionsOf,
} from "../pubgrub/index.ts";
import type { Slots } from "../slots.ts";
import { compareVersions } from "../version.ts";

/** A space at which no line ends; `wrap` makes it a plain one. */
export const noBreak = "\u00a0";

/** Puts the packages and versions of one conflict into words. Versions that play no part in it are passed in silence. */
export class Wording {
  readonly facts: readonly Given<Cause>[];
  private readonly slots: Slots;
  /** The versions of each slot that the conflict is about. */
  private readonly mentioned = new Map<number, VersionSet>();

  constructor({ root, slots }: Conflict) {
    this.slots = slots;
    this.facts = factsBelow(root);
    for (const { terms } of this.facts) {
      for (const { slot, versions } of terms) {
        this.mentioned.set(slot, union(this.mentioned.get(slot) ?? noVersions, versions));
      }
    }
  }

  name(slot: number): string {
    return this.slots.get(slot).label;
  }

  /** `log 0.1.0 … 0.4.0`. What belongs together does not fall apart at the end of a line. */
  term({ slot, versions }: Term, word: "and" | "or" = "and"): string {
    return `${this.name(slot)}${noBreak}${this.versions(slot, versions, word)}`;
  }

  /** `0.4.0`, `0.3.0 and 0.4.0`, `0.1.0 … 0.4.0`, `0.1.0 … 0.4.0 and 0.6.0`. */
  versions(slot: number, set: VersionSet, word: "and" | "or" = "and"): string {
    const runs: number[][] = [];
    let inRun = false;
    for (const index of this.byAge(slot)) {
      const isIn = hasVersion(set, index);
      if (isIn && inRun) runs.at(-1)?.push(index);
      else if (isIn) runs.push([index]);
      inRun = isIn;
    }
    const texts = runs.flatMap((run) => this.run(slot, run));
    if (texts.length <= maxRunsShown) return listText(texts, word);
    const [first, last] = [runs[0]?.[0], runs.at(-1)?.at(-1)];
    const ends = `${this.version(slot, first)}${noBreak}…${noBreak}${this.version(slot, last)}`;
    return `${ends} (${countVersions(set)} versions)`;
  }

  /** Two neighbours are named, more are a stretch. */
  private run(slot: number, run: readonly number[]): string[] {
    const [first, last] = [this.version(slot, run[0]), this.version(slot, run.at(-1))];
    if (run.length === 1) return [first];
    return run.length === 2 ? [first, last] : [`${first}${noBreak}…${noBreak}${last}`];
  }

  /** Where two candidates have the same version, the end of the hash tells them apart. */
  private version(slot: number, index = 0): string {
    const { candidates } = this.slots.get(slot);
    const candidate = candidates[index];
    if (candidate === undefined) return "?";
    const ending = `(…${candidate.hash.slice(-8)})`;
    const text = candidate.version?.text;
    if (text === undefined) return ending;
    const isAmbiguous = candidates.some((each) => each !== candidate && each.version?.text === text);
    return isAmbiguous ? `${text}${noBreak}${ending}` : text;
  }

  private byAge(slot: number): number[] {
    const { candidates } = this.slots.get(slot);
    return versionsOf(this.mentioned.get(slot) ?? noVersions).sort((a, b) => {
      const [ours, theirs] = [candidates[a]?.version, candidates[b]?.version];
      const order = ours === undefined || theirs === undefined ? 0 : compareVersions(ours, theirs);
      return order || a - b;
    });
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(parts: readonly string[], word: "and" | "or" = "and"): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;
}
