import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * Kills a process and all below it. git alone would leave its transport helper behind, which waits for a server
 * that says nothing. (A process group of its own would do, but then Ctrl-C in the terminal would not reach it.)
 * It stands still first, and so starts nobody while it is looked who is below it.
 * Where the system does not tell who is below, only the process itself is killed.
 */
export async function killTree(pid: number): Promise<void> {
  send(pid, "SIGSTOP");
  const children = await childrenOf(pid).catch(() => []);
  await Promise.all(children.map(killTree));
  send(pid, "SIGKILL");
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself meanwhile, or the system knows no standing still.
  }
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
