import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inTemporaryFolder, isAbandoned, nodeDisk, removeTemporaryFolders } from "../../src/disk/index.ts";
import { temporaryFolder } from "../support/folders.ts";

test.each([
  { how: "is done", work: async () => "done" },
  { how: "fails", work: () => Promise.reject(new Error("failed")) },
])("the folder is gone when the work $how", async ({ work }) => {
  const parent = join(temporaryFolder(), "parent");
  const running = inTemporaryFolder(nodeDisk, parent, async (folder) => {
    writeFileSync(join(folder, "file"), "");
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    return work();
  });
  await running.catch(() => undefined);
  expect(readdirSync(parent)).toEqual([]);
});

test("its name tells a sweep that its maker lives", async () => {
  const parent = temporaryFolder();
  await inTemporaryFolder(nodeDisk, parent, async (folder) => {
    expect(isAbandoned(nodeDisk, folder, readdirSync(parent)[0] ?? "")).toBe(false);
  });
});

test("a process that ends removes them all, also where one cannot be removed", async () => {
  const [stuck, plain] = [temporaryFolder(), temporaryFolder()];
  const full = {
    ...nodeDisk,
    removeTree: () => nodeDisk.removeFile(join(stuck, "missing")),
  };
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const working = [
    inTemporaryFolder(full, stuck, () => finished),
    inTemporaryFolder(nodeDisk, plain, () => finished),
  ];
  expect(readdirSync(plain)).toHaveLength(1);
  removeTemporaryFolders();
  expect(readdirSync(plain)).toEqual([]);
  finish();
  await Promise.allSettled(working);
});
