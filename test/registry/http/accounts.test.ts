import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningRegistry, startRegistry } from "../../../registry/main.ts";
import { isToken, paths } from "../../../src/protocol/index.ts";
import { sharedFolder } from "../../support/folders.ts";
import { forWriting, publishNpm } from "../support/npm.ts";
import { testPackage } from "../support/package.ts";
import { ask, password, publish, signUp, testRegistry } from "../support/registry.ts";

const folder = sharedFolder();
/** A registry for others: the laxer rules for a developer's own do not hold. Tests use users of their own in it. */
let registry: { readonly url: string };
let running: RunningRegistry;

beforeAll(async () => {
  let port = 0;
  running = await startRegistry({
    dataFolder: folder.path,
    host: "127.0.0.1",
    port: 0,
    upstream: false,
    publicUrl: "https://zig.example/",
    log: (entry) => {
      if (typeof entry["port"] === "number") port = entry["port"];
    },
  });
  registry = { url: `http://127.0.0.1:${port}/` };
  await signUp(registry, "known");
});

afterAll(async () => {
  await running.close();
  folder.remove();
});

describe("signing in", () => {
  it("makes a user and a token, and another token for the right password", async () => {
    const body = {
      _id: "org.couchdb.user:ada1",
      name: "ada1",
      password,
      email: "a@e.x",
      type: "user",
      roles: [],
    };
    const first = await ask(registry, "PUT", paths.user("ada1"), { body });
    expect(first.status).toBe(201);
    const answer = { ok: true, id: "org.couchdb.user:ada1", token: expect.any(String) };
    expect(first.json()).toEqual({ ...answer, created: true });
    const second = await ask(registry, "PUT", paths.user("ada1"), { body });
    expect(second.status).toBe(201);
    expect(second.json()).toEqual(answer);
    const [one, other] = [String(first.json()["token"]), String(second.json()["token"])];
    expect([isToken(one), isToken(other), one === other]).toEqual([true, true, false]);
    for (const token of [one, other]) {
      expect((await ask(registry, "GET", paths.whoami, { token })).json()).toEqual({ username: "ada1" });
    }
  });

  it("takes one typed in two ways for one password", async () => {
    const composed = { password: "caf\u00e9 au lait" };
    await ask(registry, "PUT", paths.user("ada2"), { body: composed });
    const answer = await ask(registry, "PUT", paths.user("ada2"), {
      body: { password: "cafe\u0301 au lait" },
    });
    expect(answer.status).toBe(201);
  });

  it.each<[string, string, unknown, number, string]>([
    ["a wrong password", "known", { password: "wrong wrong" }, 401, "PASSWORD_WRONG"],
    ["a password without end", "known", { password: "x".repeat(2000) }, 401, "PASSWORD_WRONG"],
    ["no password", "known", {}, 400, "REQUEST_INVALID"],
    ["a password that is no text", "known", { password: ["x"] }, 400, "REQUEST_INVALID"],
    ["two names", "known", { name: "bob", password }, 400, "REQUEST_INVALID"],
    ["a capital letter", "Bob", { password }, 400, "USER_NAME_INVALID"],
    ["a slash", "a%2Fb", { password }, 400, "USER_NAME_INVALID"],
    ["a short password", "bob", { password: "short" }, 400, "PASSWORD_UNUSABLE"],
    ["no object", "bob", [], 400, "REQUEST_INVALID"],
    ["no JSON", "bob", Buffer.from("{"), 400, "REQUEST_INVALID"],
    ["a body beyond the limit", "bob", { password, more: "x".repeat(100_000) }, 413, "BODY_TOO_LARGE"],
  ])("with %s is refused", async (_, name, body, status, code) => {
    const answer = await ask(registry, "PUT", `-/user/org.couchdb.user:${name}`, { body });
    expect({ status: answer.status, ...answer.json() }).toMatchObject({
      status,
      code,
      hint: expect.any(String),
    });
  });

  it("in a browser is answered so that clients use the terminal", async () => {
    const answer = await ask(registry, "POST", paths.webLogin, { body: { hostname: "x" } });
    expect({ status: answer.status, ...answer.json() }).toMatchObject({
      status: 404,
      code: "LOGIN_WEB_UNSUPPORTED",
    });
  });

  it("is refused after ten wrong passwords at once, for that user and for five minutes only", async () => {
    let time = Date.parse("2026-01-31T12:00:00Z");
    const registry = await testRegistry({ now: () => new Date(time) });
    await signUp(registry, "ada");
    await signUp(registry, "bob");
    const guess = (name: string, guessed: string) =>
      ask(registry, "PUT", paths.user(name), { body: { password: guessed } });
    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, index) => guess("ada", `guess ${index}`)),
    );
    const statuses = answers.map(({ status }) => status);
    expect([statuses.filter((s) => s === 401).length, statuses.filter((s) => s === 429).length]).toEqual([
      10, 5,
    ]);
    expect(answers.find(({ status }) => status === 429)?.headers["retry-after"]).toBe("300");
    expect((await guess("ada", password)).status).toBe(429);
    expect((await guess("bob", password)).status).toBe(201);
    time += 5 * 60 * 1000 + 1;
    expect((await guess("ada", password)).status).toBe(201);
  });

  it("with the right password is never held against anybody", async () => {
    await signUp(registry, "ada4");
    for (let times = 0; times < 12; times++) {
      const body = { password };
      expect((await ask(registry, "PUT", paths.user("ada4"), { body })).status).toBe(201);
    }
  });

  it("is answered while many sign up at once, who are told to come back", async () => {
    const registry = await testRegistry();
    await signUp(registry, "ada");
    const answered: string[] = [];
    const enter = async (name: string) => {
      const answer = await ask(registry, "PUT", paths.user(name), { body: { password } });
      answered.push(name);
      return answer;
    };
    const crowd = Array.from({ length: 30 }, (_, index) => enter(`new${index}`));
    await Promise.race(crowd);
    const ada = await enter("ada");
    const answers = await Promise.all(crowd);
    expect(ada.status).toBe(201);
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThanOrEqual(20);
    expect(answers.filter(({ status }) => status === 201).length + busy.length).toBe(30);
    for (const answer of busy) {
      expect(answer.json()["code"]).toBe("REGISTRY_BUSY");
      expect(answer.headers["retry-after"]).toBe("2");
    }
  });

  it("by several at once makes one user", async () => {
    const body = { password };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ask(registry, "PUT", paths.user("ada5"), { body })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(answers.filter((answer) => answer.json()["created"] === true)).toHaveLength(1);
  });
});

describe("tokens", () => {
  it.each<[string, string | undefined, string]>([
    ["none", undefined, "SIGN_IN_REQUIRED"],
    ["a wrong password", "Basic a25vd246c2VjcmV0", "PASSWORD_WRONG"],
    ["the password of nobody", "Basic bm9ib2R5OnNlY3JldA==", "PASSWORD_WRONG"],
    ["a name without a password", "Basic a25vd24=", "SIGN_IN_REQUIRED"],
    ["nonsense", "Bearer nonsense", "TOKEN_UNKNOWN"],
    ["a mistyped one", `Bearer ptry_${"0".repeat(48)}`, "TOKEN_UNKNOWN"],
    ["one that was never made", `Bearer ptry_${"0".repeat(40)}d6dd98d5`, "TOKEN_UNKNOWN"],
  ])("%s: 401", async (_, authorization, code) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await ask(registry, "GET", paths.whoami, { headers });
    expect({ status: answer.status, code: answer.json()["code"] }).toEqual({ status: 401, code });
    const scheme = code === "PASSWORD_WRONG" ? /^Basic / : /^Bearer$/;
    expect(answer.headers["www-authenticate"]).toMatch(scheme);
  });

  it("are listed without their text, made for a password, and revoked", async () => {
    const token = await signUp(registry, "ada7");
    const made = await ask(registry, "POST", paths.tokens, { token, body: { password, readonly: true } });
    expect(made.status).toBe(200);
    const readOnly = String(made.json()["token"]);
    expect(isToken(readOnly)).toBe(true);

    const list = await ask(registry, "GET", paths.tokens, { token });
    expect(String(list.body)).not.toContain(token);
    expect(String(list.body)).not.toContain(readOnly);
    const objects = list.json()["objects"] as { key: string; readonly: boolean; token: string }[];
    expect(objects.map((entry) => entry.readonly).sort()).toEqual([false, true]);
    expect(objects.every((entry) => /^ptry_[0-9a-f]{4}$/.test(entry.token))).toBe(true);

    const key = objects.find((entry) => entry.readonly)?.key ?? "";
    expect((await ask(registry, "GET", paths.whoami, { token: readOnly })).status).toBe(200);
    expect((await ask(registry, "DELETE", paths.token(key), { token })).status).toBe(204);
    expect((await ask(registry, "GET", paths.whoami, { token: readOnly })).status).toBe(401);
    expect((await ask(registry, "GET", paths.whoami, { token })).status).toBe(200);
  });

  it("are listed by their beginning, and revoked by their text too: so npm finds one that it is given whole", async () => {
    const token = await signUp(registry, "ada14");
    const made = await ask(registry, "POST", paths.tokens, { token, body: { password, name: "ci" } });
    const text = String(made.json()["token"]);
    const { objects } = (await ask(registry, "GET", paths.tokens, { token })).json();
    const listed = (objects as { name: string; token: string }[]).find(({ name }) => name === "ci");
    expect(text.startsWith(String(listed?.token))).toBe(true);
    expect((await ask(registry, "DELETE", paths.token(text), { token })).status).toBe(204);
    expect((await ask(registry, "GET", paths.whoami, { token: text })).status).toBe(401);
    expect((await ask(registry, "GET", paths.whoami, { token })).status).toBe(200);
  });

  it("that only read change nothing", async () => {
    const token = await signUp(registry, "ada8");
    const body = { password, readonly: true };
    const readOnly = String((await ask(registry, "POST", paths.tokens, { token, body })).json()["token"]);
    for (const [method, path] of [
      ["PUT", paths.zigVersion("leaf", "1.0.0")],
      ["PUT", paths.zigByHash("x")],
      ["POST", paths.tokens],
      ["DELETE", paths.token("x")],
    ] as const) {
      const answer = await ask(registry, method, path, { token: readOnly });
      expect({ path, status: answer.status, code: answer.json()["code"] }).toEqual({
        path,
        status: 403,
        code: "TOKEN_READ_ONLY",
      });
    }
  });

  it("of others stay when one tries to revoke them", async () => {
    const [ada, bob] = [await signUp(registry, "ada9"), await signUp(registry, "bob9")];
    const list = (await ask(registry, "GET", paths.tokens, { token: ada })).json();
    const [{ key }] = list["objects"] as [{ key: string }];
    await ask(registry, "DELETE", paths.token(key), { token: bob });
    await ask(registry, "DELETE", paths.token(ada), { token: bob });
    await ask(registry, "DELETE", paths.session(ada), { token: bob });
    expect((await ask(registry, "GET", paths.whoami, { token: ada })).status).toBe(200);
  });

  it("end when their user signs out", async () => {
    const token = await signUp(registry, "ada10");
    expect((await ask(registry, "DELETE", paths.session(token), { token })).json()).toEqual({ ok: true });
    expect((await ask(registry, "GET", paths.whoami, { token })).status).toBe(401);
  });

  it("with a wrong password are not made", async () => {
    const token = await signUp(registry, "ada11");
    const answer = await ask(registry, "POST", paths.tokens, { token, body: { password: "wrong wrong" } });
    expect(answer.status).toBe(401);
  });

  it.each([
    [{ readonly: true }, true],
    [{ packages_and_scopes_permission: "read-only", packages_all: true }, true],
    [{ packages_and_scopes_permission: "no-access" }, true],
    [{ packages_and_scopes_permission: "read-write", cidr_whitelist: [] }, false],
    [{}, false],
  ])("asked for as %o only read: %s", async (asked, readonly) => {
    const token = await signUp(registry, "reader");
    const made = await ask(registry, "POST", paths.tokens, { token, body: { password, ...asked } });
    expect(made.json()).toMatchObject({ readonly });
  });

  it.each<[object, string]>([
    [{ orgs: ["acme"] }, "TOKEN_LIMIT_UNSUPPORTED"],
    [{ packages_and_scopes_permission: "read-write-stage-only" }, "TOKEN_LIMIT_UNSUPPORTED"],
    [{ packages_and_scopes_permission: "everything" }, "TOKEN_LIMIT_UNSUPPORTED"],
    [{ orgs_permission: "everything" }, "TOKEN_LIMIT_UNSUPPORTED"],
    [{ rights: ["read", "everything"] }, "TOKEN_LIMIT_INVALID"],
    [{ rights: "read" }, "REQUEST_INVALID"],
    [{ packages: ["a b"] }, "TOKEN_LIMIT_INVALID"],
    [{ packages: ["npm:"] }, "TOKEN_LIMIT_INVALID"],
    [{ packages: Array(101).fill("a") }, "TOKEN_LIMIT_INVALID"],
    [{ scopes: ["@a/b"] }, "TOKEN_LIMIT_INVALID"],
    [{ cidr_whitelist: ["10.0.0.0/33"] }, "TOKEN_LIMIT_INVALID"],
    [{ cidr_whitelist: ["somewhere"] }, "TOKEN_LIMIT_INVALID"],
    [{ expires: 0 }, "TOKEN_LIMIT_INVALID"],
    [{ expires: 1.5 }, "TOKEN_LIMIT_INVALID"],
    [{ expires: "30" }, "REQUEST_INVALID"],
    [{ name: "x".repeat(101) }, "TOKEN_LIMIT_INVALID"],
    [{ name: "\u001b[31m" }, "TOKEN_LIMIT_INVALID"],
  ])("with limits that cannot be kept are not made: %o", async (limits, code) => {
    const token = await signUp(registry, "ada12");
    const count = async () =>
      ((await ask(registry, "GET", paths.tokens, { token })).json()["objects"] as unknown[]).length;
    const before = await count();
    const answer = await ask(registry, "POST", paths.tokens, { token, body: { password, ...limits } });
    expect(answer.json()["code"]).toBe(code);
    expect(await count()).toBe(before);
  });

  it("with limits show them in the list", async () => {
    const token = await signUp(registry, "ada13");
    const asked = { name: "ci", rights: ["publish"], packages: ["zig:leaf"], scopes: ["acme"], expires: 30 };
    const body = { password, ...asked, cidr_whitelist: ["127.0.0.0/8"] };
    await ask(registry, "POST", paths.tokens, { token, body });
    const list = (await ask(registry, "GET", paths.tokens, { token })).json()["objects"];
    expect(list).toContainEqual(
      expect.objectContaining({
        name: "ci",
        rights: ["publish"],
        packages: ["zig:leaf", "@acme/*"],
        cidr_whitelist: ["127.0.0.0/8"],
        expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      }),
    );
  });
});

it.each([
  ["GET", "-/stage?page=0&perPage=100", "STAGING_UNSUPPORTED"],
  ["POST", "-/stage/package/@ada%2fx", "STAGING_UNSUPPORTED"],
  ["POST", "-/stage/1de6f3db-2ed9-4d72-b3dd-8f0e2b474a2f/approve", "STAGING_UNSUPPORTED"],
  ["DELETE", "-/stage/1de6f3db-2ed9-4d72-b3dd-8f0e2b474a2f", "STAGING_UNSUPPORTED"],
  ["GET", "-/package/@ada%2fx/trust", "TRUST_UNSUPPORTED"],
  ["POST", "-/npm/v1/oidc/token/exchange/package/@ada%2fx", "TRUST_UNSUPPORTED"],
  ["POST", "-/package/x/trust", "TRUST_UNSUPPORTED"],
  ["DELETE", "-/package/x/trust/1", "TRUST_UNSUPPORTED"],
])("%s %s says what is not here, as clients show what a registry says", async (method, path, code) => {
  const answer = await ask(registry, method, path, method === "POST" ? { body: {} } : {});
  expect({ status: answer.status, code: answer.json()["code"] }).toEqual({ status: 404, code });
});

it("tells a workflow that it is not trusted where clients look for it", async () => {
  const answer = await ask(registry, "POST", "-/npm/v1/oidc/token/exchange/package/x", { body: {} });
  expect(answer.json()["message"]).toBe("this registry trusts no workflows");
});

describe("a limited token", () => {
  const made = async (name: string, limits: object) => {
    const token = await signUp(registry, name);
    const answer = await ask(registry, "POST", paths.tokens, { token, body: { password, ...limits } });
    return { full: token, token: String(answer.json()["token"]) };
  };
  const tried = async (token: string, method: string, path: string, body?: unknown) => {
    const answer = await ask(registry, method, path, { token, body });
    return [answer.status, answer.json()["code"] ?? "done"];
  };

  it("does what it has a right to, for the packages that it was made for", async () => {
    const { full, token } = await made("lim1", { rights: ["publish"], packages: ["lim_*", "zig:limited"] });
    expect((await publish(registry, token, testPackage({ name: "limited" }))).status).toBe(201);
    expect((await publish(registry, token, testPackage({ name: "lim_a" }))).status).toBe(201);
    const other = await publish(registry, token, testPackage({ name: "unlimited" }));
    expect([other.status, other.json()["code"]]).toEqual([403, "TOKEN_PACKAGE"]);
    expect(await tried(token, "PUT", paths.zigYank("limited", "1.0.0"))).toEqual([403, "TOKEN_RIGHT"]);
    expect(await tried(token, "PUT", paths.zigOwner("limited", "known"))).toEqual([403, "TOKEN_RIGHT"]);
    expect(await tried(full, "PUT", paths.zigYank("limited", "1.0.0"))).toEqual([200, "done"]);
  });

  it("needs each right for what it is, for npm packages too", async () => {
    const { full } = await made("lim4", {});
    const limited = async (right: string) => {
      const body = { password, rights: [right] };
      return String((await ask(registry, "POST", paths.tokens, { token: full, body })).json()["token"]);
    };
    const name = { name: "limited-npm" };
    const [publishing, yanking, owning] = [
      await limited("publish"),
      await limited("yank"),
      await limited("owner"),
    ];
    expect((await publishNpm(registry, owning, name)).json()["code"]).toBe("TOKEN_RIGHT");
    expect((await publishNpm(registry, yanking, name)).json()["code"]).toBe("TOKEN_RIGHT");
    expect((await publishNpm(registry, publishing, name)).status).toBe(201);
    const access = { access: "public" };
    expect(await tried(publishing, "POST", "-/package/limited-npm/access", access)).toEqual([
      403,
      "TOKEN_RIGHT",
    ]);
    const set = await ask(registry, "POST", "-/package/limited-npm/access", { token: owning, body: access });
    expect(set.status).toBe(204);
    const { _rev } = await forWriting(registry, "limited-npm", full);
    expect(await tried(publishing, "DELETE", `limited-npm/-rev/${_rev}`)).toEqual([403, "TOKEN_RIGHT"]);
    expect(await tried(owning, "DELETE", `limited-npm/-rev/${_rev}`)).toEqual([403, "TOKEN_RIGHT"]);
    const gone = await ask(registry, "DELETE", `limited-npm/-rev/${_rev}`, { token: yanking });
    expect(gone.status).toBe(200);
  });

  it("for some packages never changes the account", async () => {
    const { token } = await made("lim2", { packages: ["a"] });
    for (const [method, path] of [
      ["POST", paths.tokens],
      ["DELETE", paths.token("x")],
      ["POST", "-/npm/v1/user"],
      ["PUT", "-/org/lim2org/user"],
    ] as const) {
      expect(await tried(token, method, path, {})).toEqual([403, "TOKEN_PACKAGE"]);
    }
  });

  it("is taken from its addresses only", async () => {
    const near = await made("lim3", { cidr_whitelist: ["10.0.0.0/8", "127.0.0.1"] });
    const far = await made("lim3", { cidr_whitelist: ["10.0.0.0/8", "2001:db8::/32"] });
    expect((await ask(registry, "GET", paths.whoami, { token: near.token })).status).toBe(200);
    expect(await tried(far.token, "GET", paths.whoami)).toEqual([403, "TOKEN_ADDRESS"]);
  });

  it("ends when its time is over, and is no longer listed", async () => {
    let time = Date.parse("2026-01-31T12:00:00Z");
    const registry = await testRegistry({ now: () => new Date(time) });
    const token = await signUp(registry, "ada");
    const body = { password, expires: 2 };
    const short = String((await ask(registry, "POST", paths.tokens, { token, body })).json()["token"]);
    const listed = async () => (await ask(registry, "GET", paths.tokens, { token })).json()["objects"];
    time += 2 * 24 * 60 * 60 * 1000 - 1;
    expect((await ask(registry, "GET", paths.whoami, { token: short })).status).toBe(200);
    expect(await listed()).toHaveLength(2);
    time += 1;
    const answer = await ask(registry, "GET", paths.whoami, { token: short });
    expect([answer.status, answer.json()["code"]]).toEqual([401, "TOKEN_EXPIRED"]);
    expect(await listed()).toHaveLength(1);
  });
});

describe("names of users", () => {
  it.each(["ad-min", "r00t", "npm", "unde.fined", "nu1l"])("%s is nobody's", async (name) => {
    const answer = await ask(registry, "PUT", paths.user(name), { body: { password } });
    expect([answer.status, answer.json()["code"]]).toEqual([400, "USER_NAME_RESERVED"]);
  });

  it.each(["grace-h0pper", "grace_hopper", "gracehopper", "grace.hopper"])(
    "%s is taken when grace-hopper is",
    async (name) => {
      await signUp(registry, "grace-hopper");
      const answer = await ask(registry, "PUT", paths.user(name), { body: { password } });
      expect([answer.status, answer.json()["code"]]).toEqual([409, "USER_NAME_TAKEN"]);
    },
  );
});

describe("the account", () => {
  it("is signed in to as clients do that read it first", async () => {
    await signUp(registry, "rev1");
    const account = (await ask(registry, "GET", `${paths.user("rev1")}?write=true`)).json();
    expect(account).toMatchObject({ _id: "org.couchdb.user:rev1", name: "rev1" });
    expect(account).not.toHaveProperty("email");
    const path = `${paths.user("rev1")}/-rev/${account["_rev"]}`;
    const enter = (body: object) =>
      ask(registry, "PUT", path, {
        body,
        headers: { authorization: `Basic ${Buffer.from(`rev1:${password}`).toString("base64")}` },
      });
    const entered = await enter({ ...account, password });
    expect([entered.status, isToken(String(entered.json()["token"]))]).toEqual([201, true]);
    expect((await enter({ ...account, password: "wrong wrong" })).status).toBe(401);
    const nobody = await ask(registry, "PUT", `${paths.user("rev2")}/-rev/1-x`, { body: { password } });
    expect(nobody.status).toBe(404);
  });

  it("shows and changes its profile, and its password with the old one", async () => {
    const token = await signUp(registry, "prof1");
    const profile = "-/npm/v1/user";
    const change = (body: object) => ask(registry, "POST", profile, { token, body });
    expect((await ask(registry, "GET", profile, { token })).json()).toMatchObject({
      name: "prof1",
      email: "prof1@e.x",
      tfa: null,
    });
    expect((await change({ email: "new@e.x" })).json()).toMatchObject({ email: "new@e.x" });
    expect((await change({ email: "x\ny" })).json()).toMatchObject({ code: "REQUEST_INVALID" });
    for (const [unkept, why] of [
      [{ tfa: { mode: "auth-only" } }, "no second factor"],
      [{ fullname: "Ada" }, "no `fullname`"],
      [{ github: "ada" }, "no `github`"],
    ] as const) {
      const refused = { code: "REQUEST_INVALID", error: expect.stringContaining(why) };
      expect((await change({ email: "other@e.x", ...unkept })).json()).toMatchObject(refused);
    }
    // npm sends all that it knows of a profile, with what is not there as an empty text.
    const kept = { email: "new@e.x", fullname: "", homepage: "", freenode: "", twitter: "", github: "" };
    expect((await change(kept)).json()).toMatchObject({ email: "new@e.x" });
    const next = "battery staple";
    expect((await change({ password: { old: "wrong wrong", new: next } })).status).toBe(401);
    expect((await change({ password: { old: password, new: "short" } })).status).toBe(400);
    expect((await change({ password: { old: password, new: next } })).status).toBe(200);
    const enter = (tried: string) => ask(registry, "PUT", paths.user("prof1"), { body: { password: tried } });
    expect([(await enter(password)).status, (await enter(next)).status]).toEqual([401, 201]);
    const email = (await ask(registry, "GET", paths.user("prof1"), { token })).json()["email"];
    expect(email).toBe("new@e.x");
  });
});
