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
