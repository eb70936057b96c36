import semver from "semver";
import {
  type Conditions,
  type Doubt,
  newestFitting,
  type Obstacle,
  obstacleText,
  type PassedOver,
  type Release,
} from "../resolve/index.ts";
import { isNewer } from "./newer.ts";

/** Why a dependency is not at a newer version, with the words that say so. */
export interface HeldBack {
  readonly kind:
    | "range"
    | "zig"
    | "age"
    | "yanked"
    | "deprecated"
    | "pin"
    | "others"
    | "no-registry"
    | "unknown";
  /** The version that it is about. */
  readonly version: string | undefined;
  readonly text: string;
}

/** How what is in build.zig.zon stands against what the registry has. */
export interface Standing<R extends Release> {
  /** What its range allows now: the newest that fits, or what is there. undefined keeps what is there. */
  readonly wanted: R | undefined;
  /** The newest of all that is no pre-release and not yanked, whatever the range and the Zig in use. */
  readonly latest: R | undefined;
  readonly heldBack: readonly HeldBack[];
}

export interface Current {
  readonly alias: string;
  readonly hash: string;
  readonly version: string;
  /** undefined where only build.zig.zon pins it. */
  readonly range: string | undefined;
  /** The hash that all dependencies together leave it; undefined where it was looked at by itself. */
  readonly chosen?: string | undefined;
}

/**
 * Compares one dependency with the releases that there are. Never says to go back to an older one: what is newer than
 * all that the range holds was pinned in build.zig.zon by hand. Throws RESOLVE_RANGE.
 */
export function standingOf<R extends Release>(
  current: Current,
  releases: readonly R[],
  conditions: Conditions,
): Standing<R> {
  const { alias, hash, version, range, chosen } = current;
  const kept = { ...conditions, locked: new Set([hash]) };
  const latest = newest(releases, conditions.now);
  const heldBack: HeldBack[] = [];
  const inUse = releases.find((release) => release.hash === hash);
  if (inUse?.yanked === true) {
    heldBack.push({ kind: "yanked", version, text: `${version}, which is in use, was yanked` });
  }
  if (inUse?.deprecated !== undefined) {
    const text = `${version}, which is in use, is deprecated: ${inUse.deprecated}`;
    heldBack.push({ kind: "deprecated", version, text });
  }
  if (range === undefined) {
    if (latest !== undefined && isNewer(latest.version, version)) {
      const text = `build.zig.zon pins it, and pantry.toml keeps no range for \`${alias}\``;
      heldBack.push({ kind: "pin", version: latest.version, text });
    }
    return { wanted: undefined, latest, heldBack };
  }

  const fitting = newestFitting(releases, range, kept);
  const best =
    fitting.release !== undefined && isNewer(fitting.release.version, version) ? fitting.release : undefined;
  const together = releases.find((release) => release.hash === chosen);
  const forward = together === undefined ? best : isNewer(together.version, version) ? together : undefined;
  if (best !== undefined && isNewer(best.version, forward?.version ?? version)) {
    const text = `${best.version} does not go together with the other dependencies`;
    heldBack.push({ kind: "others", version: best.version, text });
  }
  const reached = forward?.version ?? version;
  if (!semver.satisfies(version, range) && forward === undefined) {
    heldBack.push({
      kind: "pin",
      version,
      text: `build.zig.zon has ${version}, which \`${range}\` in pantry.toml does not hold`,
    });
  }
  const newer = fitting.passedOver.filter(({ release }) => isNewer(release.version, reached));
  for (const passed of newestOfEachKind(newer.filter(({ why }) => !isOutside(why)))) {
    heldBack.push(heldBackBy(passed));
  }
  if (latest !== undefined && isNewer(latest.version, reached)) {
    const outside = newer.some(({ release, why }) => release === latest && isOutside(why));
    if (outside) heldBack.push(...beyondRange(latest, range, releases, kept));
  }
  return { wanted: forward, latest, heldBack };
}

/** The newest release, pre-releases only where there is nothing else. */
function newest<R extends Release>(releases: readonly R[], now: number): R | undefined {
  const usable = releases.filter(({ yanked }) => yanked !== true);
  const { release, passedOver } = newestFitting(usable, "*", { now });
  const deprecated = passedOver.find(({ why }) => why.kind === "deprecated");
  return deprecated?.release ?? release ?? passedOver[0]?.release;
}

/** The range, and what would stand in the way beyond it. */
function beyondRange<R extends Release>(
  latest: R,
  range: string,
  releases: readonly R[],
  conditions: Conditions,
): HeldBack[] {
  const { version } = latest;
  const { passedOver } = newestFitting(releases, "*", conditions);
  const also = passedOver.find(({ release }) => release === latest);
  return [
    { kind: "range", version, text: `${version} is outside of \`${range}\` in pantry.toml` },
    ...(also === undefined || isOutside(also.why) ? [] : [heldBackBy(also)]),
  ];
}

function newestOfEachKind<R extends Release>(newestFirst: readonly PassedOver<R>[]): PassedOver<R>[] {
  return newestFirst.filter(
    ({ why }, index) => newestFirst.findIndex((other) => other.why.kind === why.kind) === index,
  );
}

function heldBackBy({ release, why }: PassedOver): HeldBack {
  return { kind: kindOf(why), version: release.version, text: `${release.version} ${obstacleText(why)}` };
}

function kindOf(why: Obstacle | Doubt): HeldBack["kind"] {
  switch (why.kind) {
    case "needs-zig":
    case "untested":
      return "zig";
    case "too-new":
      return "age";
    case "yanked":
    case "deprecated":
      return why.kind;
    case "outside-range":
    case "pre-release":
      return "range";
  }
}

function isOutside({ kind }: Obstacle | Doubt): boolean {
  return kind === "outside-range" || kind === "pre-release";
}
