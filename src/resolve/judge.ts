import type { Conditions } from "./conditions.ts";
import { type Obstacle, obstacleTo } from "./obstacle.ts";
import { readRange } from "./range.ts";
import type { Release } from "./release.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";

/** A release beside a range: what stands in the way of choosing it, if anything does. */
export interface Judged<R extends Release = Release> {
  readonly release: R;
  readonly version: Version;
  readonly obstacle: Obstacle | undefined;
}

/** All releases with their verdicts; what has no version that can be read is none. Throws RESOLVE_RANGE. */
export function judgeReleases<R extends Release>(
  releases: readonly R[],
  range: string,
  conditions: Conditions,
): Judged<R>[] {
  const asked = readRange(range);
  const judged: Judged<R>[] = [];
  for (const release of releases) {
    const version = parseVersion(release.version);
    if (version !== undefined)
      judged.push({ release, version, obstacle: obstacleTo(release, version, asked, conditions) });
  }
  return judged;
}

/** Two of one precedence stand in the order of their hashes, so that no order of input shows. */
export function oldestFirst<J extends Versioned>(judged: readonly J[]): J[] {
  return judged.toSorted((a, b) => compareVersions(a.version, b.version) || byHash(a, b));
}

export function newestFirst<J extends Versioned>(judged: readonly J[]): J[] {
  return judged.toSorted((a, b) => compareVersions(b.version, a.version) || byHash(a, b));
}

type Versioned = Pick<Judged, "release" | "version">;

function byHash({ release: a }: Versioned, { release: b }: Versioned): number {
  return a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0;
}
