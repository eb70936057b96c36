import * as semver from "semver";
import { registryError } from "../../errors.ts";
import type { HeadFacts, PackageHead, TagMark, VersionRecord } from "../../metadata/index.ts";
import { tagCount } from "../limits.ts";

type Marks = HeadFacts["npm"]["tags"];
type Shown = Pick<VersionRecord<"npm">, "version" | "removed" | "deprecated">;

/**
 * Where the tags of a package point: its marks, without those to versions that are not there any more. Clients cannot do
 * without `latest`: where nobody set it, or what it was set to is gone, it is the highest version, stable ones first.
 */
export function shownTags(
  head: Pick<PackageHead<"npm">, "facts">,
  versions: readonly Shown[],
): Readonly<Record<string, string>> {
  const there = versions.filter(({ removed }) => !removed);
  const numbers = new Set(there.map(({ version }) => version));
  const latest = highest(there);
  const tags: Record<string, string> = latest === undefined ? {} : { latest };
  for (const [tag, { version }] of Object.entries(head.facts.tags)) {
    if (version !== undefined && numbers.has(version)) tags[tag] = version;
  }
  return tags;
}

/** The marks with these tags set or, where the version is undefined, removed. A later mark stays. */
export function withTags(
  marks: Marks,
  wanted: Readonly<Record<string, string | undefined>>,
  at: string,
): Marks {
  const next: Record<string, TagMark> = { ...marks };
  for (const [tag, version] of Object.entries(wanted)) {
    const before = Object.hasOwn(next, tag) ? next[tag] : undefined;
    if (before === undefined || before.at < at) next[tag] = { version, at };
  }
  return next;
}

/** A moment after everything that these marks say, and not before now. */
export function momentAfter(marks: Marks, now: Date): string {
  const latest = Math.max(0, ...Object.values(marks).map(({ at }) => Date.parse(at) + 1));
  return new Date(Math.max(now.getTime(), latest)).toISOString();
}

/**
 * Makes sure that a package may have these tags beside those that it has, or had. Throws TAG_INVALID for a name that
 * clients would take for a range, or that is none, and for too many.
 */
export function checkTags(tags: readonly string[], marks: Marks): void {
  if (new Set([...tags, ...Object.keys(marks)]).size > tagCount) {
    throw invalid(`more than ${tagCount} tags, removed ones included`, "use one of them again");
  }
  for (const tag of tags) {
    if (semver.validRange(tag) !== null) {
      throw invalid(
        `the tag ${JSON.stringify(tag)}`,
        "clients take it for a range of versions: begin with a letter other than v or x",
      );
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/.test(tag)) {
      throw invalid(
        `the tag ${JSON.stringify(tag)}`,
        "a tag is made of letters, digits, `.`, `_`, `~` and `-`",
      );
    }
  }
}

function highest(versions: readonly Shown[]): string | undefined {
  const rank = ({ version, deprecated }: Shown) =>
    (semver.prerelease(version) === null ? 2 : 0) + (deprecated === undefined ? 1 : 0);
  let best: Shown | undefined;
  for (const version of versions) {
    const order =
      best === undefined ? 1 : rank(version) - rank(best) || semver.compare(version.version, best.version);
    if (order > 0) best = version;
  }
  return best?.version;
}

function invalid(what: string, hint: string) {
  return registryError("TAG_INVALID", { message: `a package cannot have ${what}`, hint });
}
