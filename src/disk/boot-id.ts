import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/** Systems without a boot id: the minute they were started in. A flip only costs one more verification. */
const bootMinuteMs = 60_000;

/** Names the running boot of this machine: what was written in another one may have been lost with its power. */
export function bootId(): string {
  return kernelBootId() ?? `minute-${Math.round((Date.now() - uptime() * 1000) / bootMinuteMs)}`;
}

/** The same, only where the system has a name for its boots. */
export function kernelBootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}
