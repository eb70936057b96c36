import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first zig on the PATH, without running it. */
export function searchZig(env: NodeJS.ProcessEnv): string | undefined {
  const names = process.platform === "win32" ? ["zig.exe", "zig.cmd"] : ["zig"];
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) {
      const candidate = join(folder || ".", name);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
