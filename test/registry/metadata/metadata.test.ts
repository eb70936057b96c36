import { join } from "node:path";
import { sql } from "kysely";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  hostileMetadata,
  type Metadata,
  memoryMetadata,
  sqliteMetadata,
} from "../../../registry/metadata/index.ts";
import { openSqlite as openSqliteFile } from "../../../registry/metadata/sql/sqlite.ts";
import { seededTrouble } from "../../../registry/trouble.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { metadataContract } from "./contract.ts";

metadataContract("memory", memoryMetadata);
for (const seed of [1, 2, 3]) {
  metadataContract(`hostile ${seed}`, () => hostileMetadata(memoryMetadata(), seededTrouble(seed)));
}
metadataContract("sqlite", () => openSqlite(temporaryFolder()));
metadataContract("sqlite behind trouble", () =>
  hostileMetadata(openSqlite(temporaryFolder()), seededTrouble(4)),
);

function openSqlite(folder: string): Metadata {
  const metadata = sqliteMetadata(join(folder, "metadata.sqlite"));
  onTestFinished(() => metadata.close());
  return metadata;
}

describe("the SQLite file", () => {
  it("is flushed at every commit", async () => {
    const database = openSqliteFile(join(temporaryFolder(), "metadata.sqlite"));
    expect((await sql`pragma journal_mode`.execute(database)).rows).toEqual([{ journal_mode: "wal" }]);
    expect((await sql`pragma synchronous`.execute(database)).rows).toEqual([{ synchronous: 2 }]);
    await database.destroy();
  });

  it("is opened again with what is in it", async () => {
    const folder = temporaryFolder();
    const user = { name: "ada", email: undefined, password: "x", createdAt: "x", attempt: "1" };
    const audit = { at: "x", actor: "ada", action: "sign-up", subject: "user:ada", detail: undefined };
    const first = openSqlite(folder);
    expect(await first.addUser(user, audit)).toBe(true);
    expect(await openSqlite(folder).user("ada", "fresh")).toEqual(user);
  });

  it("that a newer Pantry made is refused", () => {
    const folder = temporaryFolder();
    openSqlite(folder);
    const database = new Database(join(folder, "metadata.sqlite"));
    database.exec("insert into migrations (name) values ('9999-tomorrow')");
    database.close();
    expect(() => openSqlite(folder)).toThrowError(
      expect.objectContaining({
        code: "SETTINGS_INVALID",
        message: expect.stringContaining("9999-tomorrow"),
      }),
    );
  });

  it("that cannot be there is refused", () => {
    expect(() => sqliteMetadata(join(temporaryFolder(), "no", "folder"))).toThrowError(
      expect.objectContaining({ code: "SETTINGS_INVALID" }),
    );
  });
});
