import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blobKey, folderBlobs, hostileBlobs, memoryBlobs } from "../../../registry/blobs/index.ts";
import { seededTrouble } from "../../../registry/trouble.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { blobsContract } from "./contract.ts";

blobsContract("memory", async () => memoryBlobs());
for (const seed of [1, 2, 3]) {
  blobsContract(`hostile ${seed}`, async () => hostileBlobs(memoryBlobs(), seededTrouble(seed)));
}
blobsContract("folder", async () => folderBlobs(temporaryFolder()));
blobsContract("folder behind trouble", async () =>
  hostileBlobs(await folderBlobs(temporaryFolder()), seededTrouble(4)),
);
blobsContract("two processes on one folder", async () => {
  const folder = temporaryFolder();
  const [one, other] = [await folderBlobs(folder), await folderBlobs(folder)];
  let turn = 0;
  const either = () => (turn++ % 2 === 0 ? one : other);
  return {
    put: (key, bytes) => either().put(key, bytes),
    head: (key) => either().head(key),
    get: (key) => either().get(key),
    open: (key, part) => either().open(key, part),
    delete: (key) => either().delete(key),
    discard: (key, before) => either().discard(key, before),
    list: () => either().list(),
  };
});

describe("the folder of blobs", () => {
  const bytes = Buffer.from("x");

  it("leaves nothing in tmp", async () => {
    const folder = temporaryFolder();
    const blobs = await folderBlobs(folder);
    await Promise.all(Array.from({ length: 10 }, () => blobs.put(blobKey(bytes), bytes)));
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  it("removes what a crash left a day ago, and leaves what another process may be writing", async () => {
    const folder = temporaryFolder();
    await folderBlobs(folder);
    writeFileSync(join(folder, "tmp", "old"), "");
    writeFileSync(join(folder, "tmp", "young"), "");
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
    utimesSync(join(folder, "tmp", "old"), twoDaysAgo, twoDaysAgo);
    await folderBlobs(folder);
    expect(readdirSync(join(folder, "tmp"))).toEqual(["young"]);
  });

  it.each(["", "../../etc/passwd", blobKey(bytes).toUpperCase(), `${blobKey(bytes)}/x`])(
    "makes no path from %j",
    async (key) => {
      const blobs = await folderBlobs(temporaryFolder());
      await expect(blobs.put(key, bytes)).rejects.toThrowError("not the key of a blob");
      await expect(blobs.get(key)).rejects.toThrowError("not the key of a blob");
      await expect(blobs.delete(key)).rejects.toThrowError("not the key of a blob");
    },
  );
});
