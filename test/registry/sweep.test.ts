import { mkdirSync, utimesSync } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blobKey, folderBlobs, memoryBlobs } from "../../registry/blobs/index.ts";
import { registryCommands } from "../../registry/commands/index.ts";
import { memoryMetadata } from "../../registry/metadata/index.ts";
import { sweep } from "../../registry/sweep.ts";
import { paths } from "../../src/protocol/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { publishTo, testDomain } from "./support/domain.ts";
import { publishNpm } from "./support/npm.ts";
import { testPackage } from "./support/package.ts";
import { ask, publish, signUp, testRegistry } from "./support/registry.ts";

const twoDaysMs = 2 * 24 * 60 * 60 * 1000;
const stray = Buffer.from("what an upload left");

describe("a sweep", () => {
  it("deletes what nothing points to, a day after it was put, and nothing else", async () => {
    const clock = { time: Date.now() };
    const domain = testDomain(memoryMetadata(), memoryBlobs(), { now: () => new Date(clock.time) });
    await publishTo(domain, "ada", testPackage());
    const { blobs } = domain.registry;
    await blobs.put(blobKey(stray), stray);
    expect((await sweep(domain.registry)).deletedCount).toBe(0);
    clock.time += twoDaysMs;
    const { keptCount, deletedCount } = await sweep(domain.registry);
    expect([deletedCount, await blobs.get(blobKey(stray))]).toEqual([1, undefined]);
    expect(keptCount).toBe(2);
    expect((await sweep(domain.registry)).deletedCount).toBe(0);
  });

  it("of a whole registry leaves everything that can be asked for", async () => {
    const dataFolder = temporaryFolder();
    const registry = await testRegistry({ dataFolder });
    const ada = await signUp(registry, "ada");
    await publish(registry, ada, testPackage());
    await publishNpm(registry, ada, { name: "plain", readme: "# plain" });
    const blobs = await folderBlobs(join(dataFolder, "blobs"));
    await blobs.put(blobKey(stray), stray);
    for await (const key of blobs.list()) age(join(dataFolder, "blobs", key.slice(0, 2), key));
    const command = registryCommands.find(({ name }) => name === "sweep");
    const said: string[] = [];
    const invocation = { arguments: [], has: () => false, lacks: () => false, value: () => undefined };
    const context = {
      options: { dataFolder },
      folder: dataFolder,
      print: () => {},
      say: (text: string) => void said.push(text),
      readLine: async () => "",
    };
    await command?.run(context, invocation);
    expect(said).toEqual([expect.stringMatching(/^deleted 1 blobs, and kept \d+$/)]);
    const again = await testRegistry({ dataFolder });
    for (const path of [
      paths.zigDocument("leaf"),
      paths.zigArchive("leaf", "1.0.0"),
      "plain",
      "plain/-/plain-1.0.0.tgz",
    ]) {
      expect([path, (await ask(again, "GET", path)).status]).toEqual([path, 200]);
    }
    expect(String((await ask(again, "GET", "plain")).body)).toContain("# plain");
  });
});

describe("a blob in a folder", () => {
  const before = new Date(Date.now() - twoDaysMs / 2);
  const key = blobKey(stray);

  it("that is put again is young again", async () => {
    const folder = temporaryFolder();
    const blobs = await folderBlobs(folder);
    await blobs.put(key, stray);
    age(join(folder, key.slice(0, 2), key));
    await blobs.put(key, stray);
    expect(await blobs.discard(key, before)).toBe(false);
    age(join(folder, key.slice(0, 2), key));
    expect(await blobs.discard(key, before)).toBe(true);
    expect(await blobs.get(key)).toBeUndefined();
  });

  it("is there for whoever puts it while it is discarded, time and again", async () => {
    const folder = temporaryFolder();
    const blobs = await folderBlobs(folder);
    for (let times = 0; times < 50; times++) {
      await blobs.put(key, stray);
      age(join(folder, key.slice(0, 2), key));
      await Promise.all([blobs.discard(key, before), blobs.put(key, stray)]);
      expect(await blobs.get(key)).toEqual(stray);
    }
  });

  it("that a crash left aside is back after a start", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "tmp"), { recursive: true });
    await fs.writeFile(join(folder, "tmp", `${key}.aside`), stray);
    expect(await (await folderBlobs(folder)).get(key)).toEqual(stray);
  });
});

function age(path: string): void {
  const then = new Date(Date.now() - twoDaysMs);
  utimesSync(path, then, then);
}
