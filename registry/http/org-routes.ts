import type { Context, Hono } from "hono";
import {
  existingUser,
  type Identity,
  makeTeam,
  memberOrg,
  memberTeam,
  removeMember,
  removeTeam,
  setInTeam,
  setMember,
  setTeamAccess,
} from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { OrgRole, TeamAccess } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { pageSize, reachableResults, type SearchEntry, type SearchQuery, wordsOf } from "../search/index.ts";
import { readForm } from "./body.ts";
import { type Form, fieldsOfForm } from "./form.ts";
import type { Roles, RouteEnv } from "./roles.ts";
import { viewerNames } from "./search-routes.ts";

/** Organisations and their teams, as `npm org`, `npm team` and `npm access` ask for them (npm registry API). */
export function addOrgRoutes(app: Hono<RouteEnv>, registry: Registry, roles: Roles): void {
  app.get("/-/org/:org/user", roles.reader, async (c) => {
    const { members } = await memberOrg(registry, c.var.identity.user, c.req.param("org"));
    return c.json(members);
  });

  app.put("/-/org/:org/user", roles.holder, async (c) => {
    const form = fieldsOfForm(await readForm(c.env.incoming));
    const user = userIn(form);
    const role = roleIn(form);
    const { name, members } = await setMember(registry, c.var.identity.user, c.req.param("org"), user, role);
    return c.json({ org: { name, size: Object.keys(members).length }, user, role: members[user] }, 201);
  });

  app.delete("/-/org/:org/user", roles.holder, async (c) => {
    const form = fieldsOfForm(await readForm(c.env.incoming));
    await removeMember(registry, c.var.identity.user, c.req.param("org"), userIn(form));
    return c.body(null, 204);
  });

  // `npm access list packages`: those that search shows, so not more than `reachableResults`.
  app.get("/-/org/:org/package", roles.reader, async (c) => {
    const { name, members } = await memberOrg(registry, c.var.identity.user, c.req.param("org"));
    const role = members[c.var.identity.user];
    const found = await packagesOf(c.var.identity, { words: wordsOf(name), facets: new Map() });
    const access = found
      .filter((entry) => entry.name.startsWith(`@${name}/`))
      .map((entry) => {
        const mayWrite = role !== "developer" || entry.owners.includes(c.var.identity.user);
        return [entry.name, mayWrite ? "write" : "read"];
      });
    return c.json(Object.fromEntries(access));
  });

  app.get("/-/user/:user/package", roles.reader, async (c) => {
    const { name } = await existingUser(registry, c.req.param("user"));
    return c.json(await ownedBy(name, c.var.identity));
  });

  // `pnpm access list packages`, which names nobody.
  app.get("/-/-/package", roles.reader, async (c) =>
    c.json(await ownedBy(c.var.identity.user, c.var.identity)),
  );

  async function ownedBy(name: string, identity: Identity) {
    const found = await packagesOf(identity, { words: [], facets: new Map([["owner", [name]]]) });
    return Object.fromEntries(found.map((entry) => [entry.name, "write"]));
  }

  /** The npm packages that somebody finds, as far as they may see them. */
  async function packagesOf(
    identity: Identity,
    query: Pick<SearchQuery, "words" | "facets">,
  ): Promise<readonly SearchEntry[]> {
    const facets = new Map([...query.facets, ["kind", ["npm"]]] as const);
    const whole = {
      ...query,
      facets,
      joined: query.words.join(""),
      viewer: await viewerNames(registry, identity),
    };
    const entries: SearchEntry[] = [];
    for (let from = 0; from < reachableResults; from += pageSize) {
      const { results } = await registry.search.find({ ...whole, from, size: pageSize });
      entries.push(...results.map(({ entry }) => entry));
      if (results.length < pageSize) break;
    }
    return entries;
  }

  app.get("/-/org/:org/team", roles.reader, async (c) => {
    const { name, teams } = await memberOrg(registry, c.var.identity.user, c.req.param("org"));
    const names = Object.keys(teams);
    return c.json(isForNpm(c) ? names.map((team) => `${name}:${team}`) : names.map(named));
  });

  app.put("/-/org/:org/team", roles.holder, async (c) => {
    const team = fieldsOfForm(await readForm(c.env.incoming)).text("name");
    await makeTeam(registry, { actor: c.var.identity.user, org: c.req.param("org"), team });
    return c.json({ name: team }, 201);
  });

  app.delete("/-/team/:org/:team", roles.holder, async (c) => {
    await removeTeam(registry, { actor: c.var.identity.user, ...c.req.param() });
    return c.body(null, 204);
  });

  app.get("/-/team/:org/:team/user", roles.reader, async (c) => {
    const { members } = await memberTeam(registry, { actor: c.var.identity.user, ...c.req.param() });
    return c.json(isForNpm(c) ? members : members.map(named));
  });

  app.put("/-/team/:org/:team/user", roles.holder, async (c) => {
    const user = userIn(fieldsOfForm(await readForm(c.env.incoming)));
    await setInTeam(registry, { actor: c.var.identity.user, ...c.req.param() }, user, true);
    return c.json({ user }, 201);
  });

  app.delete("/-/team/:org/:team/user", roles.holder, async (c) => {
    const user = userIn(fieldsOfForm(await readForm(c.env.incoming)));
    await setInTeam(registry, { actor: c.var.identity.user, ...c.req.param() }, user, false);
    return c.body(null, 204);
  });

  app.get("/-/team/:org/:team/package", roles.reader, async (c) => {
    const { packages } = await memberTeam(registry, { actor: c.var.identity.user, ...c.req.param() });
    const shown = Object.entries(packages).map(([name, access]) => [
      name,
      access === "read-write" ? "write" : "read",
    ]);
    return c.json(Object.fromEntries(shown));
  });

  app.put("/-/team/:org/:team/package", roles.holder, async (c) => {
    const form = fieldsOfForm(await readForm(c.env.incoming));
    const address = { actor: c.var.identity.user, ...c.req.param() };
    await setTeamAccess(registry, address, form.text("package"), accessIn(form));
    return c.json({ ok: true }, 201);
  });

  app.delete("/-/team/:org/:team/package", roles.holder, async (c) => {
    const form = fieldsOfForm(await readForm(c.env.incoming));
    const address = { actor: c.var.identity.user, ...c.req.param() };
    await setTeamAccess(registry, address, form.text("package"), undefined);
    return c.body(null, 204);
  });
}

/** npm asks for bare names with `format=cli`; pnpm does not, and reads objects. */
function isForNpm({ req }: Context<RouteEnv>): boolean {
  return req.query("format") === "cli";
}

const named = (name: string) => ({ name });

/** npm's users may write `@ada`. */
function userIn(form: Form): string {
  return form.text("user").replace(/^@/, "");
}

function roleIn(form: Form): OrgRole | undefined {
  const role = form.optionalText("role");
  if (role === undefined || role === "owner" || role === "admin" || role === "developer") return role;
  throw registryError("REQUEST_INVALID", {
    message: `there is no role ${JSON.stringify(role.slice(0, 100))} in an organisation`,
    hint: "it is developer, admin or owner",
  });
}

function accessIn(form: Form): TeamAccess {
  const access = form.text("permissions");
  if (access === "read-only" || access === "read-write") return access;
  throw registryError("REQUEST_INVALID", {
    message: `there is no permission ${JSON.stringify(access.slice(0, 100))}`,
    hint: "it is read-only or read-write",
  });
}
