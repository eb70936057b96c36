import semver from "semver";
import type { Advisory, Affected, Ecosystem, RangeEvent } from "./advisory.ts";

/** A package as an advisory names it. */
export interface PackageName {
  readonly ecosystem: Ecosystem;
  readonly name: string;
}

/** What an advisory says of one version of a package. Undefined where it is not affected. */
export interface Hit {
  /** The nearest later version that is not affected; undefined where there is none yet. */
  readonly fixed: string | undefined;
}

/**
 * Whether an advisory is about a version (OSV schema, "Evaluation"). Both ecosystems count by semantic versioning.
 * Where an advisory cannot be read it counts as meaning the version: it is better to look twice.
 */
export function hitOf(advisory: Advisory, wanted: PackageName, version: string): Hit | undefined {
  const entries = advisory.affected.filter((entry) => samePackage(entry, wanted));
  if (!entries.some((entry) => isAffected(entry, version))) return undefined;
  const later = entries
    .flatMap(({ ranges }) => ranges.flat())
    .filter(({ kind, version: end }) => kind === "fixed" && semver.valid(end) !== null)
    .map(({ version: end }) => end)
    .filter((end) => compare(end, version) > 0 && !entries.some((entry) => isAffected(entry, end)));
  return { fixed: later.toSorted(compare)[0] };
}

/** One text for names that mean one package: Zig's differ neither by case nor by underscores. */
export function packageKey({ ecosystem, name }: PackageName): string {
  return `${ecosystem} ${ecosystem === "Zig" ? name.replaceAll("_", "").toLowerCase() : name}`;
}

/** The versions that are affected, as npm writes a range. */
export function affectedRange(entries: readonly Affected[]): string {
  const spans = entries.flatMap(({ ranges, versions }) => [...ranges.map(spansOf), ...versions]);
  return [...new Set(spans.filter((span) => span !== ""))].join(" || ") || "*";
}

function samePackage(a: PackageName, b: PackageName): boolean {
  return packageKey(a) === packageKey(b);
}

function isAffected({ versions, ranges }: Affected, version: string): boolean {
  if (versions.includes(version)) return true;
  return ranges.some((events) => isInRange(events, version));
}

function isInRange(events: readonly RangeEvent[], version: string): boolean {
  const wanted = semver.parse(version);
  if (wanted === null) return events.length > 0;
  let inside = beginsHidden(events);
  for (const { kind, at } of inOrder(events)) {
    if (kind === "introduced") inside ||= at === null || semver.compare(wanted, at) >= 0;
    else if (at === null) continue;
    else if (kind === "fixed" && semver.compare(wanted, at) >= 0) inside = false;
    else if (kind === "last_affected" && semver.compare(wanted, at) > 0) inside = false;
  }
  return inside;
}

/** A registry is asked about thousands of versions at once, so each range is sorted and read once. */
const sorted = new WeakMap<readonly RangeEvent[], readonly Place[]>();

interface Place {
  readonly kind: RangeEvent["kind"];
  /** Null where it is before all versions, or no version. */
  readonly at: semver.SemVer | null;
}

function inOrder(events: readonly RangeEvent[]): readonly Place[] {
  const known = sorted.get(events);
  if (known !== undefined) return known;
  const places = events.toSorted(byPlace).map(({ kind, version }) => ({ kind, at: semver.parse(version) }));
  sorted.set(events, places);
  return places;
}

/** At one version, what is fixed there may be introduced again there; what is last affected there was introduced. */
function byPlace(a: RangeEvent, b: RangeEvent): number {
  if (isFirst(a.version) || isFirst(b.version))
    return Number(isFirst(b.version)) - Number(isFirst(a.version));
  return compare(a.version, b.version) || order.indexOf(a.kind) - order.indexOf(b.kind);
}

const order: readonly RangeEvent["kind"][] = ["fixed", "introduced", "last_affected"];

/** `0`, and what is no version: an unreadable beginning hides nothing. */
function isFirst(version: string): boolean {
  return semver.valid(version) === null;
}

function compare(a: string, b: string): number {
  return semver.compare(a, b);
}

function spansOf(events: readonly RangeEvent[]): string {
  const spans: string[] = [];
  let from = beginsHidden(events) ? everything : undefined;
  for (const { kind, version } of events.toSorted(byPlace)) {
    if (kind === "introduced") from ??= isFirst(version) ? everything : `>=${version}`;
    else if (from !== undefined && !isFirst(version)) {
      spans.push(`${from} ${kind === "fixed" ? "<" : "<="}${version}`);
      from = undefined;
    }
  }
  return [...spans, ...(from === undefined ? [] : [from])].join(" || ");
}

const everything = ">=0.0.0-0";

/** A range has a beginning; one that hides it begins before all versions. */
function beginsHidden(events: readonly RangeEvent[]): boolean {
  return events.length > 0 && !events.some(({ kind }) => kind === "introduced");
}
