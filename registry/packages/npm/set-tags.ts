import { patiently } from "../../attempts.ts";
import { registryError } from "../../errors.ts";
import type { PackageHead } from "../../metadata/index.ts";
import { auditRecord, type Registry } from "../../registry.ts";
import { changeHead } from "../head.ts";
import { subjectOf } from "../package-id.ts";
import { type Change, versionMissing } from "./change.ts";
import { checkTags, momentAfter, shownTags, withTags } from "./tags.ts";

/** The tags that people see, with where they lead. */
export async function tagsOf(
  registry: Registry,
  head: PackageHead<"npm">,
): Promise<Readonly<Record<string, string>>> {
  return shownTags(head, await patiently(() => registry.metadata.versions(head, "fresh")));
}

/** Sets tags, and removes those that lead nowhere. Throws TAG_INVALID, VERSION_MISSING. */
export async function setTags(
  change: Change,
  wanted: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { registry, finish, actor, head } = change;
  checkTags(Object.keys(wanted), head.facts.tags);
  if ("latest" in wanted && wanted["latest"] === undefined) {
    throw registryError("TAG_INVALID", {
      message: "a package cannot be without the tag `latest`: clients look for it",
      hint: "let it lead to another version",
    });
  }
  const versions = await patiently(() => registry.metadata.versions(head, "fresh"));
  for (const version of Object.values(wanted)) {
    if (version === undefined || versions.some((one) => one.version === version && !one.removed)) continue;
    throw versionMissing(head.name, version);
  }
  const audit = auditRecord(registry, actor, "tag", subjectOf(head), JSON.stringify(wanted));
  const move = (latest: PackageHead<"npm">) => ({ facts: factsWithTags({ registry, head: latest }, wanted) });
  await changeHead(registry, head, move, audit);
  await finish(head);
}

/** What a head says once these tags are moved. */
export function factsWithTags(
  { registry, head: { facts } }: Pick<Change, "registry" | "head">,
  wanted: Readonly<Record<string, string | undefined>>,
): PackageHead<"npm">["facts"] {
  return { ...facts, tags: withTags(facts.tags, wanted, momentAfter(facts.tags, registry.now())) };
}
