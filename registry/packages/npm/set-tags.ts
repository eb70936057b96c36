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
  const { registry, head } = change;
  checkTags(Object.keys(wanted));
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
  await markTags(change, wanted);
  await change.finish(head);
}

/** Moves tags that were checked. What follows from it is for the one who calls to finish. */
export async function markTags(
  { registry, actor, head }: Change,
  wanted: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (Object.keys(wanted).length === 0) return;
  const audit = auditRecord(registry, actor, "tag", subjectOf(head), JSON.stringify(wanted));
  const set = ({ facts }: PackageHead<"npm">) => ({
    facts: { ...facts, tags: withTags(facts.tags, wanted, momentAfter(facts.tags, registry.now())) },
  });
  await changeHead(registry, head, set, audit);
}
