import { addressOf, npmPaths } from "../../../src/protocol/index.ts";
import type { PackageHead, VersionRecord } from "../../metadata/index.ts";
import type { Manifest } from "./manifest.ts";
import { shownTags } from "./tags.ts";

/** The document of a package that `npm view` shows (npm registry API, full metadata). */
export interface FullDocument {
  readonly name: string;
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, Manifest>>;
  readonly time: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/**
 * @param base the registry's public address.
 * @param versions those that are there, in the order of their publishing.
 * @param readme of the version that is tagged `latest`.
 */
export function fullDocument(
  base: string,
  head: PackageHead<"npm">,
  versions: readonly VersionRecord<"npm">[],
  readme: string | undefined,
): FullDocument {
  const tags = shownTags(head, versions);
  const manifests = Object.fromEntries(
    versions.map((record) => [record.version, versionDocument(base, head, record)]),
  );
  const latest = manifests[tags["latest"] ?? ""] ?? {};
  return {
    _id: head.name,
    _rev: revisionText(head),
    name: head.name,
    "dist-tags": tags,
    versions: manifests,
    time: {
      created: versions[0]?.publishedAt ?? head.modified,
      modified: head.modified,
      ...Object.fromEntries(versions.map(({ version, publishedAt }) => [version, publishedAt])),
    },
    maintainers: head.owners.map(person),
    ...Object.fromEntries(
      ofPackage.filter((field) => field in latest).map((field) => [field, latest[field]]),
    ),
    readme: readme ?? "",
    users: {},
  };
}

/** One version as the full document has it. */
export function versionDocument(
  base: string,
  { name, owners }: Pick<PackageHead<"npm">, "name" | "owners">,
  record: VersionRecord<"npm">,
): Manifest {
  const { version, facts, deprecated } = record;
  const attestations = facts.attestations && {
    url: addressOf(base, npmPaths.attestations(name, version)),
    provenance: { predicateType: facts.attestations.predicateType },
  };
  return {
    name,
    version,
    ...JSON.parse(facts.manifest),
    _id: `${name}@${version}`,
    ...(deprecated === undefined ? {} : { deprecated }),
    dist: {
      integrity: record.integrity,
      shasum: facts.shasum,
      tarball: addressOf(base, npmPaths.tarball(name, version)),
      fileCount: facts.fileCount,
      unpackedSize: facts.unpackedSizeBytes,
      signatures: facts.signatures,
      ...(attestations && { attestations }),
    },
    _npmUser: person(record.publishedBy),
    maintainers: owners.map(person),
  };
}

/** What a client that changes a package says it has seen: CouchDB's revision, as npm's registry has it. */
export function revisionText(head: Pick<PackageHead, "revision" | "change">): string {
  return `${head.revision}-${head.change.replaceAll("-", "")}`;
}

/** Clients read both fields of everybody, so none may be missing; where mail reaches somebody is nobody's business. */
function person(name: string) {
  return { name, email: "" };
}

/** What the document says of the package as a whole, from its latest version. */
const ofPackage = [
  ...["description", "homepage", "keywords", "repository", "author", "contributors", "bugs", "license"],
  "readmeFilename",
];
