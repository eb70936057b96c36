import type { IncomingMessage } from "node:http";
import type { Hono } from "hono";
import {
  changeEmail,
  changePassword,
  checkPassword,
  existingUser,
  type Guard,
  hashOf,
  isUser,
  makeToken,
  noLimits,
  revokeToken,
  type SignedIn,
  signIn,
} from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { UserRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { readForm } from "./body.ts";
import { type Form, fieldsOfForm } from "./form.ts";
import { noteUser } from "./log.ts";
import type { Identities, Roles, RouteEnv } from "./roles.ts";

/** What routes of accounts work with. */
export interface AccountParts {
  readonly registry: Registry;
  readonly roles: Roles;
  readonly identities: Identities;
  readonly guard: Guard;
  readonly addressOf: (request: IncomingMessage) => string;
  /** False where only the operator makes accounts. */
  readonly isSignUpOpen: boolean;
}

/** Users, as npm's clients ask for them (npm registry API). */
export function addAccountRoutes(app: Hono<RouteEnv>, parts: AccountParts): void {
  const { registry, roles, identities, guard, addressOf, isSignUpOpen } = parts;

  app.get("/-/whoami", roles.reader, (c) => c.json({ username: c.var.identity.user }));

  // Clients ask for a sign-in in a browser first, and take any refusal as "use the terminal".
  app.post("/-/v1/login", roles.anyone, () => {
    throw registryError("LOGIN_WEB_UNSUPPORTED", {
      message: "there is no sign-in in a browser here",
      hint: "sign in in the terminal: `npm login --auth-type=legacy`",
    });
  });

  app.put(account, roles.anyone, async (c) => {
    const name = nameIn(c.req.param("account"));
    const form = fieldsOfForm(await readForm(c.env.incoming));
    const credentials = credentialsIn(name, form, c.env.incoming);
    if (!isSignUpOpen && !(await isUser(registry, name))) throw signUpClosed();
    const signedIn = await signIn(registry, guard, credentials);
    return c.json(await signedInAnswer(signedIn, c.env.incoming), 201);
  });

  // After a 409 clients come back so: they read the account, and send the password with its revision.
  app.put(`${account}/-rev/:revision`, roles.anyone, async (c) => {
    const name = nameIn(c.req.param("account"));
    const form = fieldsOfForm(await readForm(c.env.incoming));
    const credentials = credentialsIn(name, form, c.env.incoming);
    await existingUser(registry, name);
    const user = await checkPassword(registry, guard, credentials);
    return c.json(await signedInAnswer({ user, isNew: false }, c.env.incoming), 201);
  });

  app.get(account, roles.anyone, async (c) => {
    const user = await existingUser(registry, nameIn(c.req.param("account")));
    const viewer = await identities.identifyIfAny(c.env.incoming);
    return c.json({
      _id: `org.couchdb.user:${user.name}`,
      _rev: `1-${user.attempt}`,
      name: user.name,
      // Nobody's business but their own.
      ...(viewer?.user === user.name ? { email: user.email ?? "" } : {}),
      type: "user",
      roles: [],
    });
  });

  app.delete("/-/user/token/:token", roles.reader, async (c) => {
    await revokeToken(registry, c.var.identity.user, hashOf(c.req.param("token")));
    return c.json({ ok: true });
  });

  app.get("/-/npm/v1/user", roles.reader, async (c) =>
    c.json(profileOf(await existingUser(registry, c.var.identity.user))),
  );

  app.post("/-/npm/v1/user", roles.holder, async (c) => {
    const name = c.var.identity.user;
    const form = fieldsOfForm(await readForm(c.env.incoming));
    if (form.isSet("tfa")) {
      throw registryError("REQUEST_INVALID", {
        message: "this registry has no second factor",
        hint: "limit tokens instead: `pantry token create --help`",
      });
    }
    const unkept = ["fullname", "homepage", "freenode", "twitter", "github"].find((field) =>
      form.isSet(field),
    );
    if (unkept !== undefined) {
      throw registryError("REQUEST_INVALID", {
        message: `this registry keeps no \`${unkept}\` of its users`,
        hint: "`email` and `password` are what can be changed",
      });
    }
    let user = await existingUser(registry, name);
    const change = form.optionalForm("password");
    if (change !== undefined) {
      await checkPassword(registry, guard, {
        name,
        password: change.text("old"),
        email: undefined,
        address: addressOf(c.env.incoming),
      });
      user = await changePassword(registry, name, change.text("new"));
    }
    const email = form.optionalText("email");
    if (email !== undefined && email !== (user.email ?? "")) user = await changeEmail(registry, name, email);
    return c.json(profileOf(user));
  });

  function credentialsIn(name: string, form: Form, request: IncomingMessage) {
    if ((form.optionalText("name") ?? name) !== name) {
      throw registryError("REQUEST_INVALID", {
        message: "the name in the request's body is not the one in its address",
        hint: "send one name",
      });
    }
    const address = addressOf(request);
    return { name, password: form.text("password"), email: form.optionalText("email"), address };
  }

  async function signedInAnswer({ user, isNew }: SignedIn, request: IncomingMessage) {
    noteUser(request, user.name);
    const { text } = await makeToken(registry, user.name, noLimits);
    const created = isNew ? { created: true } : {};
    return { ok: true, id: `org.couchdb.user:${user.name}`, token: text, ...created };
  }
}

const account = "/-/user/:account{org\\.couchdb\\.user:[^/]+}";

function nameIn(account: string): string {
  return account.slice("org.couchdb.user:".length);
}

function signUpClosed() {
  return registryError("SIGN_UP_CLOSED", {
    message: "new accounts are made by whoever runs this registry",
    hint: "ask them for one; check the name if you have one",
  });
}

function profileOf(user: UserRecord) {
  return {
    name: user.name,
    email: user.email ?? "",
    email_verified: false,
    tfa: null,
    cidr_whitelist: null,
    fullname: "",
    created: user.createdAt,
  };
}
