import type { Kysely, Transaction } from "kysely";
import type { AccountMetadata, OrgRecord, UserRecord } from "../accounts.ts";
import type { AuditRecord } from "../metadata.ts";
import * as rows from "./account-rows.ts";
import type { Schema } from "./schema.ts";

/** How `sqlMetadata` reads and writes. */
export interface SqlCalls {
  asking<T>(call: () => Promise<T>): Promise<T>;
  writing(
    condition: (transaction: Transaction<Schema>) => Promise<boolean>,
    audit: AuditRecord | undefined,
  ): Promise<boolean>;
}

/** Users, tokens and organisations in SQL tables. */
export function sqlAccounts(database: Kysely<Schema>, { asking, writing }: SqlCalls): AccountMetadata {
  return {
    user: (name) =>
      asking(async () => {
        const row = await database
          .selectFrom("users")
          .selectAll()
          .where("name", "=", name)
          .executeTakeFirst();
        return row && rows.toUser(row);
      }),

    users: () =>
      asking(async () => {
        const found = await database.selectFrom("users").selectAll().orderBy("name").execute();
        return found.map(rows.toUser);
      }),

    addUser: (user, audit) =>
      writing(async (transaction) => {
        if (!(await takeName(transaction, user))) return false;
        await transaction.insertInto("users").values(rows.fromUser(user)).execute();
        return true;
      }, audit),

    changeUser: (user, before, audit) =>
      writing(async (transaction) => {
        const changed = await transaction
          .updateTable("users")
          .set(rows.fromUser(user))
          .where("name", "=", user.name)
          .where("attempt", "=", before)
          .executeTakeFirstOrThrow();
        return changed.numUpdatedRows === 1n;
      }, audit),

    token: (hash) =>
      asking(async () => {
        const row = await database
          .selectFrom("tokens")
          .selectAll()
          .where("hash", "=", hash)
          .executeTakeFirst();
        return row && rows.toToken(row);
      }),

    tokensOf: (user) =>
      asking(async () => {
        const found = await database
          .selectFrom("tokens")
          .selectAll()
          .where("user", "=", user)
          .orderBy("created_at")
          .orderBy("hash")
          .execute();
        return found.map(rows.toToken);
      }),

    addToken: async (token, audit) => {
      await writing(async (transaction) => {
        const added = await transaction
          .insertInto("tokens")
          .values(rows.fromToken(token))
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return added.numInsertedOrUpdatedRows === 1n;
      }, audit);
    },

    removeToken: async (hash, audit) => {
      await writing(async (transaction) => {
        const removed = await transaction
          .deleteFrom("tokens")
          .where("hash", "=", hash)
          .executeTakeFirstOrThrow();
        return removed.numDeletedRows === 1n;
      }, audit);
    },

    org: (name) =>
      asking(async () => {
        const row = await database.selectFrom("orgs").selectAll().where("name", "=", name).executeTakeFirst();
        return row && rows.toOrg(row);
      }),

    orgsOf: (user) =>
      asking(async () => {
        const found = await database
          .selectFrom("orgs")
          .innerJoin("org_members", "org_members.org", "orgs.name")
          .selectAll("orgs")
          .where("org_members.user", "=", user)
          .orderBy("orgs.name")
          .execute();
        return found.map(rows.toOrg);
      }),

    addOrg: (org, audit) =>
      writing(async (transaction) => {
        if (!(await takeName(transaction, org))) return false;
        await transaction.insertInto("orgs").values(rows.fromOrg(org)).execute();
        await writeMembers(transaction, org);
        return true;
      }, audit),

    changeOrg: (org, audit) =>
      writing(async (transaction) => {
        const changed = await transaction
          .updateTable("orgs")
          .set(rows.fromOrg(org))
          .where("name", "=", org.name)
          .where("revision", "=", org.revision - 1)
          .executeTakeFirstOrThrow();
        if (changed.numUpdatedRows !== 1n) return false;
        await transaction.deleteFrom("org_members").where("org", "=", org.name).execute();
        await writeMembers(transaction, org);
        return true;
      }, audit),
  };
}

/** False where somebody has the name, or one that reads the same. */
async function takeName(transaction: Transaction<Schema>, account: UserRecord | OrgRecord): Promise<boolean> {
  const taken = await transaction
    .insertInto("account_names")
    .values({ reads_as: account.readsAs, name: account.name })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return taken.numInsertedOrUpdatedRows === 1n;
}

async function writeMembers(transaction: Transaction<Schema>, org: OrgRecord): Promise<void> {
  const users = Object.keys(org.members);
  if (users.length === 0) return;
  await transaction
    .insertInto("org_members")
    .values(users.map((user) => ({ org: org.name, user })))
    .execute();
}
