import { existingUser } from "../../accounts/index.ts";
import { registryError } from "../../errors.ts";
import type { VersionRecord } from "../../metadata/index.ts";
import { ownerCount } from "../limits.ts";
import {
  type Change,
  checkRevision,
  mark,
  takeRevision,
  versionMissing,
  versionsToChange,
} from "./change.ts";
import { readDeprecation } from "./deprecation.ts";
import { isObject, type Manifest } from "./manifest.ts";
import { factsWithTags } from "./set-tags.ts";
import { checkTags, shownTags } from "./tags.ts";

/** What a document that a client sends is about. */
type Subject = "a new version" | "its versions" | "its owners" | "its stars" | "nothing that is kept";

/** Documents that are about nothing have what else registries once had. Throws CHANGE_INVALID. */
export function subjectOfDocument(json: unknown): Subject {
  if (!isObject(json)) throw invalid("it is not a JSON object");
  if (isObject(json["_attachments"]) && Object.keys(json["_attachments"]).length > 0) return "a new version";
  if (json["versions"] !== undefined) return "its versions";
  if (json["maintainers"] !== undefined) return "its owners";
  return json["users"] === undefined ? "nothing that is kept" : "its stars";
}

/**
 * Makes the versions of a package what a document says that a client has read, changed and sent back: what is
 * deprecated, where tags lead and, where `removing`, that versions which are no longer in it are gone.
 *
 * Throws REVISION_OLD where the package changed since it was read, CHANGE_INVALID, TAG_INVALID, VERSION_MISSING.
 */
export async function changeVersions(change: Change, json: unknown, removing: boolean): Promise<void> {
  const { versions: sent, "dist-tags": tags } = read(change, json);
  if (!isObject(sent)) throw invalid("`versions` is no object");
  const all = await versionsToChange(change);
  const there = all.filter(({ removed }) => !removed);
  const kept = there.filter(({ version }) => sent[version] !== undefined || !removing);
  const wanted = isObject(tags) ? changedTags(change, kept, tags) : {};
  await takeRevision(change, { facts: factsWithTags(change, wanted) });
  for (const record of there) {
    const manifest = sent[record.version];
    if (manifest === undefined && removing) await mark(change, record, "unpublish", { removed: true });
    if (!isObject(manifest)) continue;
    const deprecated = readDeprecation(manifest, invalid);
    if (deprecated !== record.deprecated) await mark(change, record, "deprecate", { deprecated }, deprecated);
  }
  await change.finish(change.head);
}

/** Makes the owners of a package those that a document has. Throws REVISION_OLD, CHANGE_INVALID, USER_MISSING, LAST_OWNER. */
export async function changeOwners(change: Change, json: unknown): Promise<void> {
  const { maintainers: sent } = read(change, json);
  const wanted = Array.isArray(sent) ? sent.map((one) => (isObject(one) ? one["name"] : one)) : [undefined];
  if (!wanted.every((name) => typeof name === "string")) throw invalid("`maintainers` is no list of users");
  const owners = [...new Set(wanted)].sort();
  const { registry, finish, head } = change;
  if (owners.length > ownerCount) throw invalid(`\`maintainers\` has more than ${ownerCount} users`);
  if (owners.length === 0) {
    throw registryError("LAST_OWNER", {
      message: `\`${head.name}\` must keep an owner`,
      hint: "name one at least",
    });
  }
  if (owners.join() === head.owners.join()) return;
  for (const name of owners) if (!head.owners.includes(name)) await existingUser(registry, name);
  await takeRevision(change, { owners }, "owners", owners.join(" "));
  await finish(head);
}

/** The tags that a document changes: set where they lead elsewhere than before, undefined where they are not in it. */
function changedTags(
  { head }: Change,
  versions: readonly VersionRecord<"npm">[],
  sent: Manifest,
): Readonly<Record<string, string | undefined>> {
  const before = new Map(Object.entries(shownTags(head, versions)));
  const after = new Map(Object.entries(sent));
  const changed: Record<string, string | undefined> = {};
  for (const tag of new Set([...before.keys(), ...after.keys()])) {
    const target = after.get(tag);
    if (target === before.get(tag) || (target === undefined && tag === "latest")) continue;
    if (target === undefined) changed[tag] = undefined;
    else if (versions.some(({ version }) => version === target)) changed[tag] = String(target);
    else throw versionMissing(head.name, String(target));
  }
  checkTags(Object.keys(changed), head.facts.tags);
  return changed;
}

function read({ head }: Change, json: unknown): Manifest {
  if (!isObject(json)) throw invalid("it is not a JSON object");
  if (json["_rev"] !== undefined) checkRevision(head, json["_rev"]);
  return json;
}

function invalid(why: string) {
  return registryError("CHANGE_INVALID", {
    message: `cannot change the package as the document says: ${why}`,
    hint: "registry/PROTOCOL.md describes what a client sends",
  });
}
