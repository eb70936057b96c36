import type { Context, Hono } from "hono";
import { accessOf } from "../../src/protocol/index.ts";
import { registryError } from "../errors.ts";
import {
  addOwner,
  type MarkedVersion,
  type Packages,
  removeOwner,
  setDeprecated,
  setYanked,
  setZigAccess,
  zigHead,
} from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { type Bodies, readForm } from "./body.ts";
import { fieldsOfForm } from "./form.ts";
import type { Roles, RouteEnv } from "./roles.ts";

interface PackageParts {
  readonly registry: Registry;
  readonly packages: Packages;
  readonly bodies: Bodies;
  readonly roles: Roles;
}

/** What changes Zig packages. Reading them is in `read-routes.ts`. */
export function addPackageRoutes(
  app: Hono<RouteEnv>,
  { registry, packages, bodies, roles }: PackageParts,
): void {
  const marked = (c: Context<RouteEnv, "/-/zig/:name/:version/:mark">): MarkedVersion => ({
    registry,
    finish: packages.zig.finish,
    actor: c.var.identity.user,
    head: c.var.package,
    version: c.req.param("version"),
  });
  const changeOwners = async (
    c: Context<RouteEnv, "/-/zig/:name/owners/:user">,
    change: typeof addOwner | typeof removeOwner,
  ) => {
    const { identity, package: head } = c.var;
    await change(registry, packages.zig.finish, identity.user, head, c.req.param("user"));
    return c.json({ owners: (await zigHead(registry, head.name))?.owners });
  };

  app.put("/-/zig/by-hash/:file{.+\\.tar\\.gz}", roles.contributor, async (c) => {
    const hash = c.req.param("file").slice(0, -".tar.gz".length);
    const { user } = c.var.identity;
    const { answer, isNew } = await bodies.upload(c.env.incoming, (body) =>
      packages.zig.bring(user, hash, body),
    );
    return c.json(answer, isNew ? 201 : 200);
  });

  app.get("/-/zig/:name/access", roles.viewer, (c) => c.json({ access: c.var.package.facts.access }));

  app.put("/-/zig/:name/access", roles.owner("owner"), async (c) => {
    const access = accessOf(fieldsOfForm(await readForm(c.env.incoming)).text("access"));
    if (access === undefined) throw accessInvalid();
    await setZigAccess(registry, packages.zig.finish, c.var.identity.user, c.var.package, access);
    return c.json({ access });
  });

  app.put("/-/zig/:name/:version", roles.publisher, async (c) => {
    const { name, version } = c.req.param();
    const answer = await bodies.upload(c.env.incoming, (body) =>
      packages.zig.publish(c.var.identity, name, version, body),
    );
    return c.json(answer, 201);
  });

  app.put("/-/zig/:name/:version/yank", roles.owner("yank"), async (c) => {
    await setYanked(marked(c), true);
    return c.json({ ok: true });
  });

  app.delete("/-/zig/:name/:version/yank", roles.owner("yank"), async (c) => {
    await setYanked(marked(c), false);
    return c.json({ ok: true });
  });

  app.put("/-/zig/:name/:version/deprecation", roles.owner("publish"), async (c) => {
    await setDeprecated(marked(c), fieldsOfForm(await readForm(c.env.incoming)).text("message"));
    return c.json({ ok: true });
  });

  app.delete("/-/zig/:name/:version/deprecation", roles.owner("publish"), async (c) => {
    await setDeprecated(marked(c), undefined);
    return c.json({ ok: true });
  });

  app.get("/-/zig/:name/owners", roles.viewer, (c) => c.json({ owners: c.var.package.owners }));

  app.put("/-/zig/:name/owners/:user", roles.owner("owner"), (c) => changeOwners(c, addOwner));
  app.delete("/-/zig/:name/owners/:user", roles.owner("owner"), (c) => changeOwners(c, removeOwner));
}

function accessInvalid() {
  return registryError("REQUEST_INVALID", {
    message: "`access` is neither public nor restricted",
    hint: "send one of the two",
  });
}
