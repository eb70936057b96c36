// Makes a bare clone ready: installs the dependencies if they are missing or older than the lockfile, then builds.
// Plain JavaScript, since nothing is installed when it starts.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

if (installedAt() < changedAt("package-lock.json")) {
  console.error("Installing the dependencies (the Zig compiler among them, some 60 MB to download) …");
  npm("ci", "--no-fund", "--no-audit", "--loglevel=error");
}
npm("run", "--silent", "build");

/** npm writes this file at the end of every install. */
function installedAt() {
  try {
    return changedAt("node_modules/.package-lock.json");
  } catch {
    return 0;
  }
}

function changedAt(path) {
  return statSync(new URL(`../${path}`, import.meta.url)).mtimeMs;
}

function npm(...args) {
  const result = spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
