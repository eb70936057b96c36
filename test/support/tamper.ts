import { chmodSync, statSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { execaSync } from "execa";
import { nodeDisk } from "../../src/disk/index.ts";

/** What a loss of power, or somebody with patience, does to a file: its time stays as it was, to the nanosecond. */
export type Tampering = (path: string) => void;

/** Zeros in the length of what was there: a file whose size reached the disk, and its bytes did not. */
export const zeroed: Tampering = (path) =>
  keepingTimes(path, () => writeFileSync(path, Buffer.alloc(statSync(path).size)));

export const truncated: Tampering = (path) =>
  keepingTimes(path, () => truncateSync(path, statSync(path).size >> 1));

export const emptied: Tampering = (path) => keepingTimes(path, () => truncateSync(path, 0));

export const missing: Tampering = (path) => {
  const { mode } = statSync(dirname(path));
  chmodSync(dirname(path), 0o755);
  unlinkSync(path);
  chmodSync(dirname(path), mode & 0o777);
};

/** As somebody who may do all: file and folder keep mode and times. Node alone can set times to microseconds only. */
export function keepingTimes(path: string, change: () => void): void {
  const reference = `${path}.times`;
  const { mode } = statSync(path);
  const folderMode = statSync(dirname(path)).mode & 0o777;
  chmodSync(dirname(path), 0o755);
  writeFileSync(reference, "");
  try {
    execaSync("touch", ["-r", path, reference]);
    const { mtimeNs } = statSync(path, { bigint: true });
    chmodSync(path, 0o644);
    change();
    chmodSync(path, mode & 0o777);
    execaSync("touch", ["-r", reference, path]);
    if (statSync(path, { bigint: true }).mtimeNs !== mtimeNs) throw new Error(`${path} has another time now`);
  } finally {
    nodeDisk.removeFile(reference);
    chmodSync(dirname(path), folderMode);
  }
}
