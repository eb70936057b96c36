import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const program = fileURLToPath(new URL("../../../dist/pantry-registry.js", import.meta.url));

/** The registry as it is installed, in a process of its own. */
export interface Program {
  readonly url: string;
  /** The paths that were answered with 200, in that order. */
  answered(): readonly string[];
  stop(): Promise<void>;
}

/** @param upstream where it gets its packages from, if not from npm's registry. */
export async function startProgram(dataFolder: string, upstream: string | undefined): Promise<Program> {
  const args = [program, "--data", dataFolder, "--port", "0"];
  if (upstream !== undefined) args.push("--upstream", upstream);
  const child = execa(process.execPath, args, { reject: false, stdout: "ignore", buffer: false });
  const lines = createInterface({ input: child.stderr });
  const answered: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => {
      const { event, url, status, path } = JSON.parse(line);
      if (event === "started") resolve(url);
      if (event === "request" && status === 200) answered.push(path);
    });
    lines.on("close", () => reject(new Error("the registry ended")));
  });
  return {
    url,
    answered: () => answered,
    async stop() {
      child.kill("SIGTERM");
      await child;
    },
  };
}
