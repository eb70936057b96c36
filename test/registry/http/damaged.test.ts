import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { LogEntry } from "../../../registry/main.ts";
import { paths } from "../../../src/protocol/index.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { testPackage } from "../support/package.ts";
import { ask, publish, signUp, testRegistry } from "../support/registry.ts";

it.each<[string, (path: string) => void, string[]]>([
  ["has other bytes", (path) => writeFileSync(path, "other bytes"), ["blob-damaged"]],
  ["is gone", (path) => rmSync(path), []],
])("an archive that %s is never served, and its document is made again", async (_, spoil, told) => {
  const dataFolder = temporaryFolder();
  const pack = testPackage();
  const at = { url: "" };
  const logged: LogEntry[] = [];
  const log = (entry: LogEntry) => {
    logged.push(entry);
    if (entry.event === "started") at.url = `http://127.0.0.1:${entry["port"]}/`;
  };
  const options = { dataFolder, publicUrl: "http://localhost:7117/", log };
  const publishing = await testRegistry(options);
  expect((await publish(at, await signUp(at, "ada"), pack)).status).toBe(201);
  const document = await ask(at, "GET", paths.zigDocument(pack.name));
  await publishing.close();

  const blobs = join(dataFolder, "blobs");
  for (const shelf of readdirSync(blobs).filter((name) => name.length === 2)) {
    for (const key of readdirSync(join(blobs, shelf))) spoil(join(blobs, shelf, key));
  }
  logged.length = 0;
  await testRegistry(options);
  for (const path of [paths.zigArchive(pack.name, pack.version), paths.zigByHash(pack.hash)]) {
    const answer = await ask(at, "GET", path);
    expect([answer.status, answer.json()["code"]]).toEqual([500, "STORAGE_DAMAGED"]);
  }
  const again = await ask(at, "GET", paths.zigDocument(pack.name));
  expect(again.json()["versions"]).toEqual(document.json()["versions"]);
  const events = new Set(logged.map(({ event }) => event));
  expect([...events].filter((event) => event.startsWith("blob"))).toEqual(told);
});
