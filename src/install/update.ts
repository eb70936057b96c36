import { formatAddress } from "../fetch/index.ts";
import { namedInHash } from "../project/index.ts";
import { carryOut, type Outcome } from "./carry-out.ts";
import type { DirectDependency } from "./direct.ts";
import { draftsOf, type Edit, type Moved, movedBy } from "./edits.ts";
import { installError } from "./errors.ts";
import { movedRange } from "./moved-range.ts";
import { isNewer } from "./newer.ts";
import { type Obtainer, obtainer } from "./obtain.ts";
import { projectRoots, readWorkspace } from "./project-files.ts";
import { lookAhead, type Prospect, type Prospects } from "./prospects.ts";
import { standingOf } from "./standing.ts";
import { elsewhereText } from "./survey.ts";
import { sweepProject } from "./sweep-project.ts";
import { unlessChanged } from "./unless-changed.ts";
import type { Workbench } from "./workbench.ts";

export interface UpdateRequest {
  /** What the project calls them, or they themselves; none stands for all. */
  readonly names: readonly string[];
  /** Move the ranges in pantry.toml too, to the newest that can be used. */
  readonly latest: boolean;
  /** Work everything out, write nothing. */
  readonly dryRun: boolean;
  /** Explain a conflict by its whole proof. */
  readonly explain?: boolean;
}

/** A dependency that moves. */
export interface Update {
  /** The path of the project in its workspace. */
  readonly project: string;
  readonly alias: string;
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Where the range in pantry.toml moves too. */
  readonly range: { readonly before: string; readonly after: string } | undefined;
  /** The git commit before and after. */
  readonly commit: { readonly before: string | undefined; readonly after: string } | undefined;
}

/** A dependency that stays for a reason of its own, and what would move it. */
export interface LeftAlone {
  /** The path of the project in its workspace. */
  readonly project: string;
  readonly alias: string;
  readonly why: string;
  readonly hint: string | undefined;
}

export interface UpdateOutcome extends Omit<Outcome, "packages"> {
  readonly updates: readonly Update[];
  readonly leftAlone: readonly LeftAlone[];
  /** Dependencies of which there is a newer version that was not taken. */
  readonly heldBack: readonly Pick<LeftAlone, "project" | "alias">[];
  /** Packages in place; undefined where nothing was to be done. */
  readonly packages: number | undefined;
}

/**
 * Moves direct dependencies to the newest versions that their ranges hold; what lies below comes along with them:
 *
 * 1. ask the registry about each, and choose what goes together,
 * 2. write the new addresses and hashes into a copy of build.zig.zon, and ranges that move into one of pantry.toml,
 * 3. work out what the project needs then, place it, and replace the project's files, as `add` does.
 *
 * What comes from no registry stays, but a git dependency that is named is asked for its ref anew. No version goes
 * back, unless its range in pantry.toml says so and it is named. Throws UPDATE_OFFLINE, NOT_IN_PROJECT, RESOLVE_*.
 */
export async function updatePackages(
  bench: Workbench,
  root: string,
  request: UpdateRequest,
): Promise<UpdateOutcome> {
  if (bench.offline) {
    throw installError("UPDATE_OFFLINE", {
      message: "cannot ask for newer versions, since Pantry is offline",
      hint: "run the same without --offline; `pantry outdated` shows what was known when it last asked",
    });
  }
  for (const each of projectRoots(bench.disk, root)) sweepProject(bench.disk, each);
  return unlessChanged(() => updateOnce(bench, root, request));
}

async function updateOnce(bench: Workbench, root: string, request: UpdateRequest): Promise<UpdateOutcome> {
  const workspace = readWorkspace(bench.disk, root);
  const obtain = obtainer(bench);
  const ahead = await lookAhead(bench, workspace, root, request);
  const { prospects, solution } = ahead;
  const chosen = solution === undefined ? [] : await movedBy(bench, workspace, solution);
  const isNamed = request.names.length > 0;
  const followed = await Promise.all(
    prospects.map((each) => (isNamed ? followRef(each, obtain) : undefined)),
  );
  const moves = [
    ...chosen.map((each) => moveOf(each, prospects, request.latest)),
    ...followed.filter((move) => move !== undefined),
  ].sort((a, b) => (a.update.alias < b.update.alias ? -1 : 1));
  const found = {
    updates: moves.map(({ update }) => update),
    leftAlone: prospects.flatMap((each, at) => (followed[at] === undefined ? stays(each, isNamed) : [])),
    heldBack: prospects
      .filter((each) => isBehind(each, ahead))
      .map(({ project, dependency }) => ({ project: project.path, alias: dependency.alias })),
  };
  if (moves.length === 0) return { ...found, ...nothing };
  const drafts = draftsOf(moves.map(({ edit }) => edit));
  const { outcome } = await carryOut(bench, workspace, drafts, obtain, { ...request, solution });
  return { ...found, ...outcome };
}

const nothing = { changes: [], packages: undefined, duplicates: [], notices: [], files: [] };

interface Move {
  readonly update: Update;
  readonly edit: Edit;
}

function moveOf(
  { project, alias, name, hash, url, before, after }: Moved,
  prospects: readonly Prospect[],
  latest: boolean,
): Move {
  const asked = prospects.find((each) => each.project === project && each.dependency.alias === alias);
  const origin = asked?.dependency.origin;
  const range = origin?.kind === "registry" ? origin.range : undefined;
  const moved = latest && range !== undefined ? movedRange(range, after) : range;
  const isMoved = range !== undefined && moved !== undefined && moved !== range;
  return {
    update: {
      project: project.path,
      alias,
      name,
      before,
      after,
      range: isMoved ? { before: range, after: moved } : undefined,
      commit: undefined,
    },
    edit: {
      project,
      alias,
      location: { url, hash },
      setting: isMoved ? { package: name, range: moved } : undefined,
    },
  };
}

/** Why a dependency was not even looked at, and what would change that. */
function stays(
  { project: { path: project }, dependency, survey, back }: Prospect,
  isNamed: boolean,
): LeftAlone[] {
  const { alias, name, version, origin } = dependency;
  if (origin.kind === "path" && !isNamed) return [];
  if (origin.kind === "git") {
    const isFollowed = isNamed && origin.address.ref !== undefined;
    return isFollowed ? [] : [{ project, alias, why: elsewhereText(origin), hint: refHint(dependency) }];
  }
  if (survey.kind === "not-listed") return [{ project, alias, why: survey.why.text, hint: undefined }];
  const { range } = survey.origin;
  if (range === undefined) {
    const as = alias === name ? "" : ` --as ${alias}`;
    const why = `build.zig.zon pins ${version}, and pantry.toml keeps no range for it`;
    return [{ project, alias, why, hint: `\`pantry add ${name}${as}\` takes the newest and keeps a range` }];
  }
  if (back === undefined) return [];
  const why = `build.zig.zon has ${version}, which \`${range}\` in pantry.toml does not hold`;
  const hint = `\`pantry update ${alias}\` goes back to ${back}; \`pantry add ${name}@^${version}\` keeps it`;
  return [{ project, alias, why, hint }];
}

/** True where there is a newer version than the one that was reached. What has no range is named with its reason. */
function isBehind({ dependency, survey, chosen }: Prospect, { conditions }: Prospects): boolean {
  const { alias, version } = dependency;
  if (survey.kind === "not-listed" || version === undefined || survey.origin.range === undefined)
    return false;
  const { hash, range } = survey.origin;
  const { latest } = standingOf({ alias, hash, version, range }, survey.releases, conditions);
  return latest !== undefined && isNewer(latest.version, chosen?.version ?? version);
}

/** Asks a git repository where its ref is now; the ref stays, and the commit moves. */
async function followRef({ project, dependency }: Prospect, obtain: Obtainer): Promise<Move | undefined> {
  const { alias, name, version, origin } = dependency;
  if (origin.kind !== "git" || origin.address.ref === undefined) return undefined;
  const { commit } = origin.address;
  const { stored, address } = await obtain.byAddress(formatAddress({ ...origin.address, commit: undefined }));
  const after = address.slice(address.lastIndexOf("#") + 1);
  if (after === commit) return undefined;
  const update = {
    project: project.path,
    alias,
    name,
    before: version,
    after: namedInHash(stored.hash)?.version,
    range: undefined,
    commit: { before: commit, after },
  };
  const location = { url: address, hash: stored.hash };
  return { update, edit: { project, alias, location, setting: undefined } };
}

function refHint({ alias, origin }: DirectDependency): string | undefined {
  if (origin.kind !== "git") return undefined;
  if (origin.address.ref !== undefined) return `\`pantry update ${alias}\` asks for it anew`;
  return `\`pantry add ${origin.address.url}#BRANCH --as ${alias}\` follows a branch`;
}
