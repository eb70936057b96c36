import { join } from "node:path";
import { clientsFolder } from "./install.ts";

export type ClientName = "npm-11" | "npm-12" | "pnpm-11" | "pnpm-12" | "bun" | "yarn-1" | "yarn-4" | "deno";

/** How each client is started, as the installed packages have it. */
export const programs: Readonly<Record<ClientName, readonly string[]>> = {
  "npm-11": [process.execPath, at("npm-11/bin/npm-cli.js")],
  "npm-12": [node24(), at("npm-12/bin/npm-cli.js")],
  "pnpm-11": [node24(), at("pnpm-11/bin/pnpm.mjs")],
  "pnpm-12": [at("pnpm-12/pnpm")],
  bun: [at("bun/bin/bun.exe")],
  "yarn-1": [process.execPath, at("yarn-1/bin/yarn.js")],
  "yarn-4": [process.execPath, at("yarn-4/bin/yarn.js")],
  deno: [at("deno/deno")],
};

/** The folder of the Node that a client runs under, for what it starts itself. */
export function nodeFolder(client: ClientName): string {
  return client === "npm-12" || client === "pnpm-11" ? join(node24(), "..") : join(process.execPath, "..");
}

function node24(): string {
  return at("node-24/bin/node");
}

function at(path: string): string {
  return join(clientsFolder, "node_modules", path);
}
