import { patiently } from "../attempts.ts";
import type { PackageHead, PackageId, PackageKind, VersionRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { freshHead, tooManyChanges } from "./head.ts";
import { headTries } from "./limits.ts";

/** A package as it was while its head had one revision. */
export interface Snapshot<K extends PackageKind> {
  readonly head: PackageHead<K>;
  readonly versions: readonly VersionRecord<K>[];
}

/**
 * Reads a package, undefined where it has nothing to show. Every version whose revision the head has is there, and
 * perhaps later ones; but the head did not move on while they were read, so that of two snapshots the one with the
 * higher revision has all that the other has, whoever read them, and however late they are put to use.
 */
export async function readSnapshot<K extends PackageKind>(
  registry: Registry,
  id: PackageId<K>,
): Promise<Snapshot<K> | undefined> {
  let head = await freshHead(registry, id);
  for (let tries = 0; tries < headTries; tries++) {
    if (head === undefined || head.revision === 0) return undefined;
    const versions = await patiently(() => registry.metadata.versions(id, "fresh"));
    const after = await freshHead(registry, id);
    if (after?.revision === head.revision) return { head, versions };
    head = after;
  }
  throw tooManyChanges();
}
