import { patiently } from "../attempts.ts";
import type { ArchiveRecord, PackageId, VersionRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { viewOf } from "./document.ts";
import type { Documents } from "./documents.ts";
import { changeHead } from "./head.ts";
import { subjectOf } from "./package-id.ts";

/**
 * Does whatever follows from changes of a package that are kept already. Every change ends with it, and it is
 * also the repairer: what a crash left between two steps is done by the next one who calls it.
 *
 * 1. Unsettled versions can be had by their hash.
 * 2. The head gets its next revision, once for all of them.
 * 3. The document is rendered from it.
 * 4. The versions are settled.
 */
export type Finish = (id: PackageId) => Promise<void>;

/** While one finish of a package runs, all that are asked for meanwhile become one that follows it. */
export function createFinish(registry: Registry, documents: Documents): Finish {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();

  return function finish(id: PackageId): Promise<void> {
    const key = subjectOf(id);
    const before = running.get(key);
    if (before === undefined) {
      const run = finishNow(registry, documents, id).finally(() => running.delete(key));
      running.set(key, run);
      return run;
    }
    const joined = waiting.get(key);
    if (joined !== undefined) return joined;
    const next: Promise<void> = before
      .catch(() => undefined)
      .then(() => {
        waiting.delete(key);
        return finish(id);
      });
    waiting.set(key, next);
    return next;
  };
}

/** Finishes everything that a crash left. What cannot be finished now is logged and left for the next time. */
export async function repair(registry: Registry, finish: Finish): Promise<void> {
  for (const id of await patiently(() => registry.metadata.unfinished(viewOf(registry.base)))) {
    try {
      await finish(id);
      registry.log({ level: "info", event: "repaired", package: subjectOf(id) });
    } catch (error) {
      registry.log({ level: "error", event: "repair-failed", package: subjectOf(id), why: String(error) });
    }
  }
}

async function finishNow(registry: Registry, documents: Documents, id: PackageId): Promise<void> {
  const versions = await patiently(() => registry.metadata.versions(id, "fresh"));
  const unsettled = versions.filter((version) => version.unsettled !== undefined);
  for (const version of unsettled) {
    await patiently(() => registry.metadata.addArchive(archiveOf(version), undefined));
  }
  if (unsettled.length > 0) await changeHead(registry, id, () => ({}), undefined);
  await documents.render(id);
  for (const { key, unsettled: change } of unsettled) {
    if (change !== undefined) await patiently(() => registry.metadata.settle(id, key, change));
  }
}

function archiveOf(version: VersionRecord): ArchiveRecord {
  return {
    hash: version.hash,
    integrity: version.integrity,
    archive: version.archive,
    archiveSizeBytes: version.archiveSizeBytes,
    dependencies: version.facts.dependencies.map((dependency) => dependency.hash),
    addedAt: version.publishedAt,
  };
}
