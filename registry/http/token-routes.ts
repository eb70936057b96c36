import type { Hono } from "hono";
import { isToken } from "../../src/protocol/index.ts";
import {
  allRights,
  checkPassword,
  hashOf,
  makeToken,
  revokeToken,
  type TokenLimits,
  tokensOf,
} from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { Right, TokenRecord } from "../metadata/index.ts";
import type { AccountParts } from "./account-routes.ts";
import { readForm } from "./body.ts";
import { type Form, fieldsOfForm } from "./form.ts";
import type { RouteEnv } from "./roles.ts";

/** Tokens, as npm's clients ask for them (npm registry API). */
export function addTokenRoutes(app: Hono<RouteEnv>, parts: AccountParts): void {
  const { registry, roles, guard, addressOf } = parts;

  app.get("/-/npm/v1/tokens", roles.reader, async (c) => {
    const tokens = await tokensOf(registry, c.var.identity.user);
    return c.json({ objects: tokens.map(shownToken), urls: {} });
  });

  app.post("/-/npm/v1/tokens", roles.holder, async (c) => {
    const form = fieldsOfForm(await readForm(c.env.incoming));
    const limits = limitsIn(form);
    const { user } = c.var.identity;
    await checkPassword(registry, guard, {
      name: user,
      password: form.text("password"),
      email: undefined,
      address: addressOf(c.env.incoming),
    });
    const { text, record } = await makeToken(registry, user, limits);
    return c.json({ ...shownToken(record), token: text });
  });

  // npm sends the token itself where it was given that.
  app.delete("/-/npm/v1/tokens/token/:key", roles.holder, async (c) => {
    const key = c.req.param("key");
    await revokeToken(registry, c.var.identity.user, isToken(key) ? hashOf(key) : key);
    return c.body(null, 204);
  });
}

/**
 * What a token is to be limited to. npm before 11 says `readonly`, later ones the permissions of a granular token,
 * and Pantry names the `rights`. What is not understood is refused, never widened.
 */
function limitsIn(form: Form): TokenLimits {
  if (form.isSet("orgs")) {
    throw unsupported(
      "limit a token by `orgs`",
      "name the packages: `@scope/*` are all of an organisation's",
    );
  }
  const patterns = [
    ...(form.texts("packages") ?? []),
    ...(form.texts("scopes") ?? []).map((scope) => `@${scope.replace(/^@/, "")}/*`),
  ];
  const cidr = form.texts("cidr_whitelist") ?? [];
  return {
    name: form.optionalText("name"),
    rights: rightsIn(form),
    packages: patterns.length === 0 || form.flag("packages_all") ? undefined : patterns,
    cidr: cidr.length === 0 ? undefined : cidr,
    days: form.optionalNumber("expires"),
  };
}

function rightsIn(form: Form): readonly Right[] {
  const named = form.texts("rights");
  // What is no right is refused where the token is made.
  if (named !== undefined) return [...new Set(named)] as Right[];
  const permission = permissionIn(form, "packages_and_scopes_permission");
  const mayManage = permissionIn(form, "orgs_permission") === "read-write";
  if (permission === "no-access") return [];
  if (form.flag("readonly") || permission === "read-only") return ["read"];
  return allRights.filter((right) => right !== "owner" || mayManage);
}

/** npm has one more, for packages that are staged and not published: nothing is staged here. */
function permissionIn(form: Form, name: string): string {
  const permission = form.optionalText(name) ?? "read-write";
  if (["no-access", "read-only", "read-write"].includes(permission)) return permission;
  throw unsupported(
    `make a token with \`${permission.slice(0, 100)}\` as its permission`,
    "the permissions are no-access, read-only and read-write",
  );
}

function unsupported(what: string, hint: string) {
  return registryError("TOKEN_LIMIT_UNSUPPORTED", { message: `this registry cannot ${what}`, hint });
}

/** A token in a list: never its text, which nobody has but its owner. */
function shownToken(token: TokenRecord) {
  return {
    // Its beginning and nothing else: npm takes whatever begins with it for this token.
    token: token.masked.replace("…", ""),
    key: token.hash,
    name: token.name ?? "",
    cidr_whitelist: token.cidr ?? null,
    readonly: token.rights.every((right) => right === "read"),
    rights: token.rights,
    packages: token.packages ?? null,
    expires: token.expiresAt ?? null,
    created: token.createdAt,
    updated: token.createdAt,
  };
}
