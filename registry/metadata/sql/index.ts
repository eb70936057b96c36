import type { Metadata } from "../metadata.ts";
import { sqlMetadata } from "./sql-metadata.ts";
import { openSqlite, sqliteProblem, unflushed } from "./sqlite.ts";

export { sqlFailure } from "./sql-problem.ts";
export { copySqlite, inTransaction, openSqliteFile, type SqliteFile, sqliteProblem } from "./sqlite.ts";

/** Metadata in a SQLite file. Throws SETTINGS_INVALID where the file cannot be opened. */
export function sqliteMetadata(path: string): Metadata {
  return sqlMetadata(openSqlite(path), sqliteProblem, unflushed);
}
