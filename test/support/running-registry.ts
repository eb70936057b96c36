import { join } from "node:path";
import { execa } from "execa";
import type { Machine } from "./pantry.ts";
import { bundle } from "./pantry.ts";

export interface RunningRegistry {
  readonly url: string;
  /** As Ctrl-C ends it. */
  stop(): Promise<void>;
}

/** `pantry registry` as a process of its own, on a free port unless one is given. */
export async function startRegistryProcess(machine: Machine, port = 0): Promise<RunningRegistry> {
  const data = join(machine.folder, "registry-data");
  const child = execa(
    process.execPath,
    [bundle, "registry", "--port", String(port), "--data", data, "--upstream", "off"],
    {
      env: machine.env,
      extendEnv: false,
      reject: false,
    },
  );
  const url = await new Promise<string>((found, failed) => {
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
      const match = /listening on (\S+)/.exec(said);
      if (match?.[1] !== undefined) found(match[1]);
    });
    child.then((result) => failed(new Error(`the registry ended: ${result.stderr}`)));
  });
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await child;
    },
  };
}
