import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { type HttpServer, startHttpServer } from "../support/http-server.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { manifestOf, serveMany } from "../support/many-packages.ts";
import { bundle, type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";
import { onTerminal } from "../support/screen.ts";

const shared = sharedFolder();
let registry: RunningRegistry;
let server: HttpServer;
let author: Machine;

async function succeed(running: ReturnType<Machine["pantry"]>): Promise<void> {
  const { exitCode, stderr } = await running;
  expect(exitCode, stderr).toBe(0);
}

/** Publishes versions of a library; each may need one of another. */
async function publish(name: string, versions: Readonly<Record<string, string | undefined>>): Promise<void> {
  const folder = writeFiles(join(shared.path, name), {
    "build.zig": `pub fn build(b: *@import("std").Build) void {\n    _ = b.addModule("${name}", .{});\n}\n`,
    "build.zig.zon": manifestText(name, { version: "0.0.0", paths: ["build.zig", "build.zig.zon"] }),
  });
  let before = "0.0.0";
  for (const [version, needs] of Object.entries(versions)) {
    await execa("sed", ["-i", `s/"${before}"/"${version}"/`, join(folder, "build.zig.zon")]);
    if (needs !== undefined) await succeed(author.pantry(folder, "add", needs));
    await succeed(author.pantry(folder, "publish", "--no-build"));
    before = version;
  }
}

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(join(shared.path, "registry")));
  server = await startHttpServer();
  author = machineIn(join(shared.path, "author"), { PANTRY_REGISTRY: registry.url });
  await author.piped("swordfish-7\n", shared.path, "login", "--username", "ada", "--password-stdin");
  await publish("salt", { "1.0.0": undefined, "1.1.0": undefined, "2.0.0": undefined });
  await publish("soup", { "1.2.0": "salt@1.1.0", "2.0.0": undefined });
});

afterAll(async () => {
  await Promise.all([registry.stop(), server.close()]);
  shared.remove();
});

/** What is left on the screen: a line that was wiped begins anew. */
function afterWiping(text: string): string {
  return text.replace(/[^\n]*\r\u001b\[2K/g, "");
}

/** Without what differs from run to run; colours as `‹31›`. */
function readable(text: string): string {
  return text
    .replaceAll(registry.url, "http://REGISTRY/")
    .replace(/\b(\w+-\d+\.\d+\.\d+)-[\w-]{44}/g, "$1-HASH")
    .replace(/\d+\.\d\d s\b/g, "0.00 s")
    .replace(/\u001b\[([\d;]*)m/g, "‹$1›")
    .trimEnd();
}

/** What somebody sees who works through these, in a fresh project. */
const session = [
  "add --help",
  "init dinner",
  "-C dinner add soup@^1.2",
  "-C dinner tree",
  "-C dinner why salt",
  "-C dinner outdated",
  "-C dinner install",
  "-C dinner add salt@^9",
  "config set resolution.duplicates deny",
  "-C dinner add salt@^2",
  "-C dinner instal",
  "-C dinner install --frozn",
  "-C dinner install --registry http://packages.example",
];

describe.each([60, 80])("at %s columns", { timeout: 300_000 }, (columns) => {
  test.each([
    ["with NO_COLOR", "plain", { NO_COLOR: "1" }],
    ["in colour", "color", {}],
  ])("%s", async (_, kind, env) => {
    const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url, ...env });
    const seen: string[] = [];
    for (const line of session) {
      const run = `"${process.execPath}" "${bundle}" ${line}`;
      const screen = await onTerminal(run, { cwd: machine.folder, env: machine.env, columns });
      if (kind === "plain") expect(screen.replaceAll("\r\u001b[2K", "")).not.toContain("\u001b");
      seen.push(`$ pantry ${line}\n${readable(afterWiping(screen))}\n`);
    }
    await expect(seen.join("\n")).toMatchFileSnapshot(`screens/${columns}-${kind}.txt`);
  });
});

test("one line of progress with bytes and rate, and nothing of it is left", async () => {
  const packages = serveMany(server, { count: 3, filesEach: 1, bytesEach: 20_000 });
  let draw = (): void => undefined;
  const drawn = new Promise<void>((resolve) => {
    draw = resolve;
  });
  for (const { url, bytes } of packages) {
    // Half of it, then a byte now and then until somebody has seen the line, then the rest.
    server.on(new URL(url).pathname, (_request, response) => {
      let sent = bytes.length >> 1;
      response.writeHead(200, { "content-type": "application/gzip", "content-length": bytes.length });
      response.write(bytes.subarray(0, sent));
      const dripping = setInterval(() => {
        response.write(bytes.subarray(sent, sent + 1));
        sent += 1;
      }, 20);
      void drawn.then(() => {
        clearInterval(dripping);
        response.end(bytes.subarray(sent));
      });
    });
  }
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: server.origin });
  const app = writeFiles(join(machine.folder, "app"), { "build.zig.zon": manifestOf("app", packages) });
  const run = `"${process.execPath}" "${bundle}" install`;
  const line = /fetching 3 packages, \d+\.\d kB, \d+\.\d kB\/s/;
  const onWritten = (text: string) => line.test(text) && draw();
  const screen = await onTerminal(run, { cwd: app, env: machine.env, columns: 60, onWritten });
  expect(screen).toMatch(line);
  const left = afterWiping(screen);
  expect(left).not.toContain("fetching");
  expect(left).toMatch(/3 packages in place, 3 of them new \(\d+\.\d\d s\)$/);
});

test("Ctrl-C during a download ends it at once: the line is wiped, and nothing is half done", async () => {
  const [slow] = serveMany(server, { count: 1, filesEach: 1, bytesEach: 20_000 });
  if (slow === undefined) throw new Error("nothing is served");
  server.on(new URL(slow.url).pathname, (_request, response) => {
    response.writeHead(200, { "content-type": "application/gzip", "content-length": slow.bytes.length });
    let drops = 0;
    const dripping = setInterval(() => {
      response.write(slow.bytes.subarray(drops, drops + 1));
      drops += 1;
    }, 50);
    response.on("close", () => clearInterval(dripping));
  });
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: server.origin });
  const app = writeFiles(join(machine.folder, "app"), { "build.zig.zon": manifestOf("app", [slow]) });
  // The shell tells how it ended, and its process by `exec` is the one that the signal goes to.
  const line = `sh -c 'echo $$ > pid; exec "${process.execPath}" "${bundle}" install'; echo "ended with $?"`;
  const drawn = /fetching 1 package, \d+ B, \d+ B\/s/;
  let isEnding = false;
  const onWritten = (text: string) => {
    if (isEnding || !drawn.test(text)) return;
    isEnding = true;
    process.kill(Number(readFileSync(join(app, "pid"), "utf8")), "SIGINT");
  };
  const screen = await onTerminal(line, { cwd: app, env: machine.env, columns: 60, onWritten });
  expect(screen).toMatch(drawn);
  expect(afterWiping(screen).trim()).toBe("ended with 130");
  expect(existsSync(join(app, "pantry.lock"))).toBe(false);
});
