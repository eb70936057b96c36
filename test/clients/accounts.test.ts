import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ask, password } from "../registry/support/registry.ts";
import type { ClientName } from "./support/clients.ts";
import { clientRegistry, userOf } from "./support/user.ts";

const whoami: [ClientName, readonly string[]][] = [
  ["npm-11", ["whoami"]],
  ["npm-12", ["whoami"]],
  ["pnpm-11", ["whoami"]],
  ["pnpm-12", ["whoami"]],
  ["bun", ["pm", "whoami"]],
  ["yarn-4", ["npm", "whoami"]],
];

it.each(whoami)("%s knows who it is", async (client, command) => {
  const registry = await clientRegistry();
  const ada = await userOf(registry, client);
  const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
  expect(await ada.run(folder, ...command)).toMatch(/\bada\b/);
});

describe.each<ClientName>(["npm-11", "npm-12"])("%s", (client) => {
  it("logs in in the terminal, since there is no browser, and logs out", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({ ".npmrc": "", "home/.npmrc": `registry=${registry.url}\n` });
    const env = { HOME: join(folder, "home") };
    const token = () =>
      /_authToken="?(ptry_\w+)/.exec(readFileSync(join(folder, "home/.npmrc"), "utf8"))?.[1];
    const login = await ada.try(folder, ["login"], {
      env,
      answers: [
        ["sername:", "ada"],
        ["assword:", password],
        ["mail", "ada@e.x"],
      ],
    });
    expect(login.exitCode, login.said).toBe(0);
    const made = token();
    expect(made).toMatch(/^ptry_/);
    expect((await ada.try(folder, ["whoami"], { env })).said).toContain("ada");
    const logout = await ada.try(folder, ["logout"], { env });
    expect(logout.exitCode, logout.said).toBe(0);
    expect(token()).toBeUndefined();
    expect((await ask(registry, "GET", "-/whoami", { token: made })).status).toBe(401);
  });

  it("makes, lists and revokes tokens", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
    const rights = ["--packages-all", "--packages-and-scopes-permission=read-only"];
    const args = ["token", "create", "--name=ci", ...rights];
    const created = await ada.try(folder, args, { answers: [["assword", password]] });
    expect(created.exitCode, created.said).toBe(0);
    const token = /ptry_\w+/.exec(created.said)?.[0] ?? "";
    expect((await ask(registry, "GET", "-/whoami", { token })).json()).toEqual({ username: "ada" });
    const refused = await ask(registry, "PUT", "@ada%2fx", { token, body: {} });
    expect(refused.status).toBe(403);

    const listed = JSON.parse(await ada.run(folder, "token", "list", "--json"));
    const made = listed.find(({ readonly }: { readonly: boolean }) => readonly);
    expect(listed).toHaveLength(2);
    await ada.run(folder, "token", "revoke", made.key);
    expect((await ask(registry, "GET", "-/whoami", { token })).status).toBe(401);
  });

  it("shows the profile", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
    expect(JSON.parse(await ada.run(folder, "profile", "get", "--json"))).toMatchObject({
      name: "ada",
      email: "ada@e.x",
    });
  });

  it("changes the password, after which the old one is none", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
    const next = "battery staple";
    const changed = await ada.try(folder, ["profile", "set", "password"], {
      answers: [
        ["Current password", password],
        ["New password", next],
        ["Again", next],
      ],
    });
    expect(changed.exitCode, changed.said).toBe(0);
    const enter = async (tried: string) =>
      (await ask(registry, "PUT", "-/user/org.couchdb.user:ada", { body: { password: tried } })).status;
    expect([await enter(password), await enter(next)]).toEqual([401, 201]);
  });

  it("makes an organisation with a team that may change a private package", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const bob = await userOf(registry, client, "bob");
    const eve = await userOf(registry, client, "eve");
    const folder = ada.folder({ "package.json": { name: "@acme/app", version: "1.0.0" } });
    await ada.run(folder, "org", "set", "acme", "bob", "developer");
    expect(JSON.parse(await ada.run(folder, "org", "ls", "acme", "--json"))).toEqual({
      ada: "owner",
      bob: "developer",
    });
    await ada.run(folder, "publish", "--access=restricted");
    expect(await bob.run(folder, "view", "@acme/app", "version")).toContain("1.0.0");
    expect((await eve.try(folder, ["view", "@acme/app", "version"])).said).toMatch(/E404|404/);

    const later = bob.folder({ "package.json": { name: "@acme/app", version: "1.1.0" } });
    const refused = await bob.try(later, ["publish"]);
    expect([refused.exitCode === 0, refused.said]).toEqual([false, expect.stringMatching(/is not free/)]);
    await ada.run(folder, "team", "create", "acme:core");
    await ada.run(folder, "team", "add", "acme:core", "bob");
    await ada.run(folder, "access", "grant", "read-write", "acme:core", "@acme/app");
    expect(JSON.parse(await ada.run(folder, "access", "list", "packages", "acme:core", "--json"))).toEqual({
      "@acme/app": "read-write",
    });
    await bob.run(later, "publish");
    expect(JSON.parse(await ada.run(folder, "access", "list", "packages", "acme", "--json"))).toEqual({
      "@acme/app": "read-write",
    });
    await ada.run(folder, "org", "rm", "acme", "bob");
    expect((await bob.try(folder, ["view", "@acme/app", "version"])).said).toMatch(/E404|404/);
  });
});

const terminals: [ClientName, { readonly login: readonly string[]; readonly logout: readonly string[] }][] = [
  ["pnpm-11", { login: ["login"], logout: ["logout"] }],
  ["pnpm-12", { login: ["login"], logout: ["logout"] }],
  ["yarn-4", { login: ["npm", "login"], logout: ["npm", "logout"] }],
];

describe.each(terminals)("%s", (client, { login, logout }) => {
  it("logs in on a terminal, and logs out", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({
      "package.json": { name: "app", version: "1.0.0" },
      "home/.npmrc": `registry=${registry.url}\n`,
      "home/.yarnrc.yml": `npmRegistryServer: "${registry.url.slice(0, -1)}"\nunsafeHttpWhitelist: ["localhost"]\n`,
    });
    const env = { HOME: join(folder, "home") };
    const whoami = async () => (await ada.try(folder, [...login.slice(0, -1), "whoami"], { env })).said;
    expect(await whoami()).not.toMatch(/^\W*(YN0000:\s)?ada$/m);
    const answers = [
      ["sername:", "ada"],
      ["assword:", password],
      ["mail", "ada@e.x"],
    ] as const;
    const done = await ada.try(folder, login, { env, terminal: true, answers });
    expect(done.exitCode, done.said).toBe(0);
    expect(await whoami()).toMatch(/^\W*(YN0000:\s)?ada$/m);
    const left = await ada.try(folder, logout, { env, terminal: true });
    expect(left.exitCode, left.said).toBe(0);
    expect(await whoami()).not.toMatch(/^\W*(YN0000:\s)?ada$/m);
  });
});

describe.each<ClientName>(["pnpm-11", "pnpm-12"])("%s", (client) => {
  it("logs out, and its token ends", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
    await ada.try(folder, ["logout"]);
    expect((await ask(registry, "GET", "-/whoami", { token: ada.token })).status).toBe(401);
  });
});
