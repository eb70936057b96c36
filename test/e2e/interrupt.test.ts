import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/folders.ts";
import { startHttpServer } from "../support/http-server.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { bundle, type Machine, machineIn } from "../support/pantry.ts";

interface Work {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** When it is in the middle of it. */
  readonly started: Promise<unknown>;
}

/** git asks a server that never answers. */
async function gitFetch(): Promise<Work> {
  const server = await startHttpServer();
  onTestFinished(() => server.close());
  const started = new Promise<void>((resolve) => {
    server.on("/soup.git/info/refs?service=git-upload-pack", () => resolve());
  });
  return { args: ["add", `git+${server.origin}/soup.git`], env: {}, started };
}

/** A zig that builds for a minute. It says when it begins by opening a pipe. */
async function publishing(machine: Machine): Promise<Work> {
  const pipe = join(machine.folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const zig = join(machine.folder, "zig");
  const script = `#!/bin/sh\n[ "$1" = version ] && exec echo 0.16.0\n: > "${pipe}"\nexec sleep 60\n`;
  writeFileSync(zig, script, { mode: 0o755 });
  const env = { PANTRY_ZIG: zig, PANTRY_REGISTRY: "http://127.0.0.1:1" };
  return { args: ["publish", "--dry-run"], env, started: readFile(pipe) };
}

const works = [
  { what: "a git fetch", begin: gitFetch },
  { what: "publish", begin: publishing },
];

async function stopped({ begin }: (typeof works)[number], signal: NodeJS.Signals) {
  const machine = machineIn(temporaryFolder());
  const soup = writeFiles(join(machine.folder, "soup"), {
    "build.zig": "// empty\n",
    "build.zig.zon": manifestText("soup", { paths: ["build.zig", "build.zig.zon"] }),
  });
  const { args, env, started } = await begin(machine);
  const running = execa(process.execPath, [bundle, ...args], {
    cwd: soup,
    env: { ...machine.env, ...env },
    extendEnv: false,
    reject: false,
    timeout: 120_000,
  });
  await Promise.race([started, running]);
  running.kill(signal);
  const ended = await running;
  const temporary = join(machine.home, ".pantry/store/v1/tmp");
  const left = existsSync(temporary) ? readdirSync(temporary) : [];
  return { machine, soup, signal: ended.signal, left, said: ended.stderr };
}

test.each(works.flatMap((work) => (["SIGINT", "SIGTERM"] as const).map((signal) => ({ ...work, signal }))))(
  "$signal during $what leaves no temporary folder",
  { timeout: 150_000 },
  async (row) => {
    const { signal, left, said } = await stopped(row, row.signal);
    expect(signal, said).toBe(row.signal);
    expect(left).toEqual([]);
  },
);

test.each(works)(
  "what SIGKILL leaves of $what, the next command sweeps",
  { timeout: 150_000 },
  async (work) => {
    const { machine, soup, left } = await stopped(work, "SIGKILL");
    expect(left).toHaveLength(1);
    const { exitCode, stdout } = await machine.pantry(soup, "store", "gc", "--json");
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ leftovers: 1 })]);
  },
);
