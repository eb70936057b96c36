import { statSync } from "node:fs";
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement, sql } from "kysely";
import Database from "libsql";
import { isSystemError, PantryError } from "../../../src/errors.ts";
import { registryError } from "../../errors.ts";
import { busyTimeoutMs } from "../limits.ts";
import { migrations, type Schema } from "./schema.ts";
import type { SqlProblem } from "./sql-problem.ts";

/**
 * The SQLite database in a file, made and brought up to date if need be. The only file that knows the library.
 *
 * Every commit is flushed (WAL with synchronous=FULL), but for those that are `unflushed`. Several processes may have
 * it open: a writer waits for another up to `busyTimeoutMs`, while others are answered. The library's `get()` adds a
 * key of its own to the row and rounds large integers, so rows are read with `all()`, and whatever may exceed 2^53 is
 * kept as text.
 */
export function openSqlite(path: string): Kysely<Schema> {
  try {
    const database = openSqliteFile(path);
    database.exec("pragma synchronous = full");
    migrate(database, path);
    // From now on whoever finds it locked tries again by himself: the library would wait on the one thread.
    database.exec("pragma busy_timeout = 0");
    return new Kysely<Schema>({ dialect: new SqliteDialect({ database: kyselyView(database) }) });
  } catch (error) {
    if (error instanceof PantryError || !isSystemError(error)) throw error;
    throw registryError("SETTINGS_INVALID", {
      message: `cannot open the registry's database ${path}: ${error.message}`,
      hint: "the data folder must be writable, and the file a database that a registry made",
      cause: error,
    });
  }
}

export type SqliteFile = Database.Database;

/** Opens a SQLite file, made if need be, so that several processes may use it. */
export function openSqliteFile(path: string): SqliteFile {
  const file = new Database(path, { timeout: busyTimeoutMs });
  file.exec("pragma journal_mode = wal");
  return file;
}

/**
 * Writes without a flush of its own: the next one flushes it too, as both go to one log, in their order. For what is
 * made again where a loss of power takes it. On the one connection, which nobody else gets meanwhile.
 */
export function unflushed<T>(
  database: Kysely<Schema>,
  write: (database: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  return database.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection);
    try {
      return await write(connection);
    } finally {
      await sql`pragma synchronous = full`.execute(connection);
    }
  });
}

/** What the database's errors mean to the port; undefined for bugs. */
export function sqliteProblem(error: unknown): SqlProblem | undefined {
  if (isSystemError(error, "SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_BUSY_RECOVERY", "SQLITE_LOCKED")) {
    return "busy";
  }
  if (isSystemError(error, "SQLITE_FULL")) return "full";
  return isSystemError(error) && /^SQLITE_(IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(error.code ?? "")
    ? "failed"
    : undefined;
}

/** Applies the steps that this database has not seen, all in one transaction; processes that start together take turns. */
function migrate(database: SqliteFile, path: string): void {
  inTransaction(database, () => {
    database.exec("create table if not exists migrations (name text not null primary key)");
    const rows = database.prepare("select name from migrations").all() as readonly {
      readonly name: string;
    }[];
    const applied = new Set(rows.map((row) => row.name));
    const unknown = [...applied].find((name) => !migrations.some((step) => step.name === name));
    if (unknown !== undefined) {
      throw registryError("SETTINGS_INVALID", {
        message: `cannot open the registry's database ${path}: a newer Pantry made it (${unknown})`,
        hint: "run the registry with that version of Pantry, or a later one",
      });
    }
    for (const step of migrations) {
      if (applied.has(step.name)) continue;
      for (const statement of step.statements) database.exec(statement);
      database.prepare("insert into migrations (name) values (?)").run(step.name);
    }
  });
}

/** Writes together or not at all. Nothing is awaited inside, so nothing else of this process comes between. */
export function inTransaction<T>(file: SqliteFile, write: () => T): T {
  file.exec("begin immediate");
  try {
    const written = write();
    file.exec("commit");
    return written;
  } catch (error) {
    rollback(file);
    throw error;
  }
}

/** A full disk ends a transaction by itself. A rollback after that would fail, and hide why. */
function rollback(file: SqliteFile): void {
  if (file.inTransaction) file.exec("rollback");
}

/**
 * Kysely asks a statement whether it reads, and then for its rows or its changes.
 *
 * A statement that finds the database locked stays open in this library until it is collected, and no transaction can
 * be committed before that. So every write begins with the lock, by `exec`, which leaves nothing open.
 */
function kyselyView(database: SqliteFile): SqliteDatabase {
  const plain = (act: () => void): SqliteStatement => ({
    reader: false,
    all: () => [],
    run: () => {
      act();
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [].values(),
  });
  return {
    close: () => {
      database.close();
    },
    prepare: (sql) => {
      if (sql === "begin") return plain(() => database.exec("begin immediate"));
      if (sql === "commit") return plain(() => database.exec("commit"));
      if (sql === "rollback") return plain(() => rollback(database));
      const statement = database.prepare(sql);
      const isAlone = /^(?:insert|update|delete) /.test(sql) && !database.inTransaction;
      return {
        reader: statement.reader,
        all: (parameters) => statement.all(...parameters),
        run: (parameters) =>
          isAlone
            ? inTransaction(database, () => statement.run(...parameters))
            : statement.run(...parameters),
        iterate: (parameters) => statement.iterate(...parameters),
      };
    },
  };
}

/**
 * Copies the database as it is at this moment into a new file, whatever other processes do with it meanwhile.
 * Throws SETTINGS_INVALID where there is no database.
 */
export function copySqlite(path: string, target: string): void {
  const cannot = (why: string, hint: string, cause?: unknown) =>
    registryError("SETTINGS_INVALID", {
      message: `cannot copy the registry's database ${path}: ${why}`,
      hint,
      cause,
    });
  let sizeBytes = 0;
  try {
    // The library would make one where there is none.
    sizeBytes = statSync(path).size;
    if (sizeBytes > 0) copyInto(path, target);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const hint =
      sqliteProblem(error) === "full" ? `make room for ${target}` : "it must be one that a registry made";
    throw cannot(error.message, hint, error);
  }
  if (sizeBytes === 0) throw cannot("it is empty", "take another backup");
}

function copyInto(path: string, target: string): void {
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    database.prepare("vacuum into ?").run(target);
  } finally {
    database.close();
  }
}
