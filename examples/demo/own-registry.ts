import { spawn } from "node:child_process";
import { once } from "node:events";

export interface OwnRegistry {
  readonly url: string;
  /** Ends it as Ctrl-C would, and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it at once: for when the demo itself ends. */
  kill(): void;
}

/** Starts `pantry registry` on a free port, and waits until it says where it listens. */
export async function startOwnRegistry(
  [command = "", ...before]: readonly string[],
  data: string,
  env: NodeJS.ProcessEnv,
): Promise<OwnRegistry> {
  const child = spawn(command, [...before, "registry", "--quiet", "--port", "0", "--data", data], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  let said = "";
  for await (const piece of child.stdout) {
    said += piece;
    if (said.includes("\n")) break;
  }
  const url = /listening on (\S+)/.exec(said)?.[1];
  if (url === undefined) throw new Error(`the registry did not start: ${said}`);
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await gone;
    },
    kill: () => child.kill("SIGKILL"),
  };
}
