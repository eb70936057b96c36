import { createHash } from "node:crypto";
import { patiently } from "../../attempts.ts";
import type { PackageHead } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import type { ServedDocument } from "../documents.ts";
import { starCount } from "../limits.ts";

/** Gives a package a user's star, or takes it back. Whoever may see a package may do that: nothing else changes by it. */
export async function setStar(
  { metadata }: Registry,
  head: PackageHead<"npm">,
  user: string,
  isGiven: boolean,
): Promise<void> {
  await patiently(() => metadata.setStar(head, user, isGiven));
}

/** The heads of the npm packages that a user gave a star; who may see them is not asked. */
export async function starredBy(
  { metadata }: Registry,
  user: string,
): Promise<readonly PackageHead<"npm">[]> {
  const found = await patiently(() => metadata.starredBy(user, starCount));
  const heads = found
    .filter(({ kind }) => kind === "npm")
    .map(({ key }) => patiently(() => metadata.head({ kind: "npm", key }, "recent")));
  return (await Promise.all(heads)).filter((head) => head !== undefined);
}

/**
 * A full document, as it is without an encoding, with those in `users` who gave the package a star. What is rendered
 * ahead has none of them: it would have to be rendered again with every star.
 */
export async function withStars(
  { metadata }: Registry,
  head: PackageHead<"npm">,
  document: ServedDocument,
): Promise<ServedDocument> {
  const users = await patiently(() => metadata.starsOf(head, starCount));
  const end = Buffer.from(JSON.stringify({ users: {} }).slice(1));
  if (users.length === 0 || !document.bytes.subarray(-end.length).equals(end)) return document;
  const starred = JSON.stringify({ users: Object.fromEntries(users.map((user) => [user, true])) });
  const bytes = Buffer.concat([document.bytes.subarray(0, -end.length), Buffer.from(starred.slice(1))]);
  return { ...document, bytes, tag: `${digestOf(starred)}-${document.tag}` };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
