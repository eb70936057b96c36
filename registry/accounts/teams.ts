import { isUserName } from "../../src/protocol/index.ts";
import { registryError } from "../errors.ts";
import type { OrgRecord, TeamAccess, TeamRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { orgTeamCount, teamPackageCount } from "./limits.ts";
import { changeOrg, memberOrg, roleIn } from "./orgs.ts";

/** A team of an organisation, and who asks. */
export interface TeamAddress {
  readonly actor: string;
  readonly org: string;
  readonly team: string;
}

/** The team, for a member of its organisation. Throws ORG_MISSING, TEAM_MISSING. */
export async function memberTeam(registry: Registry, { actor, org, team }: TeamAddress): Promise<TeamRecord> {
  return teamOf(await memberOrg(registry, actor, org), team);
}

/** Makes a team; one that is there stays as it is. Throws ORG_DENIED, ORG_FULL, REQUEST_INVALID. */
export async function makeTeam(registry: Registry, address: TeamAddress): Promise<void> {
  const { team } = address;
  if (!isUserName(team)) {
    throw registryError("REQUEST_INVALID", {
      message: `a team cannot be called ${JSON.stringify(team.slice(0, 100))}`,
      hint: "use small letters, digits, `.`, `_` and `-`, and begin with a letter or digit",
    });
  }
  await change(registry, address, "team-create", (org) => {
    if (Object.hasOwn(org.teams, team)) return org;
    if (Object.keys(org.teams).length >= orgTeamCount) throw full(`${org.name} has ${orgTeamCount} teams`);
    return { ...org, teams: { ...org.teams, [team]: { members: [], packages: {} } } };
  });
}

/** Throws ORG_DENIED, TEAM_MISSING. */
export async function removeTeam(registry: Registry, address: TeamAddress): Promise<void> {
  await change(registry, address, "team-remove", (org) => {
    teamOf(org, address.team);
    const { [address.team]: _, ...teams } = org.teams;
    return { ...org, teams };
  });
}

/** Puts a member of the organisation into a team, or takes them out. Throws ORG_DENIED, TEAM_MISSING, USER_MISSING. */
export async function setInTeam(
  registry: Registry,
  address: TeamAddress,
  user: string,
  isIn: boolean,
): Promise<void> {
  await changeTeam(registry, address, `${isIn ? "team-add" : "team-take"} ${user}`, (team, org) => {
    if (isIn && roleIn(org, user) === undefined) {
      throw registryError("USER_MISSING", {
        message: `\`${user}\` is no member of \`${org.name}\``,
        hint: `\`npm org set ${org.name} ${user}\` makes them one`,
      });
    }
    const others = team.members.filter((each) => each !== user);
    return { ...team, members: isIn ? [...others, user].sort() : others };
  });
}

/** What a team may do with a package of its scope; undefined takes it away. Throws ORG_DENIED, TEAM_MISSING, ORG_FULL. */
export async function setTeamAccess(
  registry: Registry,
  address: TeamAddress,
  name: string,
  access: TeamAccess | undefined,
): Promise<void> {
  if (!name.startsWith(`@${address.org}/`)) {
    throw registryError("REQUEST_INVALID", {
      message: `\`${name}\` is not in the scope @${address.org}`,
      hint: "teams have rights for packages of their own scope",
    });
  }
  await changeTeam(registry, address, `team-access ${name} ${access ?? "none"}`, (team) => {
    const { [name]: _, ...others } = team.packages;
    if (Object.keys(others).length >= teamPackageCount) {
      throw full(`${address.team} has rights for ${teamPackageCount} packages`);
    }
    return { ...team, packages: access === undefined ? others : { ...others, [name]: access } };
  });
}

function changeTeam(
  registry: Registry,
  address: TeamAddress,
  what: string,
  next: (team: TeamRecord, org: OrgRecord) => TeamRecord,
): Promise<void> {
  return change(registry, address, what, (org) => ({
    ...org,
    teams: { ...org.teams, [address.team]: next(teamOf(org, address.team), org) },
  }));
}

async function change(
  registry: Registry,
  { actor, org, team }: TeamAddress,
  what: string,
  next: (org: OrgRecord) => OrgRecord,
): Promise<void> {
  await changeOrg(registry, actor, org, "admin", `${team}: ${what}`, next);
}

function teamOf(org: OrgRecord, team: string): TeamRecord {
  const record = Object.hasOwn(org.teams, team) ? org.teams[team] : undefined;
  if (record !== undefined) return record;
  throw registryError("TEAM_MISSING", {
    message: `\`${org.name}\` has no team \`${team}\``,
    hint: `\`npm team ls ${org.name}\` lists them`,
  });
}

function full(what: string) {
  return registryError("ORG_FULL", { message: what, hint: "remove one first" });
}
