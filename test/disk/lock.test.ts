import { readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { nodeDisk, withLock } from "../../src/disk/index.ts";
import { ownerMark } from "../../src/disk/owner.ts";
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

test("one that is kept for longer than anybody waits is said so", async () => {
  const path = join(temporaryFolder(), "lock");
  const minuteMs = 60_000;
  let waiting: Promise<unknown> = Promise.resolve();
  await withLock(nodeDisk, path, () => {
    const now = Date.now();
    vi.spyOn(Date, "now")
      .mockReturnValueOnce(now)
      .mockReturnValue(now + minuteMs);
    waiting = withLock(nodeDisk, path, () => "done").finally(() => vi.restoreAllMocks());
    waiting.catch(() => undefined);
  });
  await expect(waiting).rejects.toMatchObject({ code: "DISK_BUSY" });
});

describe("a lock that nobody holds any more is taken away", () => {
  const boot = ownerMark().split("-")[0];
  const namespace = ownerMark().split("-")[1];
  const rows: Record<string, { holder: string; ageMs?: number }> = {
    "of a process that is gone": { holder: `${boot}-${namespace}-${2 ** 22 + 1}-1 x` },
    "of a process whose number another one has now": { holder: `${boot}-${namespace}-${process.ppid}-1 x` },
    "from before the machine was started": { holder: `00000000-${namespace}-1-1 x` },
    "of this process, from work that was broken off": { holder: `${ownerMark()} x` },
    "that was cut, a minute ago": { holder: "[12", ageMs: 61_000 },
    "that is empty, since a minute": { holder: "", ageMs: 61_000 },
    "of another container, a minute old": { holder: `${boot}-other-1-1 x`, ageMs: 61_000 },
  };

  test.each(Object.entries(rows))("%s", async (_, { holder, ageMs = 0 }) => {
    const folder = temporaryFolder();
    const path = join(folder, "lock");
    writeFileSync(path, holder);
    const writtenAt = (Date.now() - ageMs) / 1000;
    utimesSync(path, writtenAt, writtenAt);
    expect(await withLock(nodeDisk, path, () => "done")).toBe("done");
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("one that is taken away while another one is doing the same is not taken from the next holder", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "lock");
  const stale = "00000000-x-1-1 x";
  writeFileSync(path, stale);
  let isDone = false;
  let first = true;
  const disturbed = new Proxy(nodeDisk, {
    get(target, method: keyof typeof nodeDisk) {
      if (method !== "readIfThere") return target[method];
      return (asked: string) => {
        const found = target.readIfThere(asked);
        // Right after the stale holder was read, somebody quicker has the lock.
        if (first && asked === path) {
          first = false;
          writeFileSync(path, "0-elsewhere-1-1 quicker");
          setTimeout(() => {
            isDone = true;
            rmSync(path);
          }, 50);
        }
        return found;
      };
    },
  });
  await withLock(disturbed, path, () => {
    expect(isDone).toBe(true);
  });
});

test("without hard links too", async () => {
  const path = join(temporaryFolder(), "lock");
  const linkless = { ...nodeDisk, link: () => "unsupported" as const };
  let inside = 0;
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withLock(linkless, path, () => {
        inside += 1;
      }),
    ),
  );
  expect(inside).toBe(10);
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
