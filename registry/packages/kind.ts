import { type Encodings, encode } from "../encodings.ts";
import type { PackageHead, PackageKind, VersionRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";

/** What a kind of package does in its own way where both kinds go the same. */
export interface KindRules<K extends PackageKind> {
  readonly kind: K;
  /** What the documents depend on beside their package: where it changes, all are rendered anew. */
  readonly viewOf: (base: string) => string;
  /** The documents of a package in each encoding; none where it has nothing to show. */
  readonly render: (
    registry: Registry,
    head: PackageHead<K>,
    versions: readonly VersionRecord<K>[],
  ) => Promise<readonly Section[]>;
  /** Does what a version needs before its package's head knows it. May be done again. */
  readonly prepare: (registry: Registry, version: VersionRecord<K>) => Promise<void>;
  /** What these changed versions make of the head. Means the same when it is done again, also later. */
  readonly factsAfter: (
    head: PackageHead<K>,
    changed: readonly VersionRecord<K>[],
  ) => PackageHead<K>["facts"];
}

/** One document in one encoding. */
export interface Section {
  readonly name: SectionName;
  readonly bytes: Buffer;
}

export type SectionName = `${string}.${keyof Encodings}`;

/** One document in every encoding. */
export async function encodeSections(name: string, text: string): Promise<readonly Section[]> {
  const { plain, gzip, brotli } = await encode(Buffer.from(text));
  return [
    { name: `${name}.plain`, bytes: plain },
    { name: `${name}.gzip`, bytes: gzip },
    { name: `${name}.brotli`, bytes: brotli },
  ];
}
