import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";
import { tokenOwner } from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { TokenRecord } from "../metadata/index.ts";
import { checkMayPublish, checkOwner, packageHead } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { noteUser } from "./log.ts";

/** What every route can see: Node's own request, and who asks, where its role asks for somebody. */
export interface RouteEnv {
  Bindings: HttpBindings;
  Variables: { readonly identity: TokenRecord };
}

/** Who may use a route. Each route names its role where it is declared. */
export interface Roles {
  readonly anyone: MiddlewareHandler<RouteEnv>;
  /** Has a token. */
  readonly reader: MiddlewareHandler<RouteEnv>;
  /** Has a token that may change something. */
  readonly writer: MiddlewareHandler<RouteEnv>;
  /** A writer who owns the package `:name`. */
  readonly owner: MiddlewareHandler<RouteEnv>;
  /** A writer who may publish `:version` of `:name`: an owner, or anybody if there is no such package. */
  readonly publisher: MiddlewareHandler<RouteEnv>;
}

export function createRoles(registry: Registry): Roles {
  return {
    anyone: (_, next) => next(),
    reader: async (c, next) => {
      c.set("identity", await identify(c.env.incoming));
      await next();
    },
    writer: async (c, next) => {
      c.set("identity", await identifyWriter(c.env.incoming));
      await next();
    },
    owner: async (c, next) => {
      const identity = await identifyWriter(c.env.incoming);
      checkOwner(await packageHead(registry, c.req.param("name") ?? ""), identity.user);
      c.set("identity", identity);
      await next();
    },
    publisher: async (c, next) => {
      const identity = await identifyWriter(c.env.incoming);
      await checkMayPublish(registry, identity.user, c.req.param("name") ?? "", c.req.param("version") ?? "");
      c.set("identity", identity);
      await next();
    },
  };

  async function identify(request: HttpBindings["incoming"]): Promise<TokenRecord> {
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) {
      throw registryError("SIGN_IN_REQUIRED", {
        message: "this needs a token",
        hint: "sign in: `pantry login`, or `npm login`",
      });
    }
    const identity = await tokenOwner(registry, token);
    noteUser(request, identity.user);
    return identity;
  }

  async function identifyWriter(request: HttpBindings["incoming"]): Promise<TokenRecord> {
    const identity = await identify(request);
    if (!identity.readOnly) return identity;
    throw registryError("TOKEN_READ_ONLY", {
      message: "this token may only read",
      hint: "use one that may publish",
    });
  }
}
