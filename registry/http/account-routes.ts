import type { Hono } from "hono";
import {
  checkPassword,
  createGuard,
  hashOf,
  makeToken,
  revokeToken,
  signIn,
  tokensOf,
} from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { TokenRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { readForm } from "./body.ts";
import { type Form, fieldsOfForm } from "./form.ts";
import { noteUser } from "./log.ts";
import type { Roles, RouteEnv } from "./roles.ts";

/** Accounts and tokens, as npm's clients ask for them (npm registry API). */
export function addAccountRoutes(app: Hono<RouteEnv>, registry: Registry, roles: Roles): void {
  const guard = createGuard(registry.now);

  app.get("/-/whoami", roles.reader, (c) => c.json({ username: c.var.identity.user }));

  // Clients ask for a sign-in in a browser first, and take any refusal as "use the terminal".
  app.post("/-/v1/login", roles.anyone, () => {
    throw registryError("LOGIN_WEB_UNSUPPORTED", {
      message: "there is no sign-in in a browser here",
      hint: "sign in in the terminal: `npm login --auth-type=legacy`",
    });
  });

  app.put("/-/user/:account{org\\.couchdb\\.user:.+}", roles.anyone, async (c) => {
    const name = c.req.param("account").slice("org.couchdb.user:".length);
    const form = fieldsOfForm(await readForm(c.env.incoming));
    if ((form.optionalText("name") ?? name) !== name) {
      throw registryError("REQUEST_INVALID", {
        message: "the name in the request's body is not the one in its address",
        hint: "send one name",
      });
    }
    const { user, isNew } = await signIn(registry, guard, {
      name,
      password: form.text("password"),
      email: form.optionalText("email"),
      address: addressOf(c.env.incoming),
    });
    noteUser(c.env.incoming, name);
    const token = await makeToken(registry, user.name, false);
    const created = isNew ? { created: true } : {};
    return c.json({ ok: true, id: `org.couchdb.user:${name}`, token: token.text, ...created }, 201);
  });

  app.delete("/-/user/token/:token", roles.reader, async (c) => {
    await revokeToken(registry, c.var.identity.user, hashOf(c.req.param("token")));
    return c.json({ ok: true });
  });

  app.get("/-/npm/v1/tokens", roles.reader, async (c) => {
    const tokens = await tokensOf(registry, c.var.identity.user);
    return c.json({ objects: tokens.map(shownToken), urls: {} });
  });

  app.post("/-/npm/v1/tokens", roles.writer, async (c) => {
    const form = fieldsOfForm(await readForm(c.env.incoming));
    refuseLimits(form);
    const { user } = c.var.identity;
    await checkPassword(registry, guard, {
      name: user,
      password: form.text("password"),
      email: undefined,
      address: addressOf(c.env.incoming),
    });
    const { text, record } = await makeToken(registry, user, asksReadOnly(form));
    return c.json({ ...shownToken(record), token: text });
  });

  app.delete("/-/npm/v1/tokens/token/:key", roles.writer, async (c) => {
    await revokeToken(registry, c.var.identity.user, c.req.param("key"));
    return c.body(null, 204);
  });
}

/** A token that promises to be narrower than it is would be worse than none. */
function refuseLimits(form: Form): void {
  const asked = unsupportedLimits.find((name) => form.isSet(name));
  if (asked === undefined) return;
  throw registryError("TOKEN_LIMIT_UNSUPPORTED", {
    message: `this registry cannot limit a token by \`${asked}\``,
    hint: "it can make tokens that only read (`readonly`)",
  });
}

const unsupportedLimits = ["cidr_whitelist", "expires", "packages", "scopes", "orgs"];

/** npm before 11 says `readonly`, later ones a permission for all packages. What is not understood is not widened. */
function asksReadOnly(form: Form): boolean {
  const permission = form.optionalText("packages_and_scopes_permission");
  return form.flag("readonly") || (permission !== undefined && permission !== "read-write");
}

/** A token in a list: never its text, which nobody has but its owner. */
function shownToken(token: TokenRecord) {
  return {
    token: token.masked,
    key: token.hash,
    cidr_whitelist: null,
    readonly: token.readOnly,
    created: token.createdAt,
    updated: token.createdAt,
  };
}

function addressOf(request: RouteEnv["Bindings"]["incoming"]): string {
  return request.socket.remoteAddress ?? "";
}
