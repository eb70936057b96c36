import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packTarGz } from "../../src/archive/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { readPackageFolder } from "../../src/zig/index.ts";
import { cutNetwork } from "./cut-network.ts";
import { serveFiles } from "./file-server.ts";
import { narrator } from "./narrator.ts";
import { installedZig } from "./zig.ts";

/*
 * The whole way of a package, on this machine alone:
 *
 * 1. a file server on loopback gives out three libraries,
 * 2. a fresh application adds two of them, the third comes along,
 * 3. Zig's caches are emptied and the network is cut,
 * 4. the real `zig build run` builds and runs it all the same.
 */

const examples = fileURLToPath(new URL("../examples/", import.meta.url));
const pantry = fileURLToPath(new URL("./pantry.js", import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "pantry-demo-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

const zigCache = join(folder, "zig-cache");
const { zig, path } = installedZig();
const { title, say, show, run } = narrator({
  shorten: (text) => text.replaceAll(folder, "…"),
  env: { ...process.env, PATH: path, PANTRY_HOME: join(folder, "home"), ZIG_GLOBAL_CACHE_DIR: zigCache },
});
const runPantry = (cwd: string, ...args: string[]) => run(cwd, "pantry", [process.execPath, pantry], args);

title(`Pantry's demo, in ${folder} (removed at the end)`);

title("1. Three libraries, on a file server on this machine");
const server = await serveFiles();
const inkUrl = publishFolder(join(examples, "ink"));
const proverbsUrl = publishFolder(join(examples, "proverbs"));
say("greeting needs ink: its own build.zig.zon gets ink's address and hash");
const greeting = join(folder, "greeting");
cpSync(join(examples, "greeting"), greeting, { recursive: true });
await runPantry(greeting, "add", inkUrl);
const greetingUrl = publishFolder(greeting);

title("2. A fresh application adds two of them");
const app = join(folder, "hello");
await runPantry(folder, "init", "hello");
await runPantry(app, "add", greetingUrl);
await runPantry(app, "add", "--lazy", proverbsUrl);
show("what build.zig.zon says now", readFileSync(join(app, "build.zig.zon"), "utf8"));
show("what pantry.lock says now", readFileSync(join(app, "pantry.lock"), "utf8"));
say("its build.zig and main.zig use both packages, as the lines above say");
for (const file of ["build.zig", "src/main.zig"]) {
  writeFileSync(join(app, file), readFileSync(join(examples, "hello", file)));
}

title("3. Zig's caches are emptied, and the network is cut");
rmSync(zigCache, { recursive: true, force: true });
rmSync(join(app, ".zig-cache"), { recursive: true, force: true });
await server.close();
const cut = cutNetwork();
say(cut.how);

title("4. The real Zig builds and runs it");
await run(app, "zig", [...cut.prefix, zig], ["build", "run", "-Dproverb"]);
title("That is all: nothing was asked of any network.");

/** Packs a library and serves it; gives its address. */
function publishFolder(source: string): string {
  const { manifest, entries, hash } = readPackageFolder(nodeDisk, source);
  if (manifest === undefined) throw new Error(`${source} has no build.zig.zon`);
  const name = `${manifest.name}-${manifest.version}`;
  const url = server.serve(`${name}.tar.gz`, packTarGz(entries, { root: name }));
  say(`${name} is at ${url}\n  its hash is ${hash}`);
  return url;
}
