import { setTimeout as pause } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import { blobsOf, inUse } from "../blobs-of.ts";
import { busyPauseMs, busyTimeoutMs } from "../limits.ts";
import type { AuditRecord, Metadata, PackageHead, PackageId, PackageKind } from "../metadata.ts";
import { sqlAccounts } from "./accounts.ts";
import * as rows from "./rows.ts";
import type { Schema } from "./schema.ts";
import { type SqlProblem, sqlFailure } from "./sql-problem.ts";

/** Writes what need not outlive a loss of power, sooner than a flush would let it. */
type Unflushed = <T>(database: Kysely<Schema>, write: (database: Kysely<Schema>) => Promise<T>) => Promise<T>;

/**
 * Metadata in SQL tables. Each write is one transaction that begins with the conditional statement, so a
 * database takes its lock before anything was read.
 *
 * A loss of power takes nothing that was acknowledged but where documents are, and which versions are settled: what
 * follows from changes that are kept is written `unflushed`, and the repairer makes it again.
 *
 * @param problemOf tells what a database's error means; undefined for a bug.
 */
export function sqlMetadata(
  database: Kysely<Schema>,
  problemOf: (error: unknown) => SqlProblem | undefined,
  unflushed: Unflushed,
): Metadata {
  const asking = async <T>(call: () => Promise<T>): Promise<T> => {
    for (const until = Date.now() + busyTimeoutMs; ; await pause(busyPauseMs * Math.random())) {
      try {
        return await call();
      } catch (error) {
        const problem = problemOf(error);
        if (problem === undefined) throw error;
        if (problem !== "busy" || Date.now() >= until) throw sqlFailure("the database", problem, error);
      }
    }
  };
  /** The condition holds: its effects and the audit record are kept together. It does not: nothing is. */
  const writing = (
    condition: (transaction: Transaction<Schema>) => Promise<boolean>,
    audit: AuditRecord | undefined,
  ): Promise<boolean> =>
    asking(() =>
      database.transaction().execute(async (transaction) => {
        const holds = await condition(transaction);
        if (holds && audit !== undefined) {
          await transaction.insertInto("audit").values(rows.fromAudit(audit)).execute();
        }
        return holds;
      }),
    );

  return {
    head: (id) =>
      asking(async () => {
        const found = await database
          .selectFrom("packages")
          .leftJoin("owners", (join) =>
            join.onRef("owners.kind", "=", "packages.kind").onRef("owners.package", "=", "packages.key"),
          )
          .selectAll("packages")
          .select("owners.user")
          .where("packages.kind", "=", id.kind)
          .where("packages.key", "=", id.key)
          .orderBy("owners.user")
          .execute();
        return rows.toHead(id.kind, found);
      }),

    claim: (head, audit) =>
      writing(async (transaction) => {
        const added = await transaction
          .insertInto("packages")
          .values(rows.fromHead(head))
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (added.numInsertedOrUpdatedRows !== 1n) return false;
        await writeOwners(transaction, head);
        return true;
      }, audit),

    changeHead: (head, audit) =>
      writing(async (transaction) => {
        const changed = await transaction
          .updateTable("packages")
          .set(rows.fromHead(head))
          .where("kind", "=", head.kind)
          .where("key", "=", head.key)
          .where("revision", "=", head.revision - 1)
          .executeTakeFirstOrThrow();
        if (changed.numUpdatedRows !== 1n) return false;
        await transaction
          .deleteFrom("owners")
          .where("kind", "=", head.kind)
          .where("package", "=", head.key)
          .execute();
        await writeOwners(transaction, head);
        return true;
      }, audit),

    packages: (after, limit) =>
      asking(async () => {
        const all = database.selectFrom("packages").select(["kind", "key"]).where("revision", ">", 0);
        const rest =
          after === undefined
            ? all
            : all.where(({ eb, refTuple, tuple }) =>
                eb(refTuple("kind", "key"), ">", tuple(after.kind, after.key)),
              );
        const found = await rest.orderBy("kind").orderBy("key").limit(limit).execute();
        return found.map(({ kind, key }) => ({ kind: kind as PackageKind, key }));
      }),

    version: (id, key) =>
      asking(async () => {
        const row = await versionsOf(id).where("key", "=", key).executeTakeFirst();
        return row && rows.toVersion(id.kind, row);
      }),

    versions: (id) =>
      asking(async () => {
        const found = await versionsOf(id).orderBy("published_at").orderBy("key").execute();
        return found.map((row) => rows.toVersion(id.kind, row));
      }),

    addVersion: (version, audit) =>
      writing(async (transaction) => {
        const added = await transaction
          .insertInto("versions")
          .values(rows.fromVersion(version))
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return added.numInsertedOrUpdatedRows === 1n;
      }, audit),

    mark: (id, key, marks, change, audit) =>
      writing(async (transaction) => {
        const changed = await transaction
          .updateTable("versions")
          .set({ ...rows.fromMarks(marks), unsettled: change })
          .where("kind", "=", id.kind)
          .where("package", "=", id.key)
          .where("key", "=", key)
          .executeTakeFirstOrThrow();
        return changed.numUpdatedRows === 1n;
      }, audit),

    settle: (id, key, change) =>
      asking(async () => {
        await unflushed(database, (connection) =>
          connection
            .updateTable("versions")
            .set({ unsettled: null })
            .where("kind", "=", id.kind)
            .where("package", "=", id.key)
            .where("key", "=", key)
            .where("unsettled", "=", change)
            .execute(),
        );
      }),

    unfinished: (kind, view) =>
      asking(async () => {
        const unsettled = database
          .selectFrom("versions")
          .select("package as key")
          .where("kind", "=", kind)
          .where("unsettled", "is not", null);
        const behind = database
          .selectFrom("packages")
          .leftJoin("documents", (join) =>
            join
              .onRef("documents.kind", "=", "packages.kind")
              .onRef("documents.package", "=", "packages.key")
              .on("documents.view", "=", view),
          )
          .select("packages.key")
          .where("packages.kind", "=", kind)
          .where("packages.revision", ">", 0)
          .where((where) =>
            where.or([
              where("documents.revision", "is", null),
              where("documents.revision", "<", where.ref("packages.revision")),
            ]),
          );
        return (await unsettled.union(behind).execute()).map(({ key }) => ({ kind, key }));
      }),

    setStar: ({ kind, key }, user, isGiven) =>
      asking(async () => {
        const star = { kind, package: key, user };
        if (isGiven) {
          await database
            .insertInto("stars")
            .values(star)
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        } else {
          await database
            .deleteFrom("stars")
            .where((where) => where.and(star))
            .execute();
        }
      }),

    starsOf: ({ kind, key }, limit) =>
      asking(async () => {
        const found = await database
          .selectFrom("stars")
          .select("user")
          .where("kind", "=", kind)
          .where("package", "=", key)
          .orderBy("user")
          .limit(limit)
          .execute();
        return found.map(({ user }) => user);
      }),

    starredBy: (user, limit) =>
      asking(async () => {
        const found = await database
          .selectFrom("stars")
          .select(["kind", "package"])
          .where("user", "=", user)
          .orderBy("kind")
          .orderBy("package")
          .limit(limit)
          .execute();
        return found.map((row) => ({ kind: row.kind as PackageKind, key: row.package }));
      }),

    archive: (hash) =>
      asking(async () => {
        const row = await database
          .selectFrom("archives")
          .selectAll()
          .where("hash", "=", hash)
          .executeTakeFirst();
        return row && rows.toArchive(row);
      }),

    addArchive: (archive, audit) =>
      writing(async (transaction) => {
        const added = await transaction
          .insertInto("archives")
          .values(rows.fromArchive(archive))
          .onConflict((conflict) =>
            conflict
              .column("hash")
              .doUpdateSet(rows.fromArchive(archive))
              .where("archives.shared", "<", ({ ref }) => ref("excluded.shared")),
          )
          .executeTakeFirstOrThrow();
        return added.numInsertedOrUpdatedRows === 1n;
      }, audit),

    document: (id, view) =>
      asking(async () => {
        const row = await database
          .selectFrom("documents")
          .selectAll()
          .where("kind", "=", id.kind)
          .where("package", "=", id.key)
          .where("view", "=", view)
          .executeTakeFirst();
        return row && rows.toDocument(id, row);
      }),

    moveDocument: (pointer) =>
      asking(() =>
        unflushed(database, (connection) =>
          connection.transaction().execute(async (transaction) => {
            const place = { kind: pointer.package.kind, package: pointer.package.key, view: pointer.view };
            // The row is made first and read second, so that the lock is held before anything is decided.
            await transaction
              .insertInto("documents")
              .values({ ...rows.fromDocument(pointer), revision: -1, blob: "" })
              .onConflict((conflict) => conflict.doNothing())
              .execute();
            const before = await transaction
              .selectFrom("documents")
              .select("blob")
              .where((where) => where.and(place))
              .executeTakeFirstOrThrow();
            const changed = await transaction
              .updateTable("documents")
              .set(rows.fromDocument(pointer))
              .where((where) => where.and(place))
              .where("revision", "<", pointer.revision)
              .executeTakeFirstOrThrow();
            const moved = changed.numUpdatedRows === 1n;
            return { moved, replaced: moved && before.blob !== "" ? before.blob : undefined };
          }),
        ),
      ),

    upstreamDocument: (name) =>
      asking(async () => {
        const row = await database
          .selectFrom("upstream_documents")
          .select(["name", "revision", "blob"])
          .where("name", "=", name)
          .executeTakeFirst();
        return row && rows.toUpstreamDocument(row);
      }),

    moveUpstreamDocument: ({ name, revision, blob }) =>
      asking(() =>
        database.transaction().execute(async (transaction) => {
          // As in moveDocument: made first, read second.
          await transaction
            .insertInto("upstream_documents")
            .values({ name, revision: -1, blob: "" })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
          const before = await transaction
            .selectFrom("upstream_documents")
            .select("blob")
            .where("name", "=", name)
            .executeTakeFirstOrThrow();
          const changed = await transaction
            .updateTable("upstream_documents")
            .set({ revision, blob })
            .where("name", "=", name)
            .where("revision", "<", revision)
            .executeTakeFirstOrThrow();
          const moved = changed.numUpdatedRows === 1n;
          return { moved, replaced: moved && before.blob !== "" ? before.blob : undefined };
        }),
      ),

    upstreamTarball: (path) =>
      asking(async () => {
        const row = await database
          .selectFrom("upstream_tarballs")
          .selectAll()
          .where("path", "=", path)
          .executeTakeFirst();
        return row && rows.toUpstreamTarball(row);
      }),

    addUpstreamTarball: ({ path, blob, sizeBytes, addedAt }) =>
      asking(async () => {
        const added = await database
          .insertInto("upstream_tarballs")
          .values({ path, blob, size_bytes: sizeBytes, added_at: addedAt })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return added.numInsertedOrUpdatedRows === 1n;
      }),

    ...sqlAccounts(database, { asking, writing }),

    blobsInUse: () =>
      asking(async () => {
        const versions = await database.selectFrom("versions").select(["archive", "facts"]).execute();
        const archives = await database.selectFrom("archives").select("archive").execute();
        const pointing = await database
          .selectFrom("documents")
          .select("blob")
          .union(database.selectFrom("upstream_documents").select("blob"))
          .union(database.selectFrom("upstream_tarballs").select("blob"))
          .execute();
        const own = [
          ...versions.flatMap(({ archive, facts }) => blobsOf({ archive, facts: JSON.parse(facts) })),
          ...archives.map(({ archive }) => archive),
        ];
        return inUse(
          own,
          pointing.map(({ blob }) => blob),
        );
      }),

    audit: (subject) =>
      asking(async () => {
        const found = await database
          .selectFrom("audit")
          .selectAll()
          .where("subject", "=", subject)
          .orderBy("at")
          .execute();
        return found.map(rows.toAudit);
      }),

    close: () => database.destroy(),
  };

  function versionsOf(id: PackageId) {
    return database
      .selectFrom("versions")
      .selectAll()
      .where("kind", "=", id.kind)
      .where("package", "=", id.key);
  }
}

async function writeOwners(transaction: Transaction<Schema>, head: PackageHead): Promise<void> {
  if (head.owners.length === 0) return;
  await transaction
    .insertInto("owners")
    .values(head.owners.map((user) => ({ kind: head.kind, package: head.key, user })))
    .execute();
}
