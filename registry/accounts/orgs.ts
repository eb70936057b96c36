import { randomUUID } from "node:crypto";
import { isUserName } from "../../src/protocol/index.ts";
import { decide, patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { OrgRecord, OrgRole } from "../metadata/index.ts";
import { auditRecord, isOnLoopback, type Registry } from "../registry.ts";
import { checkAccountName, readsAs } from "./account-name.ts";
import { existingUser } from "./existing-user.ts";
import { accountTries, orgMemberCount } from "./limits.ts";
import { nameTaken } from "./users.ts";

/**
 * Organisations own the scope of their name. Developers read its packages and publish new ones; admins may change all
 * of them, and its teams; owners also say who is a member. Whoever is none of these is told that there is no such
 * organisation.
 */

/** The organisation, for a member. Throws ORG_MISSING. */
export async function memberOrg(registry: Registry, user: string, name: string): Promise<OrgRecord> {
  const org = await findOrg(registry, name);
  if (org !== undefined && roleIn(org, user) !== undefined) return org;
  throw registryError("ORG_MISSING", {
    message: `there is no organisation \`${name}\` that you are a member of`,
    hint: "its owners add you with `npm org set`; whoever runs the registry makes one with `pantry-registry grant @NAME USER`",
  });
}

/** Undefined where there is none. */
export async function findOrg(registry: Registry, name: string): Promise<OrgRecord | undefined> {
  return isUserName(name) ? patiently(() => registry.metadata.org(name, "fresh")) : undefined;
}

export function roleIn(org: OrgRecord, user: string): OrgRole | undefined {
  return Object.hasOwn(org.members, user) ? org.members[user] : undefined;
}

/** Makes an organisation with its first owner. Throws USER_NAME_INVALID, USER_NAME_RESERVED, USER_NAME_TAKEN, USER_MISSING. */
export async function makeOrg(
  registry: Registry,
  name: string,
  owner: string,
  actor: string,
): Promise<OrgRecord> {
  checkAccountName(name);
  await existingUser(registry, owner);
  const org: OrgRecord = {
    name,
    readsAs: readsAs(name),
    members: { [owner]: "owner" },
    teams: {},
    createdAt: registry.now().toISOString(),
    revision: 1,
    change: randomUUID(),
  };
  const isMade = await decide(
    () => registry.metadata.addOrg(org, auditRecord(registry, actor, "org-create", `org:${name}`, owner)),
    async () => (await registry.metadata.org(name, "fresh"))?.change === org.change,
  );
  if (!isMade) throw nameTaken(name);
  return org;
}

/**
 * Makes a user a member, or gives a member another role. Only owners do that. An organisation that is not there is
 * made on a developer's own registry; elsewhere a scope is the operator's to give, since it hides what others have
 * under it upstream. Throws ORG_MISSING, ORG_DENIED, USER_MISSING, LAST_ORG_OWNER, TOO_MANY_MEMBERS.
 */
export async function setMember(
  registry: Registry,
  actor: string,
  name: string,
  user: string,
  role: OrgRole | undefined,
): Promise<OrgRecord> {
  if (isOnLoopback(registry) && (await findOrg(registry, name)) === undefined) {
    await makeOrg(registry, name, actor, actor);
  }
  await existingUser(registry, user);
  return changeOrg(registry, actor, name, "owner", `member-set ${user} ${role ?? ""}`.trim(), (org) => {
    const members = { ...org.members, [user]: role ?? roleIn(org, user) ?? "developer" };
    if (Object.keys(members).length > orgMemberCount) {
      throw registryError("ORG_FULL", {
        message: `\`${name}\` has ${orgMemberCount} members`,
        hint: "remove one first",
      });
    }
    return withOwner({ ...org, members });
  });
}

/** Ends a membership, in all teams too: an owner's doing, or the member's own. Throws ORG_MISSING, ORG_DENIED, LAST_ORG_OWNER. */
export async function removeMember(
  registry: Registry,
  actor: string,
  name: string,
  user: string,
): Promise<void> {
  const needs = actor === user ? "developer" : "owner";
  await changeOrg(registry, actor, name, needs, `member-remove ${user}`, (org) => {
    const { [user]: _, ...members } = org.members;
    const teams = Object.fromEntries(
      Object.entries(org.teams).map(([team, record]) => [
        team,
        { ...record, members: record.members.filter((each) => each !== user) },
      ]),
    );
    return withOwner({ ...org, members, teams });
  });
}

/** Makes the next revision of an organisation, for an actor with at least this role. Throws ORG_MISSING, ORG_DENIED. */
export async function changeOrg(
  registry: Registry,
  actor: string,
  name: string,
  needs: OrgRole,
  what: string,
  change: (org: OrgRecord) => OrgRecord,
): Promise<OrgRecord> {
  for (let tries = 0; tries < accountTries; tries++) {
    const before = await memberOrg(registry, actor, name);
    checkRole(before, actor, needs);
    const next: OrgRecord = { ...change(before), revision: before.revision + 1, change: randomUUID() };
    const audit = auditRecord(registry, actor, "org-change", `org:${name}`, what);
    const isDone = await decide(
      () => registry.metadata.changeOrg(next, audit),
      async () => (await registry.metadata.org(name, "fresh"))?.change === next.change,
    );
    if (isDone) return next;
  }
  throw registryError("STORAGE_UNAVAILABLE", { message: "too many changes of one organisation at once" });
}

function checkRole(org: OrgRecord, user: string, needs: OrgRole): void {
  if (roles.indexOf(roleIn(org, user) ?? "developer") >= roles.indexOf(needs)) return;
  throw registryError("ORG_DENIED", {
    message: `\`${user}\` is ${roleIn(org, user)} of \`${org.name}\`, and this takes ${needs}s`,
    hint: "ask one of its owners",
  });
}

/** From the least to the most. */
const roles: readonly OrgRole[] = ["developer", "admin", "owner"];

function withOwner(org: OrgRecord): OrgRecord {
  if (Object.values(org.members).includes("owner")) return org;
  throw registryError("LAST_ORG_OWNER", {
    message: `\`${org.name}\` must keep an owner`,
    hint: "make somebody else one first: `npm org set`",
  });
}
