import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const root = new URL("../../..", import.meta.url).pathname;

/** Builds the registry as it is installed, into a folder of the test's; gives the path of the program. */
export async function bundledRegistry(folder: string): Promise<string> {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  await promisify(execFile)(process.execPath, [join(root, ".ci/build.mjs"), join(folder, "dist")]);
  return join(folder, "dist", "pantry-registry.js");
}

/** A registry in a process of its own. */
export interface RegistryProcess {
  /** Where it listens. Its public address is another, the same on every start. */
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends it with no chance to do anything. */
  kill(): Promise<void>;
}

export const publicUrl = "http://localhost:7117/";

export async function startProcess(program: string, dataFolder: string): Promise<RegistryProcess> {
  const args = [
    program,
    "--data",
    dataFolder,
    "--port",
    "0",
    "--host",
    "127.0.0.1",
    "--public-url",
    publicUrl,
    "--upstream",
    "off",
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  onTestFinished(kill);
  const lines = createInterface({ input: child.stderr });
  const port = new Promise<number>((resolve, reject) => {
    const said: string[] = [];
    lines.on("line", (line) => {
      said.push(line);
      const started = /"event":"started".*"port":(\d+)/.exec(line)?.[1];
      if (started !== undefined) resolve(Number(started));
    });
    lines.on("close", () => reject(new Error(`the registry did not start:\n${said.join("\n")}`)));
  });
  return { url: `http://127.0.0.1:${await port}/`, child, kill };
}
