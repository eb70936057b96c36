import type { Catalogue } from "./catalogue.ts";
import { Required } from "./causes/required.ts";
import type { Conditions } from "./conditions.ts";
import { judgeReleases, newestFirst, oldestFirst } from "./judge.ts";
import type { PassedOver } from "./newest-fitting.ts";
import type { Requirement } from "./problem.ts";
import type { Release } from "./release.ts";
import { compareVersions, type Version } from "./version.ts";

/** A release that a direct dependency may take. */
export interface Offer {
  readonly hash: string;
  /** Undefined for a pin on a package without build.zig.zon. */
  readonly version: Version | undefined;
  /** Undefined for a pin that nobody has told about. */
  readonly release: Release | undefined;
}

/** A direct dependency with all it may take, oldest first. */
export interface Demand {
  readonly root: string | undefined;
  readonly requirement: Requirement;
  /** The package's name, or what the project calls it. */
  readonly label: string;
  readonly offers: readonly Offer[];
  readonly cause: Required;
}

export interface RootRequirement {
  readonly root: string | undefined;
  readonly requirement: Requirement;
}

/** What a demand can keep: what it has now, or else the newest favoured release that fits. */
export function keptOffer(
  requirement: Requirement,
  catalogue: Catalogue,
  favoured: ReadonlySet<string>,
  conditions: Conditions,
): Offer | undefined {
  if (!("range" in requirement)) return undefined;
  const { name, range, current } = requirement;
  if (current !== undefined) return current.moves === "forward" ? undefined : catalogue.look(current);
  const ours = catalogue.shelf(name).locked.filter(({ hash }) => favoured.has(hash));
  return judgeAll(ours, range, conditions).offers.at(-1);
}

/** A demand that keeps what is there: it may take nothing else. */
export function keptDemand({ root, requirement }: RootRequirement, kept: Offer): Demand {
  const cause = new Required(root, requirement, []);
  return { root, requirement, label: labelOf(requirement), offers: [kept], cause };
}

/**
 * What a direct dependency may take, of what is listed and of what is locked. No offers: nothing fits.
 *
 * Throws RESOLVE_RANGE.
 */
export function demandFor(
  { root, requirement }: RootRequirement,
  catalogue: Catalogue,
  conditions: Conditions,
): Demand {
  if (!("range" in requirement)) {
    const pinned = catalogue.look(requirement);
    const label = pinned.name ?? requirement.alias;
    return { root, requirement, label, offers: [pinned], cause: new Required(root, requirement, []) };
  }
  const { name, range, current } = requirement;
  const { offers, passedOver } = judgeAll(catalogue.shelf(name).releases(), range, conditions);
  const cause = new Required(root, requirement, passedOver);
  const label = name;
  if (current === undefined) return { root, requirement, label, offers, cause };
  const now = catalogue.look(current);
  const isNewer = ({ version }: JudgedOffer) =>
    now.version === undefined || compareVersions(version, now.version) > 0;
  const others = offers.filter(({ hash }) => hash !== current.hash);
  const older = current.moves === "forward" ? [] : others.filter((offer) => !isNewer(offer));
  return { root, requirement, label, offers: [...older, now, ...others.filter(isNewer)], cause };
}

function labelOf(requirement: Requirement): string {
  return "name" in requirement ? requirement.name : requirement.alias;
}

interface JudgedOffer extends Offer {
  readonly version: Version;
  readonly release: Release;
}

function judgeAll(
  releases: readonly Release[],
  range: string,
  conditions: Conditions,
): { readonly offers: readonly JudgedOffer[]; readonly passedOver: readonly PassedOver[] } {
  const offers: JudgedOffer[] = [];
  const barred: (PassedOver & { readonly version: Version })[] = [];
  for (const { release, version, obstacle: why } of judgeReleases(releases, range, conditions)) {
    if (why === undefined) offers.push({ hash: release.hash, version, release });
    else if (why.kind !== "outside-range" && why.kind !== "pre-release")
      barred.push({ release, version, why });
  }
  return {
    offers: oldestFirst(offers),
    passedOver: newestFirst(barred).map(({ release, why }) => ({ release, why })),
  };
}
