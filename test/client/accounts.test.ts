import { describe, expect, it } from "vitest";
import type { RegistryClient } from "../../src/client/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { status } from "../support/http-server.ts";
import { afterBody, clientFor, json, refusal, scriptedRegistry, token } from "./fixtures.ts";

const createdAt = "2026-01-31T12:00:00.000Z";
const listed = { key: "1f", token: "ptry_1234", readonly: true, created: createdAt };

describe("accounts and packages", () => {
  it.each<[string, string, unknown, (client: RegistryClient) => Promise<unknown>, unknown, unknown]>([
    [
      "PUT /-/user/org.couchdb.user:ada",
      "login",
      { ok: true, token: "ptry_new", created: true },
      (client) => client.login({ name: "ada", password: "correct horse", email: "ada@example.invalid" }),
      {
        _id: "org.couchdb.user:ada",
        name: "ada",
        password: "correct horse",
        email: "ada@example.invalid",
        type: "user",
        roles: [],
      },
      { token: "ptry_new", created: true },
    ],
    [
      `DELETE /-/user/token/${token}`,
      "logout",
      { ok: true },
      (client) => client.logout(),
      undefined,
      undefined,
    ],
    ["GET /-/whoami", "whoami", { username: "ada" }, (client) => client.whoami(), undefined, "ada"],
    [
      "GET /-/npm/v1/tokens",
      "tokens",
      { objects: [listed], urls: {} },
      (client) => client.tokens(),
      undefined,
      [{ key: "1f", masked: "ptry_1234", readOnly: true, createdAt }],
    ],
    [
      "POST /-/npm/v1/tokens",
      "createToken",
      { ...listed, token: "ptry_new" },
      (client) => client.createToken({ password: "correct horse", readOnly: true }),
      { password: "correct horse", readonly: true, cidr_whitelist: [] },
      "ptry_new",
    ],
    [
      "POST /-/npm/v1/tokens",
      "createToken, with limits",
      { ...listed, token: "ptry_new" },
      (client) =>
        client.createToken({ password: "x", readOnly: false, name: "ci", packages: ["a", "@b/*"], days: 90 }),
      {
        password: "x",
        readonly: false,
        cidr_whitelist: [],
        name: "ci",
        packages: ["a", "@b/*"],
        expires: 90,
      },
      "ptry_new",
    ],
    [
      "DELETE /-/npm/v1/tokens/token/1f",
      "revokeToken",
      {},
      (client) => client.revokeToken("1f"),
      undefined,
      undefined,
    ],
    [
      "PUT /-/zig/ink/1.0.0%2Bb/yank",
      "yank",
      { ok: true },
      (client) => client.yank("ink", "1.0.0+b"),
      undefined,
      undefined,
    ],
    [
      "DELETE /-/zig/ink/1.0.0/yank",
      "unyank",
      { ok: true },
      (client) => client.unyank("ink", "1.0.0"),
      undefined,
      undefined,
    ],
    [
      "GET /-/zig/ink/owners",
      "owners",
      { owners: ["ada"] },
      (client) => client.owners("ink"),
      undefined,
      ["ada"],
    ],
    [
      "PUT /-/zig/ink/owners/bob",
      "addOwner",
      { owners: ["ada", "bob"] },
      (client) => client.addOwner("ink", "bob"),
      undefined,
      ["ada", "bob"],
    ],
    [
      "DELETE /-/zig/ink/owners/bob",
      "removeOwner",
      { owners: ["ada"] },
      (client) => client.removeOwner("ink", "bob"),
      undefined,
      ["ada"],
    ],
  ])("%s is %s", async (line, _, answer, act, body, result) => {
    const server = await scriptedRegistry();
    const bodies: string[] = [];
    const [method, path = ""] = line.split(" ");
    server.on(
      path,
      afterBody(json(answer), (bytes) => bodies.push(bytes.toString())),
    );
    expect(await act(clientFor(server.origin, { token }).client)).toEqual(result);
    expect(server.requests.map((request) => `${request.method} ${request.url}`)).toEqual([
      `${method} ${path}`,
    ]);
    expect(bodies[0] === "" ? undefined : JSON.parse(bodies[0] ?? "")).toEqual(body);
  });

  it.each<[string, (client: RegistryClient) => Promise<unknown>, string]>([
    ["/-/zig/ink/owners/bob", (client) => client.removeOwner("ink", "bob"), "LAST_OWNER"],
    ["/-/zig/ink/1.0.0/yank", (client) => client.yank("ink", "1.0.0"), "NOT_OWNER"],
    ["/-/whoami", (client) => client.whoami(), "TOKEN_UNKNOWN"],
  ])("%s fails in the registry's words", async (path, act, code) => {
    const server = await scriptedRegistry();
    server.on(path, afterBody(refusal(409, { error: "no", code, hint: "do this" })));
    const { client } = clientFor(server.origin, { token });
    expect(await failureOf(act(client))).toMatchObject({ code, message: "no", hint: "do this" });
  });

  it("says how to sign in where the registry leaves it at 401", async () => {
    const server = await scriptedRegistry();
    server.on("/-/whoami", status(401));
    const failure = await failureOf(clientFor(server.origin).client.whoami());
    expect(failure).toMatchObject({ exit: "denied", hint: expect.stringContaining("pantry login") });
  });

  it("without a token there is nothing to sign out of", async () => {
    const server = await scriptedRegistry();
    await clientFor(server.origin).client.logout();
    expect(server.requests).toEqual([]);
  });
});
