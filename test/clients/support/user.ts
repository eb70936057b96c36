import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { type RegistryOptions, startRegistry } from "../../../registry/main.ts";
import { signUp } from "../../registry/support/registry.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { type ClientName, nodeFolder, programs } from "./clients.ts";

/** What a client said, and how it ended. */
export interface Run {
  readonly exitCode: number;
  /** Both streams, as they came. */
  readonly said: string;
}

/** Somebody with one client, a home of their own, and a token for the registry in it. */
export interface User {
  readonly name: string;
  readonly token: string;
  readonly home: string;
  /** Runs the client; fails the test where it fails. */
  run(folder: string, ...args: string[]): Promise<string>;
  /** Runs the client and gives how it ended, whatever that is. */
  try(folder: string, args: readonly string[], options?: RunOptions): Promise<Run>;
  /** A folder with these files. Objects are JSON. */
  folder(files: Readonly<Record<string, string | object>>): string;
}

export interface RunOptions {
  /** What is typed when the client asks, by a part of its question, in the order of asking. */
  readonly answers?: readonly (readonly [question: string, answer: string])[];
  /** True for what asks only on a terminal: then it gets one. */
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RegistrySetting {
  /** What its operator knows, in OSV's form. */
  readonly advisories?: readonly object[];
  /** Where it gets its packages from, if not where this machine does. */
  readonly upstream?: RegistryOptions["upstream"];
}

/** A registry with its default configuration. */
export async function clientRegistry({
  advisories = [],
  upstream = upstreamOfThisMachine(),
}: RegistrySetting = {}): Promise<{ readonly url: string }> {
  const dataFolder = temporaryFolder();
  mkdirSync(join(dataFolder, "advisories"));
  for (const [index, advisory] of advisories.entries()) {
    writeFileSync(join(dataFolder, "advisories", `${index}.json`), JSON.stringify(advisory));
  }
  const registry = await startRegistry({ dataFolder, port: 0, upstream });
  onTestFinished(() => registry.close());
  return registry;
}

/** Where this machine gets its packages from; undefined for npm's own registry, the default. */
export function upstreamOfThisMachine(): { readonly url: string } | undefined {
  const url = process.env["npm_config_registry"];
  return url === undefined ? undefined : { url };
}

/** Signs somebody up, and sets their client up for the registry, as its documentation says. */
export async function userOf(
  registry: { readonly url: string },
  client: ClientName,
  name = "ada",
): Promise<User> {
  const token = await signUp(registry, name);
  const home = temporaryFolder();
  const address = registry.url.replace(/^http:/, "");
  writeFileSync(join(home, ".npmrc"), `registry=${registry.url}\n${address}:_authToken=${token}\n`);
  writeFileSync(join(home, ".yarnrc"), `registry "${registry.url}"\n`);
  writeFileSync(join(home, ".yarnrc.yml"), yarnSettings(registry.url, token));
  const [program = "", ...before] = programs[client];
  const env = {
    PATH: `${nodeFolder(client)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    TMPDIR: temporaryFolder(),
    // What yarn 1 keeps for root would be in one place for the whole machine.
    FAKEROOTKEY: "1",
    // Released a moment ago: what every test here installs.
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    NO_UPDATE_NOTIFIER: "1",
  };

  const user: User = {
    name,
    token,
    home,
    async run(folder, ...args) {
      const { exitCode, said } = await user.try(folder, args);
      if (exitCode !== 0) throw new Error(`${client} ${args.join(" ")} ended with ${exitCode}:\n${said}`);
      return said;
    },
    async try(folder, args, options = {}) {
      const line = [program, ...before, ...args];
      const [file = "", ...rest] = options.terminal === true ? onTerminal(line) : line;
      const child = execa(file, rest, {
        cwd: folder,
        env: { ...env, ...options.env },
        extendEnv: false,
        reject: false,
        all: true,
        timeout: 300_000,
        stdin: options.answers === undefined ? "ignore" : "pipe",
      });
      const waiting = [...(options.answers ?? [])];
      let seen = "";
      let again: NodeJS.Timeout | undefined;
      child.all.on("data", (piece) => {
        seen += piece;
        const [question, answer] = waiting[0] ?? [];
        if (question === undefined || !seen.includes(question)) return;
        waiting.shift();
        seen = "";
        clearTimeout(again);
        const type = () => child.stdin?.write(`${answer}${options.terminal === true ? "\r" : "\n"}`);
        type();
        // A client that asks before it listens throws away what was typed meanwhile, as people notice.
        if (options.terminal === true) again = setTimeout(type, typeAgainMs);
      });
      const { exitCode = 1, all } = await child;
      clearTimeout(again);
      return { exitCode, said: all };
    },
    folder(files) {
      const folder = temporaryFolder();
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
      }
      return folder;
    },
  };
  return user;
}

/** Longer than a client thinks about an answer. */
const typeAgainMs = 5_000;

/** A command line that runs another one on a pseudo-terminal (util-linux). */
function onTerminal(line: readonly string[]): readonly string[] {
  return ["script", "-qec", line.map((part) => `'${part}'`).join(" "), "/dev/null"];
}

/** yarn 4 takes plain http, and what was published today, only where it is told to. */
function yarnSettings(url: string, token: string): string {
  return [
    `npmRegistryServer: "${url.slice(0, -1)}"`,
    'unsafeHttpWhitelist: ["localhost", "127.0.0.1"]',
    `npmAuthToken: "${token}"`,
    "nodeLinker: node-modules",
    "npmMinimalAgeGate: 0",
    "enableTelemetry: false",
    "enableImmutableInstalls: false",
    "",
  ].join("\n");
}
