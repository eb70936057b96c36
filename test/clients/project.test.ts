import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { app, tools } from "./support/app.ts";
import type { ClientName } from "./support/clients.ts";
import { type Program, startProgram } from "./support/program.ts";
import { upstreamOfThisMachine, userOf } from "./support/user.ts";

/** How each client installs without asking whether a package may run its scripts; none here needs to. */
const clients: [ClientName, readonly string[]][] = [
  ["npm-11", ["install", "--ignore-scripts"]],
  ["npm-12", ["install", "--ignore-scripts"]],
  ["pnpm-11", ["install", "--ignore-scripts"]],
  ["pnpm-12", ["install", "--ignore-scripts"]],
  ["bun", ["install", "--ignore-scripts"]],
  ["yarn-1", ["install", "--ignore-scripts"]],
  ["yarn-4", ["install"]],
  ["deno", ["install"]],
];

/** Stands between the empty registries and npm's, so that some 400 packages come from afar once, not eight times. */
let near: Program;
const folder = sharedFolder();

beforeAll(async () => {
  near = await startProgram(folder.path, upstreamOfThisMachine()?.url);
});

afterAll(async () => {
  await near.stop();
  folder.remove();
});

it.each(clients)("%s installs a real project through an empty registry", async (client, install) => {
  const registry = await startProgram(temporaryFolder(), near.url);
  onTestFinished(() => registry.stop());
  const ada = await userOf(registry, client);
  const project = ada.folder(app);
  await ada.run(project, ...install);
  const tarballs = registry.answered().filter((path) => path.endsWith(".tgz"));
  expect(new Set(tarballs).size).toBeGreaterThan(350);

  const run = ([tool = "", ...args]: readonly string[]) =>
    execa(process.execPath, [join(project, "node_modules", tool), ...args], { cwd: project });
  await Promise.all(tools.map(run));
  const [script = ""] = readdirSync(join(project, "dist/assets"));
  expect(readFileSync(join(project, "dist/assets", script), "utf8")).toContain("made here");
});
