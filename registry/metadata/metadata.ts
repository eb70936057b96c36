import type { Access, Artifact, IndexDependency, PackageAbout, Signature } from "../../src/protocol/index.ts";
import type { BlobKey } from "../blobs/index.ts";
import type { AccountMetadata } from "./accounts.ts";

/**
 * What a registry knows beside the bytes: packages, versions, accounts. The domain decides; an adapter keeps.
 *
 * The promises are those that conditional writes of single items can keep, so that every engine keeps them:
 * - A write that says what it requires takes effect at once and whole, with its audit record, or not at all.
 * - Whatever was acknowledged survives a loss of power.
 * - Any call may fail with STORAGE_UNAVAILABLE, and a write may then have taken effect all the same.
 *   Every write may be repeated: records carry the id of the attempt that wrote them (`attempt`, `change`),
 *   by which their writer knows them again.
 * - A `fresh` read sees every write that was acknowledged before it. A `recent` one may be behind by
 *   `recentBoundMs`; it never sees what was not written.
 */
export interface Metadata extends AccountMetadata {
  head<K extends PackageKind>(id: PackageId<K>, read: Read): Promise<PackageHead<K> | undefined>;
  /** Makes a package on the condition that its key is free. */
  claim(head: PackageHead, audit: AuditRecord): Promise<boolean>;
  /** Replaces a head on the condition that its revision is still the one before. */
  changeHead(head: PackageHead, audit: AuditRecord | undefined): Promise<boolean>;

  /** Packages that have something to show, those after one in the order of kind and key. */
  packages(after: PackageId | undefined, limit: number): Promise<readonly PackageId[]>;

  version<K extends PackageKind>(
    id: PackageId<K>,
    key: string,
    read: Read,
  ): Promise<VersionRecord<K> | undefined>;
  /** All versions, in the order of their publishing, removed ones included. */
  versions<K extends PackageKind>(id: PackageId<K>, read: Read): Promise<readonly VersionRecord<K>[]>;
  /** Adds a version, unsettled, on the condition that the package has, and had, none with this key. */
  addVersion(version: VersionRecord, audit: AuditRecord): Promise<boolean>;
  /** Sets these marks of a version that is there; it is unsettled afterwards. False where it is not there. */
  mark(
    id: PackageId,
    key: string,
    marks: Partial<VersionMarks>,
    change: string,
    audit: AuditRecord,
  ): Promise<boolean>;
  /** Ends the repairer's interest in a version, unless something changed it after `change`. */
  settle(id: PackageId, key: string, change: string): Promise<void>;
  /**
   * Packages of this kind where a crash may have left something undone: with an unsettled version, or whose
   * document for this view is behind their head. Packages that were only claimed are not among them.
   */
  unfinished<K extends PackageKind>(kind: K, view: string): Promise<readonly PackageId<K>[]>;

  /** Gives a package a user's star, or takes it back. Either may be repeated, and no revision grows by it. */
  setStar(id: PackageId, user: string, isGiven: boolean): Promise<void>;
  /** Whose star a package has, in the order of their names, `limit` at most. */
  starsOf(id: PackageId, limit: number): Promise<readonly string[]>;
  /** What a user gave a star, in the order of kind and key, `limit` at most. */
  starredBy(user: string, limit: number): Promise<readonly PackageId[]>;

  /** The archive with this Zig hash. */
  archive(hash: string, read: Read): Promise<ArchiveRecord | undefined>;
  /**
   * Keeps what is known of an archive on the condition that its hash is not there, or there as one that is not shared
   * while this one is; else the old record stays.
   */
  addArchive(archive: ArchiveRecord, audit: AuditRecord | undefined): Promise<boolean>;

  document(id: PackageId, view: string, read: Read): Promise<DocumentPointer | undefined>;
  /**
   * Points to a newer rendering, on the condition that the one there has a lower revision.
   * Says whether it moved, and which blob is no longer pointed to.
   */
  moveDocument(
    pointer: DocumentPointer,
  ): Promise<{ readonly moved: boolean; readonly replaced: BlobKey | undefined }>;

  upstreamDocument(name: string, read: Read): Promise<UpstreamDocumentRecord | undefined>;
  /** As `moveDocument`: on the condition that the record there has a lower revision. */
  moveUpstreamDocument(
    record: UpstreamDocumentRecord,
  ): Promise<{ readonly moved: boolean; readonly replaced: BlobKey | undefined }>;
  upstreamTarball(path: string, read: Read): Promise<UpstreamTarballRecord | undefined>;
  /** Keeps a tarball on the condition that there is none at its path. */
  addUpstreamTarball(record: UpstreamTarballRecord): Promise<boolean>;

  /** The keys of all blobs that something here points to, and whether there is another way to have them again. */
  blobsInUse(): Promise<ReadonlyMap<BlobKey, "only copy" | "had again">>;

  /** What was done to a subject, oldest first. */
  audit(subject: string): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

export type Read = "fresh" | "recent";

/** How far behind a `recent` read may be. */
export const recentBoundMs = 1_000;

/** A package by its kind, and by the canonical form of its name. */
export interface PackageId<K extends PackageKind = PackageKind> {
  readonly kind: K;
  readonly key: string;
}

/** Two namespaces that have nothing to do with each other. */
export type PackageKind = "zig" | "npm";

/** What belongs to a package as a whole. It stays when every version is removed: then the name is still claimed. */
export interface PackageHead<K extends PackageKind = PackageKind> extends PackageId<K> {
  /** The name as its first publisher spelt it. */
  readonly name: string;
  readonly facts: HeadFacts[K];
  readonly owners: readonly string[];
  /** 0 for a package that was claimed and has no version yet; grows by one with every change. */
  readonly revision: number;
  readonly modified: string;
  /** The attempt that wrote this revision. */
  readonly change: string;
}

/** What the head of a package has beside what every kind has. */
export interface HeadFacts {
  readonly zig: {
    /** `0x` and 16 hexadecimal digits: larger than JavaScript's numbers are exact. */
    readonly fingerprint: string;
    readonly access: Access;
  };
  readonly npm: {
    readonly tags: Readonly<Record<string, TagMark>>;
    readonly access: Access;
  };
}

/**
 * Where a tag points, and since when. Of two marks the later one holds, so that setting a tag may be repeated; a tag
 * that was removed stays as a mark without a version.
 */
export interface TagMark {
  readonly version: string | undefined;
  readonly at: string;
}

export interface VersionRecord<K extends PackageKind = PackageKind> extends VersionMarks {
  readonly package: PackageId<K>;
  /** The version without its build metadata. */
  readonly key: string;
  readonly version: string;
  readonly integrity: string;
  readonly archive: BlobKey;
  readonly archiveSizeBytes: number;
  readonly facts: VersionFacts[K];
  readonly publishedAt: string;
  readonly publishedBy: string;
  /** The attempt that published it. */
  readonly attempt: string;
  /** The attempt whose change is not settled yet; undefined once all that follows from it is done. */
  readonly unsettled: string | undefined;
}

/** All of a version that may change after it was published. */
export interface VersionMarks {
  readonly yanked: boolean;
  /** What its owners say to those who still use it. */
  readonly deprecated: string | undefined;
  /** Nobody gets it any more, and its number is never used again. */
  readonly removed: boolean;
}

export interface VersionFacts {
  readonly zig: ZigFacts;
  readonly npm: NpmFacts;
}

/** What the index document says of a Zig version beside what the record has. */
export interface ZigFacts {
  readonly hash: string;
  readonly unpackedSizeBytes: number;
  readonly fileCount: number;
  readonly fingerprint: string;
  readonly minimumZigVersion: string | undefined;
  readonly testedZigVersions: readonly string[];
  readonly modules: readonly string[];
  readonly artifacts: readonly Artifact[];
  readonly dependencies: readonly IndexDependency[];
  readonly signatures: readonly Signature[];
  readonly about?: PackageAbout | undefined;
}

/** What npm's documents say of a version beside what the record has. */
export interface NpmFacts {
  /** The manifest that its publisher sent, as JSON, without what the registry says itself. */
  readonly manifest: string;
  readonly shasum: string;
  readonly unpackedSizeBytes: number;
  readonly fileCount: number;
  readonly signatures: readonly Signature[];
  /** The tags that it was published under. */
  readonly tags: readonly string[];
  readonly readme: BlobKey | undefined;
  readonly attestations: Attestations | undefined;
}

/** Statements about how a version was built, as its publisher sent them. */
export interface Attestations {
  readonly blob: BlobKey;
  readonly predicateType: string;
}

/** An archive by its Zig hash: of a published version, or of a foreign package that a publish brought along. */
export interface ArchiveRecord {
  readonly hash: string;
  readonly integrity: string;
  readonly archive: BlobKey;
  readonly archiveSizeBytes: number;
  /** Hashes of what it depends on. */
  readonly dependencies: readonly string[];
  readonly addedAt: string;
  /**
   * True where everybody may have it, whatever becomes of the package of that name here: somebody brought it along, or
   * something that others see depends on it. Else it is seen as its package is.
   */
  readonly isShared: boolean;
}

/**
 * The rendered documents of a package: one blob with its sections in a row, each the bytes of one document in one
 * encoding. The view is what they were rendered for: a format and a public address.
 */
export interface DocumentPointer {
  readonly package: PackageId;
  readonly view: string;
  readonly revision: number;
  readonly modified: string;
  readonly blob: BlobKey;
  readonly sections: readonly DocumentSection[];
}

export interface DocumentSection {
  readonly name: string;
  readonly sizeBytes: number;
}

/** What was seen of a name upstream: one blob with its documents and the integrity of every version. */
export interface UpstreamDocumentRecord {
  readonly name: string;
  readonly revision: number;
  readonly blob: BlobKey;
}

/** A tarball that was fetched from upstream and verified. */
export interface UpstreamTarballRecord {
  /** `NAME/-/FILE`. */
  readonly path: string;
  readonly blob: BlobKey;
  readonly sizeBytes: number;
  readonly addedAt: string;
}

/** Who did what to what, and when. */
export interface AuditRecord {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  /** `zig:name`, `npm:name@version`, `user:name`, `org:name` or `archive:hash`. */
  readonly subject: string;
  readonly detail: string | undefined;
}
