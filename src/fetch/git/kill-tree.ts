import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * Kills a process and all below it. git alone would leave its transport helper behind, which waits for a server
 * that says nothing. (A process group of its own would do, but then Ctrl-C in the terminal would not reach it.)
 * Where the system does not tell who is below, only the process itself is killed.
 */
export async function killTree(pid: number): Promise<void> {
  const pids = [pid, ...(await below(pid))];
  for (const each of pids) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

async function below(pid: number): Promise<number[]> {
  const children = await childrenOf(pid).catch(() => []);
  const further = await Promise.all(children.map(below));
  return [...children, ...further.flat()];
}

async function childrenOf(pid: number): Promise<number[]> {
  if (process.platform === "linux") {
    return numbers(await readFile(`/proc/${pid}/task/${pid}/children`, "utf8"));
  }
  if (process.platform === "win32") return [];
  return numbers((await promisify(execFile)("pgrep", ["-P", String(pid)])).stdout);
}

function numbers(text: string): number[] {
  return text
    .split(/\s+/)
    .filter((part) => part !== "")
    .map(Number);
}
