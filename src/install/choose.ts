import { PantryError } from "../errors.ts";
import type { Lockfile } from "../project/index.ts";
import {
  type Listing,
  type LockedRelease,
  type Problem,
  type Solution,
  solve,
  type Wanted,
} from "../resolve/index.ts";
import { releaseOf } from "./releases.ts";
import type { Workbench } from "./workbench.ts";

/** What a command adds to the problem that its project is. */
export type Question = Pick<
  Problem,
  "roots" | "locked" | "update" | "explain" | "now" | "zigVersion" | "minimumAgeMs"
>;

/**
 * Chooses versions: runs the solver, and answers what it asks with the registry's documents, as many at once as it
 * wants to know. Throws what the solver throws, and the registry where it cannot be asked about what has to be chosen.
 */
export async function choose(bench: Workbench, question: Question): Promise<Solution> {
  const { duplicates, columns } = bench;
  const solving = solve({ ...question, duplicates, columns });
  for (let step = solving.next(); ; ) {
    if (step.done === true) return step.value;
    const answers = step.value.map(async (wanted) => [wanted.name, await listingOf(bench, wanted)] as const);
    step = solving.next(new Map(await Promise.all(answers)));
  }
}

/** The lockfile's packages as the solver knows releases: what they are, and what they pin. */
export function lockedReleases(lockfile: Lockfile | undefined): LockedRelease[] {
  return (lockfile?.packages ?? []).flatMap(({ name, version, hash, source, dependencies }) => {
    if (hash === undefined || version === undefined) return [];
    const pins = dependencies.flatMap(({ alias, lazy, to }) =>
      to.kind === "hash" ? [{ alias, lazy, hash: to.hash }] : [],
    );
    return [{ name, version, hash, elsewhere: source.kind !== "registry", dependencies: pins }];
  });
}

async function listingOf({ registry, offline }: Workbench, { name, pins }: Wanted): Promise<Listing> {
  // What is only pinned may come from anywhere, and is there without the registry's word.
  const isPinned = pins.length > 0;
  try {
    const document =
      isPinned || offline ? await registry.document(name) : await registry.demandDocument(name);
    if (document === undefined) return { kind: "absent" };
    return { kind: "releases", releases: document.versions.map(releaseOf) };
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    if (isPinned || error.code === "REGISTRY_OFFLINE") return { kind: "offline" };
    if (error.exit === "denied") return { kind: "denied" };
    if (error.code === "PACKAGE_MISSING") return { kind: "absent", hint: error.hint };
    throw error;
  }
}
