import type { AccountMetadata, OrgRecord, TokenRecord, UserRecord } from "./accounts.ts";
import type { AuditRecord } from "./metadata.ts";

/** Accounts in memory, for tests. */
export function memoryAccounts(log: (audit: AuditRecord) => void): AccountMetadata {
  const users = new Map<string, UserRecord>();
  const orgs = new Map<string, OrgRecord>();
  const tokens = new Map<string, TokenRecord>();
  /** What the names that are taken read as. */
  const taken = new Set<string>();

  const addNamed = <T extends { readonly name: string; readonly readsAs: string }>(
    into: Map<string, T>,
    record: T,
    audit: AuditRecord,
  ) => {
    if (taken.has(record.readsAs)) return false;
    taken.add(record.readsAs);
    into.set(record.name, record);
    log(audit);
    return true;
  };

  return {
    async user(name) {
      return users.get(name);
    },
    async users() {
      return [...users.values()].sort(byName);
    },
    async addUser(user, audit) {
      return addNamed(users, user, audit);
    },
    async changeUser(user, before, audit) {
      if (users.get(user.name)?.attempt !== before) return false;
      users.set(user.name, user);
      log(audit);
      return true;
    },
    async token(hash) {
      return tokens.get(hash);
    },
    async tokensOf(user) {
      return [...tokens.values()].filter((token) => token.user === user);
    },
    async addToken(token, audit) {
      if (tokens.has(token.hash)) return;
      tokens.set(token.hash, token);
      log(audit);
    },
    async removeToken(hash, audit) {
      if (tokens.delete(hash)) log(audit);
    },
    async org(name) {
      return orgs.get(name);
    },
    async orgsOf(user) {
      return [...orgs.values()].filter(({ members }) => Object.hasOwn(members, user)).sort(byName);
    },
    async addOrg(org, audit) {
      return addNamed(orgs, org, audit);
    },
    async changeOrg(org, audit) {
      if (orgs.get(org.name)?.revision !== org.revision - 1) return false;
      orgs.set(org.name, org);
      log(audit);
      return true;
    },
  };
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
