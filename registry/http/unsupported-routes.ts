import type { Hono } from "hono";
import { registryError } from "../errors.ts";
import { failureOf } from "./failure.ts";
import type { Roles, RouteEnv } from "./roles.ts";

/** What npm's newest commands ask for and no Pantry registry has. They show why, so it is said (npm registry API). */
export function addUnsupportedRoutes(app: Hono<RouteEnv>, roles: Roles): void {
  app.all("/-/stage/*", roles.anyone, () => {
    throw registryError("STAGING_UNSUPPORTED", {
      message: "this registry stages no packages",
      hint: "publish at once: `npm publish`",
    });
  });
  app.all("/-/package/:name/trust/*", roles.anyone, () => {
    throw trustsNobody();
  });
  // A workflow with an identity of its own asks before it publishes with its token, and shows a `message` only.
  app.all("/-/npm/v1/oidc/*", roles.anyone, (c) => {
    const { body } = failureOf(trustsNobody());
    return c.json({ ...body, message: body.error }, 404);
  });
}

function trustsNobody() {
  return registryError("TRUST_UNSUPPORTED", {
    message: "this registry trusts no workflows",
    hint: "publish with a token that is good for this package only: `npm token create`",
  });
}
