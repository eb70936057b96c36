import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import {
  coversPackage,
  createRequestPasswords,
  type Guard,
  type Identity,
  useToken,
} from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { PackageHead, PackageKind, Right } from "../metadata/index.ts";
import { checkMayPublish, checkOwner, packageMissing, zigHead } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { noteUser } from "./log.ts";
import type { Rates } from "./rates.ts";
import type { Sight } from "./sight.ts";

/** What every route can see: Node's own request; and who asks, and which Zig package, where its role asks for that. */
export interface RouteEnv {
  Bindings: HttpBindings;
  Variables: { readonly identity: Identity; readonly package: PackageHead<"zig"> };
}

type Role = MiddlewareHandler<RouteEnv>;

/** Who may use a route. Each route names its role where it is declared. */
export interface Roles {
  readonly anyone: Role;
  /** May see the Zig package `:name`. */
  readonly viewer: Role;
  /** Has a token, or a password. */
  readonly reader: Role;
  /** Has a token that may change something. What, and of which package, its route checks once that is known. */
  readonly writer: Role;
  /** Has a token that may publish something. */
  readonly contributor: Role;
  /** Has a token that may do all that its user may, so also change the account. */
  readonly holder: Role;
  /** Owns the Zig package `:name`, and has a token with this right for it. */
  owner(right: Right): Role;
  /** May publish `:version` of `:name`: an owner, or anybody if there is no such package. */
  readonly publisher: Role;
}

/** Finds out who makes a request. */
export interface Identities {
  /**
   * Whose request it is, by its token or password. Throws SIGN_IN_REQUIRED, TOKEN_UNKNOWN, TOKEN_EXPIRED, TOKEN_ADDRESS,
   * PASSWORD_WRONG, TOO_MANY_ATTEMPTS, TOO_MANY_REQUESTS.
   */
  identify(request: IncomingMessage): Promise<Identity>;
  /** The same for requests that need neither: undefined where there is none. */
  identifyIfAny(request: IncomingMessage): Promise<Identity | undefined>;
  /** The same for a request that was identified and counted before. */
  identifyAgain(request: IncomingMessage): Promise<Identity>;
}

const roleChecks = new WeakMap<IncomingMessage, () => Promise<void>>();

/**
 * Asks again whether a request may do what it is about to, now that its body is here: that may have taken minutes, and
 * its token be revoked or its user be no owner any more. Throws what the role of its route throws.
 */
export async function checkRoleAgain(request: IncomingMessage): Promise<void> {
  await roleChecks.get(request)?.();
}

export function createIdentities(
  registry: Registry,
  addressOf: (request: IncomingMessage) => string,
  rates: Rates,
  guard: Guard,
): Identities {
  const passwords = createRequestPasswords(registry, guard);
  const identityOf = (authorization: string, address: string) => {
    const [, scheme = "", sent = ""] = /^(Bearer|Basic) +(\S+) *$/i.exec(authorization) ?? [];
    if (/^bearer$/i.test(scheme)) return useToken(registry, sent, address);
    const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(sent, "base64").toString("utf8")) ?? [];
    return name === undefined || password === undefined
      ? undefined
      : passwords.use({ name, password, address });
  };
  const find = async (request: IncomingMessage): Promise<Identity | undefined> =>
    identityOf(request.headers.authorization ?? "", addressOf(request));
  const identifyIfAny = async (request: IncomingMessage): Promise<Identity | undefined> => {
    const identity = await find(request);
    if (identity === undefined) return undefined;
    noteUser(request, identity.user);
    rates.identify(request, identity.user);
    return identity;
  };
  return {
    identifyIfAny,
    identify: async (request) => (await identifyIfAny(request)) ?? nobody(),
    identifyAgain: async (request) => (await find(request)) ?? nobody(),
  };
}

function nobody(): never {
  throw registryError("SIGN_IN_REQUIRED", {
    message: "this needs a token",
    hint: "sign in: `pantry login`, or `npm login`",
  });
}

export function createRoles(registry: Registry, identities: Identities, sight: Sight): Roles {
  /** The package that is asked for. Throws PACKAGE_MISSING where it is not there, or not for whoever asks. */
  const seen = async (c: Context<RouteEnv>): Promise<PackageHead<"zig">> => {
    const request = c.env.incoming;
    const name = c.req.param("name") ?? "";
    const head = await zigHead(registry, name);
    if (head === undefined || !(await sight.sees(request, head))) {
      throw await sight.missing(request, packageMissing(name));
    }
    if (head.name !== name) throw packageMissing(name, head.name);
    return head;
  };
  const role =
    (check: (identity: Identity, c: Context<RouteEnv>) => Promise<void> | void): Role =>
    async (c, next) => {
      const request = c.env.incoming;
      const take = async (identity: Identity) => {
        await check(identity, c);
        c.set("identity", identity);
      };
      await take(await identities.identify(request));
      roleChecks.set(request, async () => take(await identities.identifyAgain(request)));
      await next();
    };
  return {
    anyone: (_, next) => next(),
    viewer: async (c, next) => {
      c.set("package", await seen(c));
      await next();
    },
    reader: role(() => undefined),
    writer: role((identity) => {
      if (identity.rights.every((right) => right === "read")) throw readOnlyToken();
    }),
    contributor: role((identity) => checkRight(identity, "publish")),
    holder: role((identity) => {
      checkRight(identity, "owner");
      if (identity.packages !== undefined) throw wrongPackage(identity, "the account of its user");
    }),
    owner: (right) =>
      role(async (identity, c) => {
        checkRight(identity, right, { kind: "zig", name: c.req.param("name") ?? "" });
        const head = await seen(c);
        checkOwner(head, identity.user);
        c.set("package", head);
      }),
    publisher: role(async (identity, c) => {
      const { name = "", version = "" } = c.req.param();
      checkRight(identity, "publish", { kind: "zig", name });
      await checkMayPublish(registry, identity.user, name, version);
    }),
  };
}

/** Makes sure that a token has a right, for a package where one is named. Throws TOKEN_READ_ONLY, TOKEN_RIGHT, TOKEN_PACKAGE. */
export function checkRight(
  identity: Identity,
  right: Right,
  of?: { readonly kind: PackageKind; readonly name: string },
): void {
  if (!identity.rights.includes(right)) {
    if (identity.rights.every((each) => each === "read")) throw readOnlyToken();
    throw registryError("TOKEN_RIGHT", {
      message: `this token has no right to \`${right}\`: it may ${identity.rights.join(", ")}`,
      hint: "use one that has it: `pantry token create`, or `npm token create`",
    });
  }
  if (of !== undefined) checkCovers(identity, of);
}

/** Makes sure that a token is good for a package. Throws TOKEN_PACKAGE. */
export function checkCovers(
  identity: Identity,
  of: { readonly kind: PackageKind; readonly name: string },
): void {
  if (!coversPackage(identity, of)) throw wrongPackage(identity, `\`${of.name}\``);
}

function readOnlyToken() {
  return registryError("TOKEN_READ_ONLY", {
    message: "this token may only read",
    hint: "use one that may publish",
  });
}

function wrongPackage(identity: Identity, what: string) {
  return registryError("TOKEN_PACKAGE", {
    message: `this token is not good for ${what}: it was made for ${identity.packages?.join(", ")}`,
    hint: "use one that was made for it",
  });
}
