import { patiently } from "../attempts.ts";
import type { PackageHead, PackageId, VersionRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { searchEntry } from "../search/index.ts";
import { readSnapshot } from "./snapshot.ts";

/** Lets a package be found as it is now. */
export async function renewEntry(registry: Registry, id: PackageId): Promise<void> {
  const snapshot = await readSnapshot(registry, id);
  if (snapshot !== undefined) await putEntry(registry, snapshot.head, snapshot.versions);
}

/** The same where head and versions have just been read. */
export async function putEntry(
  { search }: Pick<Registry, "search">,
  head: PackageHead,
  versions: readonly VersionRecord[],
): Promise<void> {
  const entry = searchEntry(head, versions);
  const { kind, key, revision } = head;
  await patiently(() => (entry === undefined ? search.remove(kind, key, revision) : search.put(entry)));
}
