import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { npmTarball } from "../registry/support/npm.ts";
import { serve, upstreamServer } from "../registry/upstream/fixture.ts";
import { file, type HttpServer } from "../support/http-server.ts";
import type { ClientName } from "./support/clients.ts";
import { clientRegistry, userOf } from "./support/user.ts";

/** How each client installs, and how it installs again what its lockfile says. */
const clients: [ClientName, { readonly install: readonly string[]; readonly frozen: readonly string[] }][] = [
  ["npm-11", { install: ["install"], frozen: ["ci"] }],
  ["npm-12", { install: ["install"], frozen: ["ci"] }],
  ["pnpm-11", { install: ["install"], frozen: ["install", "--frozen-lockfile"] }],
  ["pnpm-12", { install: ["install"], frozen: ["install", "--frozen-lockfile"] }],
  ["bun", { install: ["install"], frozen: ["install", "--frozen-lockfile"] }],
  ["yarn-1", { install: ["install"], frozen: ["install", "--frozen-lockfile"] }],
  ["yarn-4", { install: ["install"], frozen: ["install", "--immutable"] }],
  ["deno", { install: ["install"], frozen: ["install", "--frozen"] }],
];

/** Upstream has a tree of three packages, one with a scope; `evil` stands in for the tarball of the deepest. */
async function upstreamWithTree(evil?: Buffer): Promise<HttpServer> {
  const server = await upstreamServer();
  const tree = [
    { name: "top", dependencies: { "@acme/middle": "^1.0.0" } },
    { name: "@acme/middle", dependencies: { deep: "1.0.0" } },
    { name: "deep", dependencies: {} },
  ];
  for (const { name, dependencies } of tree) {
    const manifest = { dependencies };
    serve(server, name, { "1.0.0": { tarball: npmTarball({ name, manifest }), manifest } });
  }
  if (evil !== undefined) server.on("/deep/-/deep-1.0.0.tgz", file(evil));
  return server;
}

const app = { "package.json": { name: "app", version: "1.0.0", dependencies: { top: "^1.0.0" } } };
const packageJson = (folder: string, name: string) =>
  readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");

describe.each(clients)("%s", (client, { install, frozen }) => {
  it("installs a tree through an empty registry, and again after upstream is gone", async () => {
    const server = await upstreamWithTree();
    const registry = await clientRegistry({ upstream: { url: server.origin } });
    const ada = await userOf(registry, client);
    const folder = ada.folder(app);
    await ada.run(folder, ...install);
    expect(JSON.parse(packageJson(folder, "top"))).toMatchObject({ name: "top", version: "1.0.0" });

    await server.close();
    rmSync(join(folder, "node_modules"), { recursive: true });
    const eve = await userOf(registry, client, "eve");
    await eve.run(folder, ...frozen);
    expect(packageJson(folder, "top")).toContain("1.0.0");
  });

  it("gets nothing where upstream sends other bytes than it announced", async () => {
    const server = await upstreamWithTree(npmTarball({ name: "deep", files: { "evil.js": "" } }));
    const ada = await userOf(await clientRegistry({ upstream: { url: server.origin } }), client);
    const folder = ada.folder(app);
    const { exitCode, said } = await ada.try(folder, install);
    expect(exitCode, said).not.toBe(0);
  });
});
