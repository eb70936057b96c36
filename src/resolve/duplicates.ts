import { attempt, type Task } from "./attempt.ts";
import type { Asking } from "./catalogue.ts";
import { closureOf, type ResolvedPackage } from "./closure.ts";
import { maxAdvice } from "./limits.ts";

/** A package that comes in more than one version: Zig builds them all, and their types differ. */
export interface Duplicate {
  readonly name: string;
  /** Oldest way to need it first; at least two. */
  readonly packages: readonly ResolvedPackage[];
  /** Other choices for direct dependencies that would bring one version only; undefined where there are none. */
  readonly avoidedBy: readonly OtherChoice[] | undefined;
}

export interface OtherChoice {
  readonly alias: string;
  readonly from: string;
  readonly to: string;
}

/** The packages of a solution that come more than once, each with the choices that would avoid it. */
export function* duplicatesIn(
  task: Task,
  chosen: readonly string[],
  packages: readonly ResolvedPackage[],
): Asking<readonly Duplicate[]> {
  const duplicates: Duplicate[] = [];
  for (const [identity, versions] of duplicated(task, packages)) {
    const name = versions[0]?.name ?? identity;
    const avoidedBy = duplicates.length < maxAdvice ? yield* otherChoices(task, chosen, identity) : undefined;
    duplicates.push({ name, packages: versions, avoidedBy });
  }
  return duplicates;
}

function duplicated(
  { catalogue }: Task,
  packages: readonly ResolvedPackage[],
): [string, ResolvedPackage[]][] {
  const byIdentity = new Map<string, ResolvedPackage[]>();
  for (const each of packages) {
    const { identity } = catalogue.pin(each.hash);
    const others = byIdentity.get(identity);
    if (others === undefined) byIdentity.set(identity, [each]);
    else others.push(each);
  }
  return [...byIdentity].filter(([, versions]) => versions.length > 1).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Solves again with that package in one version only, and keeps as much as it can of what was chosen. */
function* otherChoices(
  task: Task,
  chosen: readonly string[],
  identity: string,
): Asking<readonly OtherChoice[] | undefined> {
  const keeping = { ...task, favoured: new Set(chosen) };
  const other = yield* attempt(keeping, (each) => each === identity);
  if (other.kind === "conflict") return undefined;
  const packages = yield* closureOf(task.catalogue, task.demands, other.chosen);
  if (packages.filter(({ hash }) => task.catalogue.pin(hash).identity === identity).length > 1)
    return undefined;
  return task.demands.flatMap(({ requirement: { alias } }, number) => {
    const [from, to] = [chosen[number] ?? "", other.chosen[number] ?? ""];
    if (from === to) return [];
    return [
      { alias, from: task.catalogue.pin(from).version ?? from, to: task.catalogue.pin(to).version ?? to },
    ];
  });
}
