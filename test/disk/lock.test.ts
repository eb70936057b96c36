import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bootId, nodeDisk, withLock } from "../../src/disk/index.ts";
import { DiskStopped, failingDisk } from "../support/failing-disk.ts";
import { temporaryFolder } from "../support/folders.ts";

test("one after the other, and nothing is left behind", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "lock");
  let inside = 0;
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      withLock(nodeDisk, path, () => {
        inside += 1;
        expect(inside).toBe(1);
        seen.push(index);
        inside -= 1;
      }),
    ),
  );
  expect(seen.length).toBe(20);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  { what: "of a process that is gone", holder: JSON.stringify([2 ** 22 + 1, bootId(), "x"]) },
  { what: "from before the machine was started", holder: JSON.stringify([1, "another boot", "x"]) },
  { what: "of this process, from work that was broken off", holder: JSON.stringify([process.pid, bootId(), "x"]) },
  { what: "that was cut", holder: "[12" },
])("a lock $what is taken away", async ({ holder }) => {
  const path = join(temporaryFolder(), "lock");
  writeFileSync(path, holder);
  expect(await withLock(nodeDisk, path, () => "done")).toBe("done");
});

test("work that throws gives the lock back", async () => {
  const path = join(temporaryFolder(), "lock");
  await expect(
    withLock(nodeDisk, path, () => {
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await withLock(nodeDisk, path, () => "done")).toBe("done");
});

test("killed at any call, the next one gets it", async () => {
  for (let call = 1; ; call += 1) {
    const path = join(temporaryFolder(), "lock");
    const { disk } = failingDisk(nodeDisk, call);
    const ended = await withLock(disk, path, () => undefined).then(
      () => true,
      (error) => {
        expect(error).toBeInstanceOf(DiskStopped);
        return false;
      },
    );
    expect(await withLock(nodeDisk, path, () => "done")).toBe("done");
    if (ended) break;
  }
});
