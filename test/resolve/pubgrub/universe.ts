import semver from "semver";
import {
  chosenFrom,
  type Incompatibility,
  incompatibility,
  isEmpty,
  notFrom,
  type Outcome,
  type Source,
  search,
  type Term,
  versionSet,
  versionsOf,
} from "../../../src/resolve/pubgrub/index.ts";

/** Packages, their versions, and what these depend on: `{ a: { "1.0.0": { b: "^1.0.0" } } }`. */
export type Universe = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

export interface Fact {
  readonly text: string;
}

/** A universe in which dependencies are ranges, as other package managers have it: it asks more of the search. */
function rangeSource(universe: Universe, root: Readonly<Record<string, string>>): Source<Fact, never, never> {
  const names = [...new Set([...Object.keys(root), ...Object.keys(universe)])].sort();
  const slotOf = new Map(names.map((name, slot) => [name, slot]));
  const versions = names.map((name) => Object.keys(universe[name] ?? {}).sort(semver.compare));
  const need = (name: string, range: string) => {
    const slot = slotOf.get(name) ?? -1;
    const fitting = (versions[slot] ?? []).flatMap((version, index) =>
      semver.satisfies(version, range) ? [index] : [],
    );
    return { slot, fitting: versionSet(fitting) };
  };

  const needsOf = (slot: number, candidate: number) =>
    Object.entries(universe[names[slot] ?? ""]?.[versions[slot]?.[candidate] ?? ""] ?? {}).map(
      ([name, range]) => {
        const { slot: on, fitting } = need(name, range);
        return { on, fitting, text: `${names[slot]} ${versions[slot]?.[candidate]} needs ${name} ${range}` };
      },
    );
  const reason = (
    slot: number,
    candidate: number,
    { slot: on, versions: fitting }: Term,
  ): Incompatibility<Fact> => {
    const text = needsOf(slot, candidate).find((each) => each.on === on)?.text ?? "";
    return incompatibility([chosenFrom(slot, versionSet([candidate])), notFrom(on, fitting)], { text });
  };

  return {
    given: Object.entries(root).map(([name, range]) => {
      const { slot, fitting } = need(name, range);
      return incompatibility([notFrom(slot, fitting)], { text: `root needs ${name} ${range}` });
    }),
    preferred: (_, allowed) => versionsOf(allowed).at(-1) ?? -1,
    about(slot, candidate) {
      const needs = needsOf(slot, candidate).map(({ on, fitting }) => chosenFrom(on, fitting));
      const impossible = needs.find(({ versions }) => isEmpty(versions));
      if (impossible === undefined) return { kind: "needs", needs };
      return { kind: "forbidden", by: reason(slot, candidate, impossible) };
    },
    ask: () => {
      throw new Error("all is known");
    },
    reason,
    clash: reason,
  };
}

export interface Found {
  readonly outcome: Outcome<Fact>;
  /** `a 1.0.0`, sorted; undefined where there is no solution. */
  readonly chosen: readonly string[] | undefined;
}

export function solveRanges(universe: Universe, root: Readonly<Record<string, string>>): Found {
  const source = rangeSource(universe, root);
  const step = search(source, 100_000).next();
  if (step.done !== true) throw new Error("nothing is to be asked");
  const outcome = step.value;
  if (outcome.kind !== "solved") return { outcome, chosen: undefined };
  const names = [...new Set([...Object.keys(root), ...Object.keys(universe)])].sort();
  const chosen = [...outcome.choices].map(([slot, index]) => {
    const name = names[slot] ?? "";
    return `${name} ${Object.keys(universe[name] ?? {}).sort(semver.compare)[index]}`;
  });
  return { outcome, chosen: chosen.sort() };
}
