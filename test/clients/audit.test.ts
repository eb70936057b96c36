import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { osv } from "../osv/advisories.ts";
import type { ClientName } from "./support/clients.ts";
import { published } from "./support/packages.ts";
import { clientRegistry, userOf } from "./support/user.ts";

/** An installed application with one package of ada's. */
async function setting(client: ClientName, ...advisories: readonly object[]) {
  const registry = await clientRegistry({ advisories });
  const ada = await userOf(registry, client);
  await published(registry, ada, { name: "@ada/lib" });
  const dependencies = { "@ada/lib": "1.0.0" };
  const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0", dependencies } });
  await ada.run(folder, "install");
  return { registry, ada, folder };
}

/** yarn 1 is not among them: it asks its own registry, whichever it installs from. */
const auditing: [ClientName, readonly string[]][] = [
  ["npm-11", ["audit"]],
  ["npm-12", ["audit"]],
  ["pnpm-11", ["audit"]],
  ["pnpm-12", ["audit"]],
  ["bun", ["audit"]],
  ["yarn-4", ["npm", "audit"]],
];

it.each(auditing)("%s finds nothing where nothing is known", async (client, command) => {
  const { ada, folder } = await setting(client);
  const { exitCode, said } = await ada.try(folder, command);
  expect(exitCode, said).toBe(0);
});

it.each(auditing)("%s finds what the registry's operator knows", async (client, command) => {
  const known = osv(
    { id: "GHSA-xxxx", summary: "It falls over" },
    { package: { ecosystem: "npm", name: "@ada/lib" } },
  );
  const { ada, folder } = await setting(client, known);
  const { exitCode, said } = await ada.try(folder, command);
  expect(exitCode, said).not.toBe(0);
  expect(said).toContain("It falls over");
});

describe.each<ClientName>(["npm-11", "npm-12", "pnpm-11", "pnpm-12"])("%s", (client) => {
  it("verifies the registry's signatures", async () => {
    const { ada, folder } = await setting(client);
    const stub = fileURLToPath(new URL("support/no-sigstore.cjs", import.meta.url));
    const env = client.startsWith("npm") ? { NODE_OPTIONS: `--require=${stub}` } : {};
    const { exitCode, said } = await ada.try(folder, ["audit", "signatures"], { env });
    expect(exitCode, said).toBe(0);
    expect(said).toMatch(/1 package has a(n?) (verified|valid) registry signature|1.*verified/i);
  });
});
