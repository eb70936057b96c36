import { patiently } from "../attempts.ts";
import type { PackageId, PackageKind } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import type { Documents } from "./documents.ts";
import { changeHead } from "./head.ts";
import type { KindRules } from "./kind.ts";
import { subjectOf } from "./package-id.ts";

/**
 * Does whatever follows from changes of a package that are kept already. Every change ends with it, and it is
 * also the repairer: what a crash left between two steps is done by the next one who calls it.
 *
 * 1. Unsettled versions get what they need: those of Zig can be had by their hash.
 * 2. The head gets its next revision, once for all of them.
 * 3. The documents are rendered from it.
 * 4. The versions are settled.
 */
export type Finish<K extends PackageKind> = (id: PackageId<K>) => Promise<void>;

/** While one finish of a package runs, all that are asked for meanwhile become one that follows it. */
export function createFinish<K extends PackageKind>(
  registry: Registry,
  rules: KindRules<K>,
  documents: Documents<K>,
): Finish<K> {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();

  return function finish(id: PackageId<K>): Promise<void> {
    const before = running.get(id.key);
    if (before === undefined) {
      const run = finishNow(registry, rules, documents, id).finally(() => running.delete(id.key));
      running.set(id.key, run);
      return run;
    }
    const joined = waiting.get(id.key);
    if (joined !== undefined) return joined;
    const next: Promise<void> = before
      .catch(() => undefined)
      .then(() => {
        waiting.delete(id.key);
        return finish(id);
      });
    waiting.set(id.key, next);
    return next;
  };
}

/** Finishes everything that a crash left. What cannot be finished now is logged and left for the next time. */
export async function repair<K extends PackageKind>(
  registry: Registry,
  rules: KindRules<K>,
  finish: Finish<K>,
): Promise<void> {
  const view = rules.viewOf(registry.base);
  for (const id of await patiently(() => registry.metadata.unfinished(rules.kind, view))) {
    try {
      await finish(id);
      registry.log({ level: "info", event: "repaired", package: subjectOf(id) });
    } catch (error) {
      registry.log({ level: "error", event: "repair-failed", package: subjectOf(id), why: String(error) });
    }
  }
}

async function finishNow<K extends PackageKind>(
  registry: Registry,
  rules: KindRules<K>,
  documents: Documents<K>,
  id: PackageId<K>,
): Promise<void> {
  const versions = await patiently(() => registry.metadata.versions(id, "fresh"));
  const unsettled = versions.filter((version) => version.unsettled !== undefined);
  for (const version of unsettled) await rules.prepare(registry, version);
  if (unsettled.length > 0) {
    await changeHead(registry, id, (head) => ({ facts: rules.factsAfter(head, unsettled) }), undefined);
  }
  await documents.render(id);
  for (const { key, unsettled: change } of unsettled) {
    if (change !== undefined) await patiently(() => registry.metadata.settle(id, key, change));
  }
}
