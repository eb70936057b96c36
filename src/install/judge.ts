import type {
  DuplicatePolicy,
  Duplicate as FoundDuplicate,
  LockedRelease,
  OtherChoice,
  Root,
} from "../resolve/index.ts";
import { choose } from "./choose.ts";
import type { ClosurePackage } from "./closure.ts";
import type { Edge } from "./edges.ts";
import { lockPath } from "./lock.ts";
import type { Plan, PlannedProject } from "./plan.ts";
import { rootLabel } from "./requirements.ts";
import type { Workbench } from "./workbench.ts";

/** A package that comes in more than one version. */
export interface Duplicate {
  readonly name: string;
  readonly packages: readonly {
    readonly version: string | undefined;
    readonly hash: string;
    /** From the direct dependency on: `soup 1.2.0`, `salt 1.0.0`. */
    readonly path: readonly string[];
  }[];
  /** Other versions of direct dependencies that would bring only one of it, where there are such. */
  readonly avoidedBy: readonly OtherChoice[] | undefined;
}

export interface JudgeOptions {
  readonly policy: DuplicatePolicy;
  readonly explain: boolean;
  /** The ways out that were found while choosing. */
  readonly advice: readonly FoundDuplicate[];
}

/**
 * The duplicates of a plan, once all that it needs is here and says itself what it pins: what comes from elsewhere no
 * registry could tell about. Nobody is asked for anything.
 *
 * Throws RESOLVE_CONFLICT where there are to be no duplicates, and are some.
 */
export async function judgePlan(
  bench: Workbench,
  plan: Plan,
  { policy, explain, advice }: JudgeOptions,
): Promise<readonly Duplicate[]> {
  const locked = plan.projects.flatMap(({ closure }) => [...closure.packages.values()].map(asRelease));
  // The solver tells more, but this is what it would say of most projects.
  if (countOf(locked, "name") === countOf(locked, "hash")) return [];
  const question = { roots: plan.projects.flatMap(rootsOf), locked, explain, now: Date.now() };
  // Nothing is left to choose, so nothing could be avoided.
  const strict = policy === "deny" ? policy : "allow";
  const { duplicates } = await choose({ ...bench, duplicates: strict }, question);
  return duplicates.map(({ name, packages }): Duplicate => {
    const known = advice.find((each) => each.name === name && each.packages.length === packages.length);
    return {
      name,
      packages: packages.map((each) => ({ version: each.version, hash: each.hash, path: each.path() })),
      avoidedBy: known?.avoidedBy,
    };
  });
}

function countOf(releases: readonly LockedRelease[], key: "name" | "hash"): number {
  return new Set(releases.map((each) => each[key])).size;
}

/** A project with its pins, and each folder beside the workspace that it depends on by path with that folder's. */
function rootsOf({ project, closure }: PlannedProject, _: number, all: readonly PlannedProject[]): Root[] {
  const folders = [...closure.paths.values()]
    .map(({ path, edges }) => ({ label: lockPath(project, path), requirements: pinsOf(edges) }))
    .filter(({ label }) => !all.some((member) => member.project.path === label));
  const label = all.length + folders.length === 1 ? undefined : rootLabel(project);
  return [{ label, requirements: pinsOf(closure.root) }, ...folders];
}

function pinsOf(edges: readonly Edge[]) {
  return edges.flatMap(({ alias, to }) => (to.kind === "package" ? [{ alias, hash: to.hash }] : []));
}

function asRelease({ name, version = "", hash, edges }: ClosurePackage): LockedRelease {
  const dependencies = edges.flatMap(({ alias, lazy, to }) =>
    to.kind === "package" ? [{ alias, lazy, hash: to.hash }] : [],
  );
  return { name, version, hash, dependencies, elsewhere: true };
}
