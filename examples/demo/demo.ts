import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cutNetwork } from "./cut-network.ts";
import { narrator } from "./narrator.ts";
import { startOwnRegistry } from "./own-registry.ts";
import { installedZig } from "./zig.ts";

/*
 * The whole way of a package, on this machine alone:
 *
 * 1. a registry is started, and somebody signs in,
 * 2. three libraries are published; one needs another,
 * 3. a fresh application adds two of them by range, the third comes along,
 * 4. Zig's caches are emptied, the registry is stopped, the network is cut,
 * 5. the real `zig build run` builds and runs it all the same.
 */

const examples = fileURLToPath(new URL("../examples/", import.meta.url));
const pantry = [process.execPath, fileURLToPath(new URL("./pantry.js", import.meta.url))];

const folder = mkdtempSync(join(tmpdir(), "pantry-demo-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

const zigCache = join(folder, "zig-cache");
const { zig, path } = installedZig();
const home = { PANTRY_HOME: join(folder, "home"), ZIG_GLOBAL_CACHE_DIR: zigCache };
const registry = await startOwnRegistry(pantry, join(folder, "registry"), { ...process.env, ...home });
process.on("exit", registry.kill);

const { title, say, show, run } = narrator({
  shorten: (text) => text.replaceAll(folder, "…"),
  env: { ...process.env, ...home, PATH: path, PANTRY_REGISTRY: registry.url },
});
const runPantry = (cwd: string, ...args: string[]) => run({ cwd, name: "pantry", program: pantry, args });

title(`Pantry's demo, in ${folder} (removed at the end)`);

title("1. A registry on this machine, and somebody who signs in");
say(`\`pantry registry\` listens on ${registry.url}`);
await run({
  cwd: folder,
  name: "pantry",
  program: pantry,
  args: ["login", "--username", "cook", "--password-stdin"],
  input: { text: randomBytes(12).toString("hex"), shownAs: "password.txt" },
});

title("2. Three libraries are published");
for (const name of ["ink", "greeting", "proverbs"]) {
  cpSync(join(examples, name), join(folder, name), { recursive: true });
}
await runPantry(join(folder, "ink"), "publish");
say("greeting needs ink: its build.zig.zon gets ink's address and hash");
await runPantry(join(folder, "greeting"), "add", "ink@^0.1");
await runPantry(join(folder, "greeting"), "publish");
await runPantry(join(folder, "proverbs"), "publish");

title("3. A fresh application adds two of them, by range");
const app = join(folder, "hello");
await runPantry(folder, "init", "hello");
await runPantry(app, "add", "greeting@^0.1");
await runPantry(app, "add", "--lazy", "proverbs");
for (const file of ["pantry.toml", "build.zig.zon", "pantry.lock"]) {
  show(`what ${file} says now`, readFileSync(join(app, file), "utf8"));
}
say("its build.zig and main.zig use both packages, with the lines above");
for (const file of ["build.zig", "src/main.zig"]) {
  writeFileSync(join(app, file), readFileSync(join(examples, "hello", file)));
}

title("4. Zig's caches are emptied, the registry is stopped, the network is cut");
rmSync(zigCache, { recursive: true, force: true });
rmSync(join(app, ".zig-cache"), { recursive: true, force: true });
await registry.stop();
const cut = cutNetwork();
say(cut.how);

title("5. The real Zig builds and runs it");
await run({ cwd: app, name: "zig", program: [...cut.prefix, zig], args: ["build", "run", "-Dproverb"] });
title("That is all: nothing was asked of any network.");
