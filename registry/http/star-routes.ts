import type { Context, Hono } from "hono";
import { existingUser } from "../accounts/index.ts";
import { setStar, starredBy } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { readForm } from "./body.ts";
import { fieldsOfForm } from "./form.ts";
import { checkCovers, type Roles, type RouteEnv } from "./roles.ts";
import { type Sight, seenNpmPackage } from "./sight.ts";

interface StarParts {
  readonly registry: Registry;
  readonly roles: Roles;
  readonly sight: Sight;
}

/**
 * Stars of npm packages, as `npm stars` asks for them and as pnpm asks and gives them. npm gives them in a document
 * (`npm-routes.ts`).
 */
export function addStarRoutes(app: Hono<RouteEnv>, { registry, roles, sight }: StarParts): void {
  app.on(["PUT", "DELETE"], "/-/user/v1/star", roles.writer, async (c) => {
    const name = fieldsOfForm(await readForm(c.env.incoming)).text("name");
    const head = await seenNpmPackage(registry, sight, c.env.incoming, name);
    checkCovers(c.var.identity, head);
    await setStar(registry, head, c.var.identity.user, c.req.method === "PUT");
    return c.json({ ok: true });
  });

  app.get("/-/user/v1/star", roles.reader, async (c) => c.json(await namesFor(c, c.var.identity.user)));

  app.get("/-/user/:user/stars", roles.anyone, async (c) => {
    const { name } = await existingUser(registry, c.req.param("user"));
    return c.json(Object.fromEntries((await namesFor(c, name)).map((each) => [each, true])));
  });

  app.get("/-/_view/starredByUser", roles.anyone, async (c) => {
    const user = (c.req.query("key") ?? "").replace(/^"(.*)"$/, "$1");
    const names = await namesFor(c, user);
    return c.json({ rows: names.map((value) => ({ id: value, key: user, value })) });
  });

  /** What a user gave a star, as far as whoever asks may see it. */
  async function namesFor(c: Context<RouteEnv>, user: string): Promise<readonly string[]> {
    const names: string[] = [];
    for (const head of await starredBy(registry, user)) {
      if (await sight.sees(c.env.incoming, head)) names.push(head.name);
    }
    return names;
  }
}
