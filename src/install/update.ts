import semver from "semver";
import { formatAddress } from "../fetch/index.ts";
import { namedInHash, setRange } from "../project/index.ts";
import { type Conditions, newestFitting, noFittingVersion } from "../resolve/index.ts";
import { setDependency } from "../zon/index.ts";
import { applyPlan } from "./apply.ts";
import { type DirectDependency, directDependencies, namedDirectly } from "./direct.ts";
import { installError } from "./errors.ts";
import { conditionsOf, type SaidRelease } from "./find-release.ts";
import { type Change, changesBetween } from "./lock.ts";
import { movedRange } from "./moved-range.ts";
import { isNewer } from "./newer.ts";
import { type Obtainer, obtainer } from "./obtain.ts";
import { planProject } from "./plan.ts";
import { type Project, readProject, tomlName, zonName } from "./project-files.ts";
import { standingOf } from "./standing.ts";
import { elsewhereText, surveyOne } from "./survey.ts";
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
}

/** A dependency that moves. */
export interface Update {
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
  readonly alias: string;
  readonly why: string;
  readonly hint: string | undefined;
}

export interface UpdateOutcome {
  readonly updates: readonly Update[];
  readonly leftAlone: readonly LeftAlone[];
  readonly changes: readonly Change[];
  /** Dependencies of which there is a newer version that was not taken. */
  readonly heldBack: readonly string[];
  /** Packages in place; undefined where nothing was to be done. */
  readonly packages: number | undefined;
}

/**
 * Moves direct dependencies to the newest versions that their ranges hold; what lies below comes along with them:
 *
 * 1. ask the registry about each,
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
  sweepProject(bench.disk, root);
  return unlessChanged(() => updateOnce(bench, root, request));
}

async function updateOnce(bench: Workbench, root: string, request: UpdateRequest): Promise<UpdateOutcome> {
  const project = readProject(bench.disk, root);
  const obtain = obtainer(bench);
  const all = directDependencies(project);
  const asked = request.names.length === 0 ? all : namedDirectly(all, request.names, project);
  const conditions = asked.some(({ origin }) => origin.kind === "registry")
    ? await conditionsOf(bench)
    : { now: Date.now() };
  const verdicts = await Promise.all(
    asked.map((each) =>
      each.origin.kind === "git" && request.names.length > 0
        ? followRef(each, obtain)
        : judge(bench, each, request, conditions),
    ),
  );
  const moves = verdicts.flatMap(({ move }) => (move === undefined ? [] : [move]));
  const leftAlone = verdicts.flatMap(({ stays }) => (stays === undefined ? [] : [stays]));
  const heldBack = verdicts.flatMap(({ heldBack: alias }) => (alias === undefined ? [] : [alias]));
  const outcome = { updates: moves.map(({ update }) => update), leftAlone, heldBack };
  if (moves.length === 0) return { ...outcome, changes: [], packages: undefined };

  const plan = await planProject(bench, project, movedFiles(project, moves), obtain);
  if (!request.dryRun) await applyPlan(bench, plan, []);
  return {
    ...outcome,
    changes: changesBetween(project.lockfile, plan.lockfile),
    packages: plan.closure.packages.size,
  };
}

interface Move {
  readonly update: Update;
  readonly url: string;
  readonly hash: string;
  readonly setting?: { readonly package: string; readonly range: string } | undefined;
}

interface Verdict {
  readonly move?: Move;
  readonly stays?: LeftAlone;
  /** The alias of one that could be newer. */
  readonly heldBack?: string;
}

function movedFiles(project: Project, moves: readonly Move[]): Pick<Project, "zon" | "tomlText"> {
  let { zon, tomlText } = project;
  for (const { update, url, hash, setting } of moves) {
    zon = setDependency(zon, zonName, update.alias, { url, hash });
    if (setting !== undefined) tomlText = setRange(tomlText ?? "", tomlName, update.alias, setting);
  }
  return { zon, tomlText };
}

async function judge(
  bench: Workbench,
  dependency: DirectDependency,
  request: UpdateRequest,
  conditions: Conditions,
): Promise<Verdict> {
  const { alias, name, version, origin } = dependency;
  const isNamed = request.names.length > 0;
  if (origin.kind === "path" && !isNamed) return {};
  if (origin.kind === "git") return leave(alias, elsewhereText(origin), refHint(dependency));
  const survey = await surveyOne(bench, dependency);
  if (survey.kind === "not-listed") return leave(alias, survey.why.text, undefined);
  const { hash, range } = survey.origin;
  if (version === undefined) return {};
  const current = { alias, hash, version, range };
  const { wanted, latest } = standingOf(current, survey.releases, conditions);
  if (range === undefined) {
    const as = alias === name ? "" : ` --as ${alias}`;
    return leave(
      alias,
      `build.zig.zon pins ${version}, and pantry.toml keeps no range for it`,
      `\`pantry add ${name}${as}\` takes the newest and keeps a range`,
    );
  }

  const kept = { ...conditions, locked: new Set([hash]) };
  const fits = semver.satisfies(version, range);
  const { release } = newestFitting(survey.releases, request.latest ? "*" : range, kept);
  if (release === undefined && !fits && !request.latest) {
    throw noFittingVersion(name, range, survey.releases, conditions);
  }
  const isForward = release !== undefined && isNewer(release.version, version);
  const isBack = release !== undefined && !isForward && release.hash !== hash && !fits && !request.latest;
  const taken = isForward || (isBack && isNamed) ? release : undefined;
  const reached = (taken ?? wanted)?.version ?? version;
  const behind = latest !== undefined && isNewer(latest.version, reached) ? { heldBack: alias } : {};
  if (taken !== undefined) return { ...behind, move: moveTo(dependency, taken, range, request.latest) };
  if (!isBack) return behind;
  const hint = `\`pantry update ${alias}\` goes back to ${release.version}; \`pantry add ${name}@^${version}\` keeps it`;
  const why = `build.zig.zon has ${version}, which \`${range}\` in pantry.toml does not hold`;
  return { ...behind, ...leave(alias, why, hint) };
}

function moveTo(
  { alias, name, version }: DirectDependency,
  { said }: SaidRelease,
  range: string,
  latest: boolean,
): Move {
  const after = latest ? movedRange(range, said.version) : range;
  const moved = after !== range;
  return {
    update: {
      alias,
      name,
      before: version,
      after: said.version,
      range: moved ? { before: range, after } : undefined,
      commit: undefined,
    },
    url: said.archive,
    hash: said.hash,
    setting: moved ? { package: name, range: after } : undefined,
  };
}

/** Asks a git repository where its ref is now; the ref stays, and the commit moves. */
async function followRef(dependency: DirectDependency, obtain: Obtainer): Promise<Verdict> {
  const { alias, name, version, origin } = dependency;
  if (origin.kind !== "git") return {};
  const { ref, commit } = origin.address;
  if (ref === undefined) return leave(alias, elsewhereText(origin), refHint(dependency));
  const { stored, address } = await obtain.byAddress(formatAddress({ ...origin.address, commit: undefined }));
  const after = address.slice(address.lastIndexOf("#") + 1);
  if (after === commit) return {};
  const update = {
    alias,
    name,
    before: version,
    after: namedInHash(stored.hash)?.version,
    range: undefined,
    commit: { before: commit, after },
  };
  return { move: { update, url: address, hash: stored.hash } };
}

function refHint({ alias, origin }: DirectDependency): string | undefined {
  if (origin.kind !== "git") return undefined;
  if (origin.address.ref !== undefined) return `\`pantry update ${alias}\` asks for it anew`;
  return `\`pantry add ${origin.address.url}#BRANCH --as ${alias}\` follows a branch`;
}

function leave(alias: string, why: string, hint: string | undefined): Verdict {
  return { stays: { alias, why, hint } };
}
