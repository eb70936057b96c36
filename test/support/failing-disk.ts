import fs from "node:fs";
import { join } from "node:path";
import type { Disk } from "../../src/disk/index.ts";

/** Thrown in place of the call at which a failing disk stops. */
export class DiskStopped extends Error {
  readonly call: number;
  constructor(call: number, method: string) {
    super(`stopped at call ${call}: ${method}`);
    this.call = call;
  }
}

type Method = keyof Disk & string;

export interface FailingDisk {
  readonly disk: Disk;
  calls(): number;
  /** The methods that were called, in their order. */
  readonly methods: readonly Method[];
}

/**
 * A disk that counts its calls and, from the n-th on, does nothing more: as if the process had been killed there.
 * With `error`, only the n-th call fails, with that error: as if the disk had been full for once.
 */
export function failingDisk(disk: Disk, failAt: number, error?: () => Error): FailingDisk {
  return guarded(disk, (call, method) => {
    const fails = error === undefined ? call >= failAt : call === failAt;
    if (fails) throw error?.() ?? new DiskStopped(call, method);
  });
}

/** The same, killed in the middle of the n-th call, which must be one of `callsWithMiddle`. */
export function brokenOffDisk(disk: Disk, failAt: number): FailingDisk {
  return guarded(disk, (call, method, args) => {
    if (call < failAt) return;
    if (call === failAt) breakOff(method, args);
    throw new DiskStopped(call, method);
  });
}

/** Calls that are more than one to the system: what they do can be half done. */
export const callsWithMiddle: ReadonlySet<string> = new Set(["create", "copy", "makeFolders", "removeTree"]);

function breakOff(method: Method, args: readonly unknown[]): void {
  const [first, second] = args as [string | Buffer, string | Buffer | Uint8Array];
  if (method === "create" && typeof second !== "string") {
    writeIfFree(first, second.subarray(0, second.length >> 1));
  } else if (method === "copy") {
    const bytes = fs.readFileSync(first);
    writeIfFree(second as string | Buffer, bytes.subarray(0, bytes.length >> 1));
  } else if (method === "removeTree") {
    removeHalf(first.toString());
  }
}

function writeIfFree(path: string | Buffer, bytes: Uint8Array): void {
  if (!fs.existsSync(path)) fs.writeFileSync(path, bytes);
}

/** Every second thing in a folder, as a removal does that is not through yet. A file goes or stays. */
function removeHalf(path: string): void {
  if (fs.lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  fs.chmodSync(path, 0o755);
  for (const [index, name] of fs.readdirSync(path).entries()) {
    if (index % 2 === 0) fs.rmSync(join(path, name), { recursive: true });
  }
}

function guarded(
  disk: Disk,
  before: (call: number, method: Method, args: readonly unknown[]) => void,
): FailingDisk {
  const methods: Method[] = [];
  const proxy = new Proxy(disk, {
    get(target, method: Method) {
      return (...args: unknown[]) => {
        methods.push(method);
        before(methods.length, method, args);
        return (target[method] as (...all: unknown[]) => unknown)(...args);
      };
    },
  });
  return { disk: proxy, calls: () => methods.length, methods };
}

/** What Node throws when the disk is full. */
export function diskFull(): Error {
  return Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", errno: -28 });
}
