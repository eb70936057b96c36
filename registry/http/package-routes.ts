import type { Context, Hono } from "hono";
import {
  addOwner,
  type MarkedVersion,
  type Packages,
  packageHead,
  removeOwner,
  setDeprecated,
  setYanked,
} from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { type Bodies, readForm } from "./body.ts";
import { fieldsOfForm } from "./form.ts";
import type { Roles, RouteEnv } from "./roles.ts";

/** What changes Zig packages. Reading them is in `read-routes.ts`. */
export function addPackageRoutes(
  app: Hono<RouteEnv>,
  registry: Registry,
  packages: Packages,
  bodies: Bodies,
  roles: Roles,
): void {
  const marked = (c: Context<RouteEnv, "/-/zig/:name/:version/:mark">): MarkedVersion => ({
    registry,
    finish: packages.zig.finish,
    actor: c.var.identity.user,
    name: c.req.param("name"),
    version: c.req.param("version"),
  });
  const ownersOf = async (name: string) => (await packageHead(registry, name)).owners;
  const changeOwners = async (
    c: Context<RouteEnv, "/-/zig/:name/owners/:user">,
    change: typeof addOwner | typeof removeOwner,
  ) => {
    const { name, user } = c.req.param();
    const head = await packageHead(registry, name);
    await change(registry, packages.zig.finish, c.var.identity.user, head, user);
    return c.json({ owners: await ownersOf(name) });
  };

  app.put("/-/zig/by-hash/:file{.+\\.tar\\.gz}", roles.contributor, async (c) => {
    const hash = c.req.param("file").slice(0, -".tar.gz".length);
    const { user } = c.var.identity;
    const { answer, isNew } = await bodies.upload(c.env.incoming, (body) =>
      packages.zig.bring(user, hash, body),
    );
    return c.json(answer, isNew ? 201 : 200);
  });

  app.put("/-/zig/:name/:version", roles.publisher, async (c) => {
    const { name, version } = c.req.param();
    const { user } = c.var.identity;
    const answer = await bodies.upload(c.env.incoming, (body) =>
      packages.zig.publish(user, name, version, body),
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

  app.get("/-/zig/:name/owners", roles.anyone, async (c) => {
    return c.json({ owners: await ownersOf(c.req.param("name")) });
  });

  app.put("/-/zig/:name/owners/:user", roles.owner("owner"), (c) => changeOwners(c, addOwner));
  app.delete("/-/zig/:name/owners/:user", roles.owner("owner"), (c) => changeOwners(c, removeOwner));
}
