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
import { migrations } from "../../../registry/metadata/sql/schema.ts";
import { sqlMetadata } from "../../../registry/metadata/sql/sql-metadata.ts";
import {
  openSqlite as openSqliteFile,
  sqliteProblem,
  unflushed,
} from "../../../registry/metadata/sql/sqlite.ts";
import { seededTrouble } from "../../../registry/trouble.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { userRecord } from "../support/accounts.ts";
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

  it("flushes what can be made again with the next commit, and nobody else's commit so", async () => {
    const database = openSqliteFile(join(temporaryFolder(), "metadata.sqlite"));
    const level = async (connection: typeof database) => {
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(connection);
      return rows[0]?.synchronous;
    };
    const [during, beside] = await Promise.all([unflushed(database, level), level(database)]);
    expect([during, beside, await level(database)]).toEqual([1, 2, 2]);
    const failing = unflushed(database, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await level(database)).toBe(2);
    await database.destroy();
  });

  it("that another process has locked is waited for while others are answered, and taken as soon as it is free", async () => {
    const folder = temporaryFolder();
    const metadata = openSqlite(folder);
    const other = new Database(join(folder, "metadata.sqlite"));
    onTestFinished(() => void other.close());
    other.exec("begin immediate");
    let isDone = false;
    const audit = { at: "", actor: "ada", action: "sign-up", subject: "user:ada", detail: undefined };
    const added = Promise.all([
      metadata.addUser(userRecord("ada"), audit),
      metadata.addUpstreamTarball({ path: "a/-/a-1.0.0.tgz", blob: "ab", sizeBytes: 1, addedAt: "" }),
    ]).finally(() => {
      isDone = true;
    });
    for (let turns = 0; turns < 20; turns++) {
      expect(await metadata.user("ada", "fresh")).toBeUndefined();
      await new Promise(setImmediate);
    }
    expect(isDone).toBe(false);
    other.exec("commit");
    expect(await added).toEqual([true, true]);
  });

  it("that has no room says so, and keeps what it has", async () => {
    const database = openSqliteFile(join(temporaryFolder(), "metadata.sqlite"));
    const metadata = sqlMetadata(database, sqliteProblem, unflushed);
    onTestFinished(() => metadata.close());
    const add = (name: string, password: string) =>
      metadata.addUser(userRecord(name, { password }), {
        at: "",
        actor: name,
        action: "sign-up",
        subject: `user:${name}`,
        detail: undefined,
      });
    await add("ada", "x");
    await sql`pragma max_page_count = 1`.execute(database);
    await expect(add("bob", "x".repeat(100_000))).rejects.toMatchObject({ code: "STORAGE_FULL" });
    expect(await metadata.user("bob", "fresh")).toBeUndefined();
    expect((await metadata.user("ada", "fresh"))?.name).toBe("ada");
  });

  it("is opened again with what is in it", async () => {
    const folder = temporaryFolder();
    const user = userRecord("ada");
    const audit = { at: "x", actor: "ada", action: "sign-up", subject: "user:ada", detail: undefined };
    const first = openSqlite(folder);
    expect(await first.addUser(user, audit)).toBe(true);
    expect(await openSqlite(folder).user("ada", "fresh")).toEqual(user);
  });

  it("of the first Pantry is brought up to date with all that is in it", async () => {
    const folder = temporaryFolder();
    const old = new Database(join(folder, "metadata.sqlite"));
    old.exec("create table migrations (name text not null primary key)");
    old.exec("insert into migrations values ('0001-packages-and-accounts')");
    for (const statement of migrations[0]?.statements ?? []) old.exec(statement);
    old.exec("insert into packages values ('zig', 'leaf', 'Leaf', '0xff', 3, 'then', 'c1')");
    old.exec(`insert into versions values ('zig', 'leaf', '1.0.0', '1.0.0', 'leaf-1.0.0-x', 'sha512-x', 'ab', 5,
      '{"fingerprint":"0xff"}', 'then', 'ada', 'a1', 1, null)`);
    for (const [hash, blob] of [
      ["leaf-1.0.0-x", "ab"],
      ["other-1.0.0-x", "ef"],
    ])
      old.exec(`insert into archives values ('${hash}', 'sha512-x', '${blob}', 5, '[]', 'then')`);
    old.exec("insert into documents values ('zig', 'leaf', 'view', 3, 'then', 'cd', 30, 20, 10)");
    old.close();
    const metadata = openSqlite(folder);
    const id = { kind: "zig", key: "leaf" } as const;
    expect(await metadata.head(id, "fresh")).toMatchObject({
      name: "Leaf",
      facts: { fingerprint: "0xff", access: "public" },
    });
    // What was brought along stays everybody's; a published one follows its package.
    const isShared = async (hash: string) => (await metadata.archive(hash, "fresh"))?.isShared;
    expect([await isShared("leaf-1.0.0-x"), await isShared("other-1.0.0-x")]).toEqual([false, true]);
    expect(await metadata.version(id, "1.0.0", "fresh")).toMatchObject({
      facts: { hash: "leaf-1.0.0-x", fingerprint: "0xff" },
      yanked: true,
      deprecated: undefined,
      removed: false,
    });
    expect((await metadata.document(id, "view", "fresh"))?.sections).toEqual([
      { name: "index.plain", sizeBytes: 30 },
      { name: "index.gzip", sizeBytes: 20 },
      { name: "index.brotli", sizeBytes: 10 },
    ]);
  });

  it("of an earlier Pantry keeps its users and tokens, and the rights that they had", async () => {
    const folder = temporaryFolder();
    const database = new Database(join(folder, "metadata.sqlite"));
    database.exec("create table migrations (name text not null primary key)");
    const before = migrations.slice(
      0,
      migrations.findIndex(({ name }) => name.endsWith("-accounts") && name > "0002"),
    );
    expect(before.length).toBeGreaterThan(0);
    for (const { name, statements } of before) {
      for (const statement of statements) database.exec(statement);
      database.prepare("insert into migrations (name) values (?)").run(name);
    }
    for (const name of ["ada-1", "adal"]) {
      database.exec(
        `insert into users (name, password, created_at, attempt) values ('${name}', 'x', '', '')`,
      );
    }
    for (const readOnly of [0, 1]) {
      database.exec(`insert into tokens (hash, "user", read_only, masked, created_at)
        values ('t${readOnly}', 'ada-1', ${readOnly}, '', '')`);
    }
    database.close();
    const metadata = openSqlite(folder);
    expect((await metadata.token("t0", "fresh"))?.rights).toEqual(["read", "publish", "yank", "owner"]);
    expect(await metadata.token("t1", "fresh")).toMatchObject({
      rights: ["read"],
      packages: undefined,
      cidr: undefined,
      expiresAt: undefined,
    });
    expect((await metadata.users()).map(({ name, readsAs }) => [name, readsAs])).toEqual([
      ["ada-1", "adal"],
      ["adal", "adal"],
    ]);
    const audit = { at: "x", actor: "x", action: "sign-up", subject: "user:x", detail: undefined };
    expect(await metadata.addUser(userRecord("a.dal", { readsAs: "adal" }), audit)).toBe(false);
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
