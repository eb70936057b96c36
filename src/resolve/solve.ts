import type { PantryError } from "../errors.ts";
import { type Attempt, attempt, everythingTogether, nothingTogether, type Task } from "./attempt.ts";
import { avoidDuplicates } from "./avoid-duplicates.ts";
import { type Asking, Catalogue } from "./catalogue.ts";
import { closureOf, type ResolvedPackage, resolvedPackage } from "./closure.ts";
import type { Conditions } from "./conditions.ts";
import { type Demand, demandFor, keptDemand, keptOffer, type RootRequirement } from "./demand.ts";
import { duplicatesIn } from "./duplicates.ts";
import { resolveError } from "./errors.ts";
import { conflictError } from "./explain/index.ts";
import { hopelessError } from "./hopeless.ts";
import { newestFirst } from "./judge.ts";
import { maxAttempts } from "./limits.ts";
import type { PassedOver } from "./newest-fitting.ts";
import { doubtAbout } from "./obstacle.ts";
import type { Package } from "./package.ts";
import type { DuplicatePolicy, LockedRelease, Problem, Requirement } from "./problem.ts";
import type { Direct, Notice, Solution } from "./solution.ts";
import { compareVersions, parseVersion } from "./version.ts";
import { needsNewerZig } from "./zig-version.ts";

/**
 * Chooses a release for every direct dependency. Each release brings its pins along, so all else follows.
 *
 * Pure: it yields the packages whose releases it needs to know, as many at once as it can tell, and is resumed with
 * what is known of each. Run to the end it returns the solution.
 *
 * 1. Keep the lock: what is locked and still fits stays as it is, and only the rest is chosen.
 * 2. Where that is impossible, choose everything, what is locked first.
 *
 * Throws RESOLVE_CONFLICT with an explanation, RESOLVE_NO_VERSION, RESOLVE_NO_PACKAGE, RESOLVE_OFFLINE,
 * RESOLVE_DENIED, RESOLVE_RANGE, and RESOLVE_TOO_HARD.
 */
export function* solve(problem: Problem): Asking<Solution> {
  const { locked = [], duplicates: policy = "allow" } = problem;
  const favoured = favouredIn(problem);
  const requirements = inOrder(problem);
  const conditions = { ...problem, locked: inUse(locked, requirements) };
  const catalogue = new Catalogue(locked);

  const kept = requirements.map(({ requirement }) => keptOffer(requirement, catalogue, favoured, conditions));
  const keeping = kept.some((offer) => offer !== undefined);
  const demandsKeeping = function* (keep: boolean): Asking<readonly Demand[]> {
    const isKept = (number: number) => keep && kept[number] !== undefined;
    yield* catalogue.list(
      requirements.flatMap(({ requirement }, number) => (isKept(number) ? [] : namesOf(requirement))),
    );
    const demands = requirements.map((each, number) => {
      const offer = keep ? kept[number] : undefined;
      return offer === undefined ? demandFor(each, catalogue, conditions) : keptDemand(each, offer);
    });
    const hopeless = demands.filter(({ offers }) => offers.length === 0);
    if (hopeless.length > 0) throw hopelessError(hopeless, catalogue, conditions);
    return demands;
  };

  let task: Task = {
    catalogue,
    demands: yield* demandsKeeping(keeping),
    conditions,
    favoured,
    maxAttempts,
  };
  let result = yield* choose(task, policy);
  if (result.kind !== "solved" && keeping) {
    task = { ...task, demands: yield* demandsKeeping(false) };
    result = yield* choose(task, policy);
  }
  if (result.kind === "conflict") throw conflictError(result, problem);
  if (result.kind === "gave-up") throw tooHard(result.attempts);
  return yield* solutionOf(task, result.chosen, result.attempts);
}

function choose(task: Task, policy: DuplicatePolicy): Asking<Attempt> {
  switch (policy) {
    case "allow":
      return attempt(task, nothingTogether);
    case "avoid":
      return avoidDuplicates(task);
    case "deny":
      return attempt(task, everythingTogether);
  }
}

function* solutionOf(task: Task, chosen: readonly Package[], attempts: number): Asking<Solution> {
  const { catalogue, demands, conditions } = task;
  const named = chosen.map((each, number) => ({ package: each, name: demands[number]?.label ?? "" }));
  const closure = yield* closureOf(catalogue, named);
  const packages = closure.map(resolvedPackage);
  return {
    direct: demands.flatMap((demand, number) => {
      const taken = chosen[number];
      return taken === undefined ? [] : [directOf(demand, taken, conditions)];
    }),
    packages,
    duplicates: yield* duplicatesIn(task, chosen, closure),
    notices: packages.flatMap((each) => noticesFor(each, conditions)),
    attempts,
  };
}

function directOf(demand: Demand, { hash, versionText, release }: Package, conditions: Conditions): Direct {
  const { root, requirement } = demand;
  const passedOver = newerThan(hash, demand, conditions);
  return { root, requirement, hash, version: versionText, release, passedOver };
}

function tooHard(attempts: number): PantryError {
  return resolveError("RESOLVE_TOO_HARD", {
    message: `found no versions that fit together within ${attempts} attempts`,
    hint: "narrow the ranges in pantry.toml, so that there is less to try",
  });
}

/** The lockfile without what is to be updated. */
function favouredIn({ locked = [], update = [] }: Problem): ReadonlySet<string> {
  const kept = update === "all" ? [] : locked.filter(({ name }) => !update.includes(name));
  return new Set(kept.map(({ hash }) => hash));
}

/** What is locked, pinned or there already: nobody is kept from what they have. */
function inUse(
  locked: readonly LockedRelease[],
  requirements: readonly RootRequirement[],
): ReadonlySet<string> {
  const own = requirements.map(({ requirement }) =>
    "range" in requirement ? requirement.current?.hash : requirement.hash,
  );
  return new Set([...locked.map(({ hash }) => hash), ...own.filter((hash) => hash !== undefined)]);
}

/** By root and alias: nothing may depend on the order in which a project's files name them. */
function inOrder({ roots }: Problem): readonly RootRequirement[] {
  const keyOf = ({ root = "", requirement }: RootRequirement) => {
    const target = "range" in requirement ? [requirement.name, requirement.range] : [requirement.hash];
    return [root, requirement.alias, ...target].join("\0");
  };
  return roots
    .flatMap(({ label, requirements }) => requirements.map((requirement) => ({ root: label, requirement })))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function namesOf(requirement: Requirement): string[] {
  return "range" in requirement ? [requirement.name] : [];
}

/** Why newer ones were not taken; what stood in no way of its own lost to other packages, or to the lock. */
function newerThan(hash: string, { offers, cause }: Demand, conditions: Conditions): readonly PassedOver[] {
  const at = offers.findIndex((offer) => offer.hash === hash);
  const ours = offers[at]?.version;
  if (ours === undefined) return [];
  const doubted = offers.slice(at + 1).flatMap(({ release }) => {
    const why = release === undefined ? undefined : doubtAbout(release, conditions);
    return release === undefined || why === undefined ? [] : [{ release, why }];
  });
  const judged = [...cause.passedOver, ...doubted].flatMap((passed) => {
    const version = parseVersion(passed.release.version);
    return version === undefined ? [] : [{ ...passed, version }];
  });
  return newestFirst(judged.filter(({ version }) => compareVersions(version, ours) > 0)).map(
    ({ release, why }) => ({ release, why }),
  );
}

/** A pin is kept although it was yanked: its bytes stay, and its dependant was tested with them. It is only told. */
function noticesFor(each: ResolvedPackage, conditions: Conditions): Notice[] {
  const { release } = each;
  if (release === undefined) return [];
  const yanked = release.yanked === true ? { kind: "yanked" as const } : undefined;
  const reasons = [yanked, needsNewerZig(release, conditions.zigVersion), doubtAbout(release, conditions)];
  return reasons.flatMap((why) => (why === undefined ? [] : [{ package: each, why }]));
}
