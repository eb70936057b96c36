import semver from "semver";
import type { PackageHead, VersionRecord } from "../metadata/index.ts";
import { readNpmManifest } from "./npm-manifest.ts";
import { zigMinor } from "./parse.ts";
import type { SearchEntry } from "./search-index.ts";

/** What search shows of a package: its newest version. Undefined where there is none that new projects choose. */
export function searchEntry(head: PackageHead, versions: readonly VersionRecord[]): SearchEntry | undefined {
  const there = versions.filter(({ removed, yanked }) => !removed && !yanked);
  const newest = there.find(({ version }) => version === latestOf(head)) ?? newestOf(there);
  if (newest === undefined) return undefined;
  const { kind, key, name, revision, owners } = head;
  return {
    ...aboutOf(newest),
    ...{ kind, key, name, revision, owners },
    version: newest.version,
    zigVersions: zigVersionsOf(newest),
    publishedAt: newest.publishedAt,
    downloads: 0,
    visibleTo: viewersOf(head),
  };
}

/** Those who read a private package, by the names that `viewerNames` gives them. */
function viewersOf({ facts, owners, name }: PackageHead): SearchEntry["visibleTo"] {
  if (facts.access === "public") return "everyone";
  const scope = /^@([^/]+)\//.exec(name)?.[1];
  return [...owners.map(userName), ...(scope === undefined ? [] : [orgName(scope)])];
}

export const userName = (user: string) => `user:${user}`;
export const orgName = (org: string) => `org:${org}`;

function latestOf({ facts }: PackageHead): string | undefined {
  return "tags" in facts ? facts.tags["latest"]?.version : undefined;
}

/** A pre-release only where there is nothing else. */
function newestOf(versions: readonly VersionRecord[]): VersionRecord | undefined {
  const releases = versions.filter(({ version }) => semver.prerelease(version) === null);
  const choice = releases.length > 0 ? releases : versions;
  return choice.toSorted((a, b) => semver.rcompare(a.version, b.version))[0];
}

function aboutOf({ facts }: VersionRecord) {
  const { keywords = [], ...said } =
    "manifest" in facts ? readNpmManifest(facts.manifest) : (facts.about ?? {});
  const { description, license, repository, homepage } = { ...nothing, ...said };
  return { description, license, keywords, repository, homepage };
}

const nothing = { description: undefined, license: undefined, repository: undefined, homepage: undefined };

function zigVersionsOf({ facts }: VersionRecord): readonly string[] {
  if ("manifest" in facts) return [];
  const { testedZigVersions, minimumZigVersion } = facts;
  const said = [...testedZigVersions, ...(minimumZigVersion === undefined ? [] : [minimumZigVersion])];
  return [...new Set(said.map(zigMinor))].sort();
}
