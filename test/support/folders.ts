import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";

/** A fresh folder that is gone when the test is over. */
export function temporaryFolder(prefix = "pantry-test-"): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  onTestFinished(() => nodeDisk.removeTree(folder));
  return folder;
}

/** The same in memory, where there is such a place: for what flushes a thousand times. */
export function memoryFolder(prefix = "pantry-test-"): string {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), prefix));
  onTestFinished(() => nodeDisk.removeTree(folder));
  return folder;
}

/** A fresh folder for a whole file of tests; the caller removes it in `afterAll`. */
export function sharedFolder(prefix = "pantry-test-"): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), prefix));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
