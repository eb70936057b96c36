import { describe, expect, vi } from "vitest";
import {
  changeEmail,
  findOrg,
  makeOrg,
  makeTeam,
  makeToken,
  makeUser,
  noLimits,
  removeMember,
  removeUser,
  revokeToken,
  setInTeam,
  setMember,
  tokensOf,
  useToken,
} from "../../../registry/accounts/index.ts";
import type { Registry } from "../../../registry/registry.ts";
import { outcome } from "../support/outcomes.ts";
import { replicasTaking } from "../support/replicas.ts";
import { inEveryOrder, type Turns } from "../support/turns.ts";

// Whoever waits for these would take their turn by chance.
vi.mock("../../../registry/accounts/passwords.ts", () => ({
  checkQueue: () => undefined,
  hashPassword: async (password: string) => password,
  isPassword: async (password: string, stored: string) => password === stored,
}));
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<object>()),
  setTimeout: async () => undefined,
}));

/** Two replicas with a share of losses, and one that waits for nobody; ada, bob and eve have accounts. */
async function setting(turns: Turns, losses = 0.02) {
  const { replica, quiet } = replicasTaking(turns);
  for (const name of ["ada", "bob", "eve"]) await signUp(quiet.registry, name);
  return { one: replica(losses).registry, other: replica(losses).registry, quiet: quiet.registry };
}

const signUp = (registry: Registry, name: string) =>
  makeUser(registry, { name, password: "secret", email: undefined }, name);

describe("in whatever order the calls of two replicas take effect", () => {
  inEveryOrder("a name, and what reads the same, is one user's or one organisation's", 60, async (turns) => {
    const { one, other, quiet } = await setting(turns);
    const got: string[] = [];
    await turns.run(
      async () => (await signUp(one, "cooks")) && got.push("user"),
      async () => (await signUp(other, "c.ooks")) && got.push("twin"),
      async () => (await outcome(makeOrg(one, "co-oks", "ada", "ada"))) === "done" && got.push("org"),
    );
    const [user, twin] = await Promise.all(
      ["cooks", "c.ooks"].map((name) => quiet.metadata.user(name, "fresh")),
    );
    const there = { user, twin, org: await findOrg(quiet, "co-oks") };
    expect(got).toEqual(Object.entries(there).flatMap(([what, record]) => (record ? [what] : [])));
    expect(got).toHaveLength(1);
  });

  inEveryOrder("who is removed has no token, whoever makes one just then", 80, async (turns) => {
    const { one, other, quiet } = await setting(turns);
    const made: string[] = [];
    await turns.run(
      () => removeUser(one, "bob", "ada"),
      async () => {
        const token = await makeToken(other, "bob", noLimits).catch(() => undefined);
        if (token !== undefined) made.push(token.text);
      },
      () => changeEmail(other, "bob", "bob@example.org").catch(() => undefined),
    );
    expect(await tokensOf(quiet, "bob")).toEqual([]);
    for (const text of made) expect(await outcome(useToken(quiet, text, "127.0.0.1"))).toBe("TOKEN_UNKNOWN");
    const user = await quiet.metadata.user("bob", "fresh");
    expect([user?.removedAt === undefined, user?.email]).toEqual([false, undefined]);
  });

  inEveryOrder("a token that is ended is good for nobody from then on", 60, async (turns) => {
    const { one, other, quiet } = await setting(turns);
    const { text, record } = await makeToken(quiet, "bob", noLimits);
    let isEnded = false;
    await turns.run(
      async () => {
        await revokeToken(one, "bob", record.hash);
        isEnded = true;
      },
      () => revokeToken(other, "bob", record.hash),
      async () => {
        for (let uses = 0; uses < 4; uses++) {
          const isDue = isEnded;
          const end = await outcome(useToken(other, text, "127.0.0.1"));
          if (isDue) expect(end).toBe("TOKEN_UNKNOWN");
        }
      },
    );
    const audit = await quiet.metadata.audit("user:bob");
    expect(audit.filter(({ action }) => action === "token-revoke")).toHaveLength(1);
  });

  inEveryOrder("an organisation keeps an owner, and whatever was changed of it", 80, async (turns) => {
    const { one, other, quiet } = await setting(turns, 0);
    await makeOrg(quiet, "cooks", "ada", "ada");
    await setMember(quiet, "ada", "cooks", "bob", "owner");
    const ends: string[] = [];
    const team = { actor: "ada", org: "cooks", team: "soup" };
    await makeTeam(quiet, team);
    await turns.run(
      async () => ends.push(await outcome(removeMember(one, "ada", "cooks", "ada"))),
      async () => ends.push(await outcome(removeMember(other, "bob", "cooks", "bob"))),
      async () => {
        const isMember = (await outcome(setMember(one, "bob", "cooks", "eve", "developer"))) === "done";
        const isIn = (await outcome(setInTeam(other, { ...team, actor: "bob" }, "eve", true))) === "done";
        const org = await findOrg(quiet, "cooks");
        expect([org?.members["eve"], org?.teams["soup"]?.members]).toEqual([
          isMember ? "developer" : undefined,
          isIn ? ["eve"] : [],
        ]);
      },
    );
    expect(ends.sort()).toEqual(["LAST_ORG_OWNER", "done"]);
    const roles = Object.values((await findOrg(quiet, "cooks"))?.members ?? {});
    expect(roles.filter((role) => role === "owner")).toHaveLength(1);
  });
});
