import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement, sql } from "kysely";
import Database from "libsql";
import { isSystemError } from "../../../src/errors.ts";
import { registryError } from "../../errors.ts";
import { busyTimeoutMs } from "../limits.ts";
import { migrations, type Schema } from "./schema.ts";
import type { SqlProblem } from "./sql-metadata.ts";

/**
 * The SQLite database in a file, made and brought up to date if need be. The only file that knows the library.
 *
 * Every commit is flushed (WAL with synchronous=FULL), but for those that are `unflushed`. Several processes may have it open: a writer waits for
 * another up to `busyTimeoutMs`. The library's `get()` adds a key of its own to the row and rounds large
 * integers, so rows are read with `all()`, and whatever may exceed 2^53 is kept as text.
 */
export function openSqlite(path: string): Kysely<Schema> {
  try {
    const database = openSqliteFile(path);
    database.exec("pragma synchronous = full");
    migrate(database, path);
    return new Kysely<Schema>({ dialect: new SqliteDialect({ database: kyselyView(database) }) });
  } catch (error) {
    if (!isSystemError(error)) throw error;
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
  return isSystemError(error, "SQLITE_FULL") ? "full" : undefined;
}

/** Applies the steps that this database has not seen, all in one transaction; processes that start together take turns. */
function migrate(database: Database.Database, path: string): void {
  database.exec("begin immediate");
  try {
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
    database.exec("commit");
  } catch (error) {
    database.exec("rollback");
    throw error;
  }
}

/** Kysely asks a statement whether it reads, and then for its rows or its changes. */
function kyselyView(database: Database.Database): SqliteDatabase {
  return {
    close: () => {
      database.close();
    },
    prepare: (sql) => {
      // A full disk ends a transaction by itself. A rollback after that would fail, and hide why.
      if (sql === "rollback" && !database.inTransaction) return nothingToDo;
      const statement = database.prepare(sql);
      return {
        reader: statement.reader,
        all: (parameters) => statement.all(...parameters),
        run: (parameters) => statement.run(...parameters),
        iterate: (parameters) => statement.iterate(...parameters),
      };
    },
  };
}

const nothingToDo: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

/**
 * Copies the database as it is at this moment into a new file, whatever other processes do with it meanwhile.
 * Throws SETTINGS_INVALID where there is no database.
 */
export function copySqlite(path: string, target: string): void {
  try {
    const database = new Database(path, { timeout: busyTimeoutMs, fileMustExist: true });
    database.prepare("vacuum into ?").run(target);
    database.close();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw registryError("SETTINGS_INVALID", {
      message: `cannot copy the registry's database ${path}: ${error.message}`,
      hint: "`--data DIR` must be the data folder of a registry",
      cause: error,
    });
  }
}
