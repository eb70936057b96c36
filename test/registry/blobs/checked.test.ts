import { readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, it } from "vitest";
import { type Blobs, blobKey, checkedBlobs, folderBlobs } from "../../../registry/blobs/index.ts";
import { temporaryFolder } from "../../support/folders.ts";

const bytes = Buffer.alloc(2_000_000, "bytes");
const key = blobKey(bytes);

async function opened(blobs: Blobs): Promise<Buffer | undefined> {
  const open = await blobs.open(key);
  return open && buffer(open.stream);
}

it.each<[string, (path: string) => void]>([
  ["is cut", (path) => truncateSync(path, 1000)],
  ["is empty", (path) => truncateSync(path)],
  ["has other bytes", (path) => writeFileSync(path, Buffer.alloc(bytes.length, "other"))],
  ["is gone", (path) => rmSync(path)],
])("a blob that %s counts as not there until it is put again", async (_, spoil) => {
  const folder = temporaryFolder();
  const inner = await folderBlobs(folder);
  await inner.put(key, bytes);
  const path = join(folder, key.slice(0, 2), key);
  spoil(path);
  const damaged: string[] = [];
  const blobs = checkedBlobs(inner, (each) => void damaged.push(each));

  expect(await blobs.get(key)).toBeUndefined();
  expect(await blobs.head(key)).toBeUndefined();
  expect(await blobs.open(key)).toBeUndefined();
  expect(await blobs.open(key, { start: 0, end: 10 })).toBeUndefined();
  const isThere = readdirSync(join(folder, key.slice(0, 2))).length > 0;
  expect(damaged).toEqual(isThere ? [key, key, key, key] : []);

  expect(await blobs.put(key, bytes)).toBe("stored");
  expect((await blobs.get(key))?.equals(bytes)).toBe(true);
  expect((await opened(blobs))?.equals(bytes)).toBe(true);
  expect(await blobs.put(key, bytes)).toBe("there");
});
