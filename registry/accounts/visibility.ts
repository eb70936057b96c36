import { patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { OrgRecord, PackageHead } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { findOrg, roleIn } from "./orgs.ts";
import { coversPackage, type Identity } from "./token-limits.ts";

/** Who looks at packages: a user, or nobody that is known (undefined). */
export interface Viewer {
  readonly user: string;
  readonly identity: Identity;
  readonly orgs: readonly OrgRecord[];
}

/** Whoever asks, with the organisations that they are a member of. */
export async function viewerWith(registry: Registry, identity: Identity): Promise<Viewer> {
  return { ...(await personNamed(registry, identity.user)), identity };
}

async function personNamed(registry: Registry, user: string): Promise<Person> {
  return { user, orgs: await patiently(() => registry.metadata.orgsOf(user, "recent")) };
}

type Person = Pick<Viewer, "user" | "orgs">;

/** What decides whether a package may be seen. */
type Seen = Pick<PackageHead, "kind" | "name" | "owners" | "facts">;

/**
 * The one question about private packages: whoever may not read one is answered, everywhere, as if it were not there.
 * A public package is everybody's. A private one is read by its owners and by members of the organisation that owns
 * its scope, with a token that may read it.
 */
export function mayRead(viewer: Viewer | undefined, head: Seen): boolean {
  if (!isPrivate(head)) return true;
  if (viewer === undefined) return false;
  if (!viewer.identity.rights.includes("read") || !coversPackage(viewer.identity, head)) return false;
  return isInside(viewer, head);
}

/** The same for a user, whatever their token is for: what they publish may depend on it. */
export async function mayUserRead(registry: Registry, user: string, head: Seen): Promise<boolean> {
  return !isPrivate(head) || isInside(await personNamed(registry, user), head);
}

function isInside({ user, orgs }: Person, { owners, name }: Seen): boolean {
  const scope = scopeOf(name);
  return owners.includes(user) || orgs.some((org) => org.name === scope);
}

/** `restricted` is npm's word for it. */
export function isPrivate({ facts }: Pick<PackageHead, "facts">): boolean {
  return facts.access === "restricted";
}

/**
 * Who may change a package: its owners; owners and admins of the organisation that owns its scope; and teams with
 * the right to write.
 */
export async function mayChange(
  registry: Registry,
  user: string,
  { name, owners }: Pick<PackageHead, "name" | "owners">,
): Promise<boolean> {
  if (owners.includes(user)) return true;
  const scope = scopeOf(name);
  const org = scope === undefined ? undefined : await findOrg(registry, scope);
  if (org === undefined) return false;
  const role = roleIn(org, user);
  if (role === undefined) return false;
  return (
    role !== "developer" ||
    Object.values(org.teams).some(
      ({ members, packages }) =>
        members.includes(user) && Object.hasOwn(packages, name) && packages[name] === "read-write",
    )
  );
}

/**
 * Makes sure that a user may make a new package of this name: the scope of an organisation is its members', that of a
 * user's name is theirs. Throws SCOPE_TAKEN.
 */
export async function checkScope(registry: Registry, user: string, name: string): Promise<void> {
  const scope = scopeOf(name);
  if (scope === undefined || scope === user) return;
  const org = await findOrg(registry, scope);
  const isTaken =
    org === undefined
      ? (await patiently(() => registry.metadata.user(scope, "fresh"))) !== undefined
      : roleIn(org, user) === undefined;
  if (!isTaken) return;
  throw registryError("SCOPE_TAKEN", {
    message: `the scope @${scope} belongs to ${org === undefined ? "another user" : "an organisation"}`,
    hint: `publish as @${user}/…, or have an owner of \`${scope}\` make you a member with \`npm org set\``,
  });
}

/** `scope` of `@scope/name`. */
export function scopeOf(name: string): string | undefined {
  return /^@([^/]+)\//.exec(name)?.[1];
}
