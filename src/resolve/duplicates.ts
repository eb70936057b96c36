import { attempt, type Task } from "./attempt.ts";
import type { Asking } from "./catalogue.ts";
import { closureOf, type Found, type ResolvedPackage, resolvedPackage } from "./closure.ts";
import { maxAdvice, maxAdviceAttempts, maxAdviceWork } from "./limits.ts";
import type { Package } from "./package.ts";
import { compareIdentities, type Identity } from "./shelf.ts";

/** A package that comes in more than one version: Zig builds them all, and their types differ. */
export interface Duplicate {
  readonly name: string;
  /** The one nearest to the project first; at least two. */
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
  chosen: readonly Package[],
  closure: readonly Found[],
): Asking<readonly Duplicate[]> {
  const found = duplicated(closure);
  const searches = Math.min(found.length, maxAdvice, Math.floor(maxAdviceWork / closure.length));
  const fairShare = Math.floor(maxAdviceWork / (searches * closure.length));
  const maxAttempts = Math.min(maxAdviceAttempts, fairShare);
  const duplicates: Duplicate[] = [];
  for (const [identity, versions] of found) {
    const packages = versions.map(resolvedPackage);
    const isEager = versions.filter(({ lazy }) => !lazy).length > 1;
    const isAsked = isEager && duplicates.length < searches;
    const avoidedBy = isAsked ? yield* otherChoices({ ...task, maxAttempts }, chosen, identity) : undefined;
    duplicates.push({ name: packages[0]?.name ?? identity.name, packages, avoidedBy });
  }
  return duplicates;
}

function duplicated(closure: readonly Found[]): [Identity, Found[]][] {
  const byIdentity = new Map<Identity, Found[]>();
  for (const each of closure) {
    const { identity } = each.package;
    const others = byIdentity.get(identity);
    if (others === undefined) byIdentity.set(identity, [each]);
    else others.push(each);
  }
  return [...byIdentity]
    .filter(([, versions]) => versions.length > 1)
    .sort(([a], [b]) => compareIdentities(a, b));
}

/** Solves again with that package in one version only, and keeps as much as it can of what was chosen. */
function* otherChoices(
  task: Task,
  chosen: readonly Package[],
  identity: Identity,
): Asking<readonly OtherChoice[] | undefined> {
  const keeping = { ...task, favoured: new Set(chosen.map(({ hash }) => hash)) };
  const other = yield* attempt(keeping, (each) => each === identity);
  if (other.kind !== "solved") return undefined;
  const direct = other.chosen.map((each) => ({ package: each, name: "" }));
  const closure = yield* closureOf(task.catalogue, direct);
  if (closure.filter((each) => each.package.identity === identity).length > 1) return undefined;
  return task.demands.flatMap(({ requirement: { alias } }, number) => {
    const [from, to] = [chosen[number], other.chosen[number]];
    if (from === to || from?.versionText === undefined || to?.versionText === undefined) return [];
    return [{ alias, from: from.versionText, to: to.versionText }];
  });
}
