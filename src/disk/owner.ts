import { readFileSync, readlinkSync } from "node:fs";
import { kernelBootId } from "./boot-id.ts";

/**
 * Says of something on the disk which process made it, so that another one can tell whether it still runs:
 * `boot-namespace-pid-start`. The boot and the namespace say where the number counts, the start that it is the same
 * process and not a later one with its number. `0` stands for what this system does not tell.
 */
export function ownerMark(): string {
  own ??= [bootPart(), namespacePart(), process.pid, startOf(process.pid) ?? "0"].join("-");
  return own;
}

/** `unknown`: made where the numbers of processes are others, in another container for instance. */
export type OwnerState = "alive" | "gone" | "unknown";

export function ownerState(mark: string): OwnerState {
  if (!wholeMark.test(mark)) return "unknown";
  const [boot = "", namespace = "", pid = "", start = ""] = mark.split("-");
  if (boot !== bootPart()) return boot === "0" || bootPart() === "0" ? "unknown" : "gone";
  if (namespace !== namespacePart()) return "unknown";
  const now = startOf(Number(pid));
  if (now !== undefined) return now === start ? "alive" : "gone";
  return isRunning(Number(pid)) ? "alive" : "gone";
}

/** How a mark looks: a regular expression, for finding it in a name. */
export const ownerPattern = "[0-9a-f]+-[0-9a-z]+-[0-9]+-[0-9a-z]+";

const wholeMark = new RegExp(`^${ownerPattern}$`);

let own: string | undefined;
let namespace: string | undefined;

/** Eight of the boot id's digits: enough to tell two boots of one machine apart. */
function bootPart(): string {
  return kernelBootId()?.slice(0, 8) ?? "0";
}

function namespacePart(): string {
  namespace ??= readNamespace();
  return namespace;
}

/** `pid:[4026531836]` on Linux. */
function readNamespace(): string {
  try {
    const [number] = /\d+/.exec(readlinkSync("/proc/self/ns/pid")) ?? ["0"];
    return Number(number).toString(36);
  } catch {
    return "0";
  }
}

/** When a process was started, in ticks since the boot; undefined where that cannot be read, or it is gone. */
function startOf(pid: number): string | undefined {
  try {
    // The name in parentheses may hold anything; the start is the 22nd field, the 20th after the name.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ");
    return fields?.[19] === undefined ? undefined : Number(fields[19]).toString(36);
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process runs too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
