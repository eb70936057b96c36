import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ask, password, signUp } from "../registry/support/registry.ts";
import type { ClientName } from "./support/clients.ts";
import { published, seen, versionsOf } from "./support/packages.ts";
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

  it("says that a password was wrong", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({ ".npmrc": "", "home/.npmrc": `registry=${registry.url}\n` });
    const login = await ada.try(folder, ["login"], {
      env: { HOME: join(folder, "home") },
      answers: [
        ["sername:", "ada"],
        ["assword:", "wrong wrong"],
      ],
    });
    expect(login.exitCode, login.said).not.toBe(0);
    expect(login.said).toContain("Incorrect or missing password");
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

  it("revokes a token that it is given whole", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({});
    const token = await signUp(registry, "ada");
    await ada.run(folder, "token", "revoke", token);
    expect((await ask(registry, "GET", "-/whoami", { token })).status).toBe(401);
    expect(await ada.run(folder, "whoami")).toContain("ada");
  });

  it("is told that nothing is staged here, and that no workflow is trusted", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({ "package.json": { name: "@ada/x", version: "1.0.0" } });
    for (const [args, why] of [
      [["stage", "publish"], "stages no packages"],
      [["stage", "list"], "stages no packages"],
      [["trust", "list", "@ada/x"], "trusts no workflows"],
      [
        [
          "token",
          "create",
          `--password=${password}`,
          "--name=ci",
          "--packages-and-scopes-permission=read-write-stage-only",
        ],
        "stage",
      ],
    ] as const) {
      const { exitCode, said } = await ada.try(folder, args);
      expect([exitCode === 0, said]).toEqual([false, expect.stringContaining(why)]);
    }
    expect(await versionsOf(registry, "@ada/x")).toEqual([]);
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

  it("is told which parts of a profile are not kept", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const set = await ada.try(ada.folder({}), ["profile", "set", "fullname", "Ada"]);
    expect([set.exitCode === 0, set.said]).toEqual([false, expect.stringContaining("keeps no `fullname`")]);
    expect(await ada.run(ada.folder({}), "profile", "set", "email", "new@e.x")).toContain("new@e.x");
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
  it("makes a team that may change a package of its organisation", async () => {
    const registry = await clientRegistry();
    const [ada, bob] = [await userOf(registry, client), await userOf(registry, client, "bob")];
    const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
    const body = { user: "bob", role: "developer" };
    await ask(registry, "PUT", "-/org/acme/user", { token: ada.token, body });
    await published(registry, ada, { name: "@acme/lib" });
    await ada.run(folder, "team", "create", "@acme:core");
    await ada.run(folder, "team", "add", "@acme:core", "bob");
    expect(await ada.run(folder, "team", "ls", "@acme")).toContain("@acme:core");
    expect(await ada.run(folder, "team", "ls", "@acme:core")).toContain("bob");
    const tag = ["dist-tag", "add", "@acme/lib@1.0.0", "old"];
    const refused = await bob.try(folder, tag);
    expect(refused.exitCode, refused.said).not.toBe(0);
    await ada.run(folder, "access", "grant", "read-write", "@acme:core", "@acme/lib");
    await bob.run(folder, ...tag);
    expect((await seen(registry, "@acme/lib"))?.["dist-tags"]["old"]).toBe("1.0.0");
    await ada.run(folder, "team", "rm", "@acme:core", "bob");
    expect((await bob.try(folder, tag)).exitCode).not.toBe(0);
  });

  it("logs out, and its token ends", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
    await ada.try(folder, ["logout"]);
    expect((await ask(registry, "GET", "-/whoami", { token: ada.token })).status).toBe(401);
  });
});

it("pnpm-12 makes, lists and revokes tokens", async () => {
  const registry = await clientRegistry();
  const ada = await userOf(registry, "pnpm-12");
  const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
  const answers = [["assword", password]] as const;
  const created = await ada.try(folder, ["token", "create", "--read-only"], { terminal: true, answers });
  expect(created.exitCode, created.said).toBe(0);
  const token = /ptry_\w+/.exec(created.said)?.[0] ?? "";
  expect(token, created.said).not.toBe("");
  expect((await ask(registry, "GET", "-/whoami", { token })).json()).toEqual({ username: "ada" });
  expect((await ask(registry, "PUT", "@ada%2fx", { token, body: {} })).status).toBe(403);

  const listed = JSON.parse(await ada.run(folder, "token", "list", "--json"));
  const made = listed.find(({ readonly }: { readonly: boolean }) => readonly);
  await ada.run(folder, "token", "revoke", made.key);
  expect((await ask(registry, "GET", "-/whoami", { token })).status).toBe(401);
});

it("yarn-1 asks for a password to publish, and ends the token that it got", async () => {
  const registry = await clientRegistry();
  const ada = await userOf(registry, "yarn-1");
  writeFileSync(join(ada.home, ".npmrc"), `registry=${registry.url}\n`);
  const folder = ada.folder({ "package.json": { name: "@ada/made", version: "1.0.0", license: "MIT" } });
  const answers = [
    ["npm username", "ada"],
    ["npm email", "ada@e.x"],
    ["npm password", password],
  ] as const;
  const login = await ada.try(folder, ["login"], { terminal: true, answers: answers.slice(0, 2) });
  expect(login.exitCode, login.said).toBe(0);
  const args = ["publish", "--new-version", "1.0.0"];
  const published = await ada.try(folder, args, { terminal: true, answers: answers.slice(2) });
  expect(published.exitCode, published.said).toBe(0);
  expect(await versionsOf(registry, "@ada/made")).toEqual(["1.0.0"]);
  const { objects } = (await ask(registry, "GET", "-/npm/v1/tokens", { token: ada.token })).json();
  expect(objects).toHaveLength(1);

  const settings = () => readFileSync(join(ada.home, ".yarnrc"), "utf8");
  expect(settings()).toContain("ada@e.x");
  await ada.run(folder, "logout");
  expect(settings()).not.toContain("ada@e.x");
});

/** How each client publishes for those only who may see it, and installs. */
const passwords: [
  ClientName,
  { readonly publish?: readonly string[]; readonly install: readonly string[] },
][] = [
  ["npm-11", { publish: ["publish", "--access=restricted"], install: ["install"] }],
  ["npm-12", { publish: ["publish", "--access=restricted"], install: ["install"] }],
  ["pnpm-11", { publish: ["publish", "--no-git-checks", "--access=restricted"], install: ["install"] }],
  ["pnpm-12", { publish: ["publish", "--no-git-checks", "--access=restricted"], install: ["install"] }],
  ["bun", { publish: ["publish", "--access=restricted"], install: ["install"] }],
  ["yarn-1", { publish: ["publish", "--non-interactive", "--access=restricted"], install: ["install"] }],
  ["yarn-4", { publish: ["npm", "publish", "--access", "restricted"], install: ["install"] }],
  ["deno", { install: ["install", "--minimum-dependency-age=0"] }],
];

it.each(passwords)("%s works with a password in its settings", async (client, { publish, install }) => {
  const registry = await clientRegistry();
  const ada = await userOf(registry, client);
  const ident = Buffer.from(`ada:${password}`).toString("base64");
  const settings = `registry=${registry.url}\n${registry.url.replace(/^http:/, "")}:_auth=${ident}\n`;
  writeFileSync(join(ada.home, ".npmrc"), settings);
  const yarnSettings = readFileSync(join(ada.home, ".yarnrc.yml"), "utf8");
  const withPassword = yarnSettings.replace(/npmAuthToken.*/, `npmAuthIdent: "ada:${password}"`);
  writeFileSync(join(ada.home, ".yarnrc.yml"), withPassword);

  const made = { name: "@ada/made", version: "1.0.0", license: "MIT" };
  if (publish === undefined) {
    await published(registry, ada, { ...made, access: "restricted" });
  } else {
    const folder = ada.folder({ "package.json": made, "README.md": "# Made" });
    if (client === "yarn-4") await ada.run(folder, "install");
    await ada.run(folder, ...publish);
  }
  expect(await seen(registry, "@ada/made")).toBeUndefined();
  const dependencies = { "@ada/made": "1.0.0" };
  const app = ada.folder({ "package.json": { name: "app", version: "1.0.0", dependencies } });
  await ada.run(app, ...install);
  expect(existsSync(join(app, "node_modules/@ada/made/package.json"))).toBe(true);
});
