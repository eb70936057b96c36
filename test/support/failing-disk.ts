import type { Disk } from "../../src/disk/index.ts";

/** Thrown in place of the call at which a failing disk stops. */
export class DiskStopped extends Error {
  readonly call: number;
  constructor(call: number, method: string) {
    super(`stopped at call ${call}: ${method}`);
    this.call = call;
  }
}

/**
 * A disk that counts its calls and, from the n-th on, does nothing more: as if the process had been killed there.
 * With `error`, only the n-th call fails, with that error: as if the disk had been full for once.
 */
export function failingDisk(
  disk: Disk,
  failAt: number,
  error?: () => Error,
): { disk: Disk; calls(): number } {
  let calls = 0;
  const guarded = new Proxy(disk, {
    get(target, method: keyof Disk & string) {
      return (...args: unknown[]) => {
        calls += 1;
        if (error === undefined ? calls >= failAt : calls === failAt) {
          throw error?.() ?? new DiskStopped(calls, method);
        }
        return (target[method] as (...all: unknown[]) => unknown)(...args);
      };
    },
  });
  return { disk: guarded, calls: () => calls };
}

/** What Node throws when the disk is full. */
export function diskFull(): Error {
  return Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", errno: -28 });
}
