import { describe, expect, it } from "vitest";
import type { ClientName } from "./support/clients.ts";
import { published } from "./support/packages.ts";
import { clientRegistry, userOf } from "./support/user.ts";

const seeing: [ClientName, readonly string[]][] = [
  ["npm-11", ["view", "@ada/lib"]],
  ["npm-12", ["view", "@ada/lib"]],
  ["pnpm-11", ["view", "@ada/lib"]],
  ["pnpm-12", ["view", "@ada/lib"]],
  ["bun", ["pm", "view", "@ada/lib"]],
  ["yarn-1", ["info", "@ada/lib"]],
  ["yarn-4", ["npm", "info", "@ada/lib"]],
];

it.each(seeing)("%s shows a package", async (client, command) => {
  const registry = await clientRegistry();
  const ada = await userOf(registry, client);
  await published(registry, ada, {
    name: "@ada/lib",
    version: "1.2.3",
    manifest: { description: "fast things" },
  });
  const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
  if (client === "yarn-4") await ada.run(folder, "install");
  const said = await ada.run(folder, ...command);
  expect(said).toContain("1.2.3");
  expect(said).toContain("fast things");
});

describe.each<ClientName>(["npm-11", "npm-12", "pnpm-11", "pnpm-12"])("%s", (client) => {
  it("finds a package by its words, and no private one", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const bob = await userOf(registry, client, "bob");
    await published(registry, ada, { name: "@ada/lib", manifest: { description: "quick sorting" } });
    await published(registry, ada, {
      name: "@ada/hidden",
      access: "restricted",
      manifest: { description: "quick sorting" },
    });
    const folder = bob.folder({ "package.json": { name: "app", version: "1.0.0" } });
    const said = await bob.run(folder, "search", "sorting");
    expect(said).toContain("@ada/lib");
    expect(said).not.toContain("@ada/hidden");
  });
});

/** yarn 4 has none of its own. */
const outdated: ClientName[] = ["npm-11", "npm-12", "pnpm-11", "pnpm-12", "bun", "yarn-1", "deno"];

it.each(outdated)("%s says what is outdated", async (client) => {
  const registry = await clientRegistry();
  const ada = await userOf(registry, client);
  await published(registry, ada, { name: "@ada/lib", version: "1.0.0" });
  const dependencies = { "@ada/lib": "1.0.0" };
  // pnpm and deno wait a day before they take a release.
  const folder = ada.folder({
    "package.json": { name: "app", version: "1.0.0", dependencies },
    "pnpm-workspace.yaml": "minimumReleaseAge: 0\n",
  });
  const now = client === "deno" ? ["--minimum-dependency-age=0"] : [];
  await ada.run(folder, "install", ...now);
  await published(registry, ada, { name: "@ada/lib", version: "2.0.0" });
  const { said } = await ada.try(folder, ["outdated", ...now]);
  expect(said).toMatch(/@ada\/lib.*2\.0\.0/);
});

it.each<ClientName>(["npm-11", "npm-12", "pnpm-11", "pnpm-12"])("%s pings", async (client) => {
  const registry = await clientRegistry();
  const ada = await userOf(registry, client);
  const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
  expect(await ada.run(folder, "ping")).toContain("PONG");
});
