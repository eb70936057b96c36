import {
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { backUp, restore } from "../../registry/backup.ts";
import { startRegistry } from "../../registry/main.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { publishNpm } from "./support/npm.ts";
import { signUp } from "./support/registry.ts";

const options = { host: "127.0.0.1", port: 0, publicUrl: "http://localhost:7117/", upstream: false } as const;

const shared = sharedFolder();
const made = join(shared.path, "backup");
let backup: string;

/** A backup of a registry with one npm package; each test has its own copy of it. */
beforeAll(async () => {
  const dataFolder = join(shared.path, "data");
  let port = 0;
  const registry = await startRegistry({
    ...options,
    dataFolder,
    log: (entry) => {
      if (typeof entry["port"] === "number") port = entry["port"];
    },
  });
  const at = { url: `http://127.0.0.1:${port}/` };
  expect((await publishNpm(at, await signUp(at, "ada"))).status).toBe(201);
  await registry.close();
  await backUp(dataFolder, made);
});
beforeEach(() => {
  backup = join(temporaryFolder(), "backup");
  cpSync(made, backup, { recursive: true });
});
afterAll(() => shared.remove());

function anyBlob(folder: string): string {
  const blobs = join(folder, "blobs");
  const [shelf = ""] = readdirSync(blobs).filter((name) => name.length === 2);
  return join(blobs, shelf, readdirSync(join(blobs, shelf))[0] ?? "");
}

function replaceByLink(path: string): void {
  renameSync(path, `${path}.away`);
  symlinkSync(`${path}.away`, path);
}

function replaceByFolder(path: string): void {
  rmSync(path, { recursive: true });
  mkdirSync(path);
}

const metadataIn = (folder: string) => join(folder, "metadata.sqlite");

function comesFromLater(folder: string): void {
  const database = new Database(metadataIn(folder));
  database.exec("insert into migrations (name) values ('9999-of-a-later-version')");
  database.close();
}

describe("a backup", () => {
  it.each<[string, string, (folder: string) => void]>([
    ["without its blobs", "BACKUP_DAMAGED", (folder) => rmSync(join(folder, "blobs"), { recursive: true })],
    ["with a blob that is cut", "BACKUP_DAMAGED", (folder) => truncateSync(anyBlob(folder), 10)],
    ["with a link for a blob", "BACKUP_DAMAGED", (folder) => replaceByLink(anyBlob(folder))],
    ["with a folder for a blob", "BACKUP_DAMAGED", (folder) => replaceByFolder(anyBlob(folder))],
    ["with a link for its keys", "BACKUP_DAMAGED", (folder) => replaceByLink(join(folder, "keys"))],
    ["with a link for a key", "BACKUP_DAMAGED", (folder) => replaceByLink(join(folder, "keys", "0001.pem"))],
    ["with a link for its database", "BACKUP_DAMAGED", (folder) => replaceByLink(metadataIn(folder))],
    [
      "with a link for its settings",
      "BACKUP_DAMAGED",
      (folder) => symlinkSync("/dev/zero", join(folder, "registry.toml")),
    ],
    ["without keys", "BACKUP_DAMAGED", (folder) => rmSync(join(folder, "keys"), { recursive: true })],
    ["without its database", "BACKUP_DAMAGED", (folder) => rmSync(metadataIn(folder))],
    ["with an empty database", "SETTINGS_INVALID", (folder) => truncateSync(metadataIn(folder))],
    ["with half a database", "SETTINGS_INVALID", (folder) => truncateSync(metadataIn(folder), 16_384)],
    ["of a later version", "SETTINGS_INVALID", comesFromLater],
  ])("%s is not restored, and leaves nothing", async (_, code, spoil) => {
    spoil(backup);
    const parent = temporaryFolder();
    await expect(restore(backup, join(parent, "new"))).rejects.toMatchObject({ code });
    expect(readdirSync(parent)).toEqual([]);
  });

  it("is restored over what a kill left of another try", async () => {
    const target = join(temporaryFolder(), "new");
    mkdirSync(join(`${target}.partial`, "keys"), { recursive: true });
    writeFileSync(join(`${target}.partial`, "keys", "0002.pem"), "half");
    expect((await restore(backup, target)).blobCount).toBeGreaterThan(0);
    expect(readdirSync(join(target, "keys"))).toEqual(["0001.pem"]);
    const registry = await startRegistry({ ...options, dataFolder: target });
    await registry.close();
  });

  it("cannot be made where a file is", async () => {
    const target = join(temporaryFolder(), "file");
    writeFileSync(target, "");
    await expect(restore(backup, target)).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
    await expect(backUp(backup, target)).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
  });
});

describe("a data folder", () => {
  it.each<[string, (folder: string) => void, string]>([
    ["without its database", (folder) => rmSync(metadataIn(folder)), "metadata.sqlite is gone or empty"],
    [
      "with an empty database",
      (folder) => truncateSync(metadataIn(folder)),
      "metadata.sqlite is gone or empty",
    ],
    ["without keys", (folder) => rmSync(join(folder, "keys"), { recursive: true }), "keys is gone or empty"],
    ["with half a database", (folder) => truncateSync(metadataIn(folder), 16_384), "cannot open"],
    ["with half a key", (folder) => truncateSync(join(folder, "keys", "0001.pem"), 50), "cannot sign with"],
    ["of a later version", comesFromLater, "a newer Pantry made it"],
  ])("%s is not begun anew", async (_, spoil, why) => {
    spoil(backup);
    const starting = startRegistry({ ...options, dataFolder: backup });
    await expect(starting).rejects.toMatchObject({
      code: "SETTINGS_INVALID",
      message: expect.stringContaining(why),
    });
  });
});
