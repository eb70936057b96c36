import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningRegistry, startRegistry } from "../../../registry/main.ts";
import { sharedFolder } from "../../support/folders.ts";
import { publishNpm } from "../support/npm.ts";
import { ask, signUp } from "../support/registry.ts";

const folder = sharedFolder();
let registry: RunningRegistry;
const tokens: Record<string, string> = {};

/** A developer's own registry, where the first member makes the organisation. Each test has one of its own. */
beforeAll(async () => {
  registry = await startRegistry({ dataFolder: folder.path, host: "127.0.0.1", port: 0, upstream: false });
  for (const name of ["ada", "bob", "cyd"]) tokens[name] = await signUp(registry, name);
});

afterAll(async () => {
  await registry.close();
  folder.remove();
});

async function tried(who: string, method: string, path: string, body?: unknown) {
  const answer = await ask(registry, method, path, { token: tokens[who], body });
  return { status: answer.status, ...(answer.body.length === 0 ? {} : { answer: answer.json() }) };
}

function refused(status: number, code: string) {
  return { status, answer: expect.objectContaining({ code }) };
}

describe("an organisation", () => {
  it("gets members with roles from its owners, and is nothing to others", async () => {
    const path = "-/org/acme/user";
    expect(await tried("ada", "PUT", path, { user: "@bob", role: "developer" })).toEqual({
      status: 201,
      answer: { org: { name: "acme", size: 2 }, user: "bob", role: "developer" },
    });
    expect(await tried("bob", "GET", path)).toEqual({
      status: 200,
      answer: { ada: "owner", bob: "developer" },
    });
    expect(await tried("cyd", "GET", path)).toEqual(refused(404, "ORG_MISSING"));
    expect(await tried("cyd", "PUT", path, { user: "cyd" })).toEqual(refused(404, "ORG_MISSING"));
    expect(await tried("cyd", "GET", "-/org/never/user")).toEqual(refused(404, "ORG_MISSING"));
    expect(await tried("bob", "PUT", path, { user: "cyd" })).toEqual(refused(403, "ORG_DENIED"));
    expect(await tried("ada", "PUT", path, { user: "bob", role: "admin" })).toMatchObject({ status: 201 });
    expect(await tried("bob", "PUT", path, { user: "cyd" })).toEqual(refused(403, "ORG_DENIED"));
    expect(await tried("ada", "PUT", path, { user: "bob", role: "king" })).toEqual(
      refused(400, "REQUEST_INVALID"),
    );
    expect(await tried("ada", "PUT", path, { user: "nobody" })).toEqual(refused(404, "USER_MISSING"));
  });

  it("keeps an owner, and lets members go", async () => {
    const path = "-/org/keeps/user";
    await tried("ada", "PUT", path, { user: "bob" });
    expect(await tried("ada", "DELETE", path, { user: "ada" })).toEqual(refused(409, "LAST_ORG_OWNER"));
    expect(await tried("ada", "PUT", path, { user: "ada", role: "admin" })).toEqual(
      refused(409, "LAST_ORG_OWNER"),
    );
    expect(await tried("bob", "DELETE", path, { user: "ada" })).toEqual(refused(403, "ORG_DENIED"));
    expect(await tried("bob", "DELETE", path, { user: "bob" })).toEqual({ status: 204 });
    expect(await tried("bob", "GET", path)).toEqual(refused(404, "ORG_MISSING"));
  });

  it.each(["bob", "b0b", "admin", "Acme", "a%2Fb"])("is not called %s", async (name) => {
    const answer = await tried("ada", "PUT", `-/org/${name}/user`, { user: "ada" });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(410);
  });

  it("and a user have packages that are listed to those who may see them", async () => {
    await tried("ada", "PUT", "-/org/shelf/user", { user: "bob" });
    await publishNpm(registry, tokens["ada"], { name: "@shelf/open" });
    await publishNpm(registry, tokens["bob"], { name: "@shelf/closed", access: "restricted" });
    await publishNpm(registry, tokens["cyd"], { name: "shelf-of-others" });
    expect(await tried("ada", "GET", "-/org/shelf/package")).toEqual({
      status: 200,
      answer: { "@shelf/open": "write", "@shelf/closed": "write" },
    });
    expect(await tried("bob", "GET", "-/org/shelf/package")).toEqual({
      status: 200,
      answer: { "@shelf/open": "read", "@shelf/closed": "write" },
    });
    expect(await tried("cyd", "GET", "-/org/shelf/package")).toEqual(refused(404, "ORG_MISSING"));
    expect((await tried("bob", "GET", "-/user/bob/package")).answer).toEqual({ "@shelf/closed": "write" });
    expect((await tried("cyd", "GET", "-/user/bob/package")).answer).toEqual({});
    expect((await tried("bob", "GET", "-/-/package?format=cli")).answer).toEqual({
      "@shelf/closed": "write",
    });
  });

  it("has teams with members and packages", async () => {
    await tried("ada", "PUT", "-/org/teams/user", { user: "bob" });
    expect(await tried("bob", "PUT", "-/org/teams/team", { name: "core" })).toEqual(
      refused(403, "ORG_DENIED"),
    );
    expect((await tried("ada", "PUT", "-/org/teams/team", { name: "core" })).status).toBe(201);
    expect(await tried("ada", "GET", "-/org/teams/team?format=cli")).toEqual({
      status: 200,
      answer: ["teams:core"],
    });
    expect((await tried("ada", "GET", "-/org/teams/team")).answer).toEqual([{ name: "core" }]);
    const user = "-/team/teams/core/user";
    expect((await tried("ada", "PUT", user, { user: "bob" })).status).toBe(201);
    expect(await tried("ada", "PUT", user, { user: "cyd" })).toEqual(refused(404, "USER_MISSING"));
    expect((await tried("bob", "GET", `${user}?format=cli`)).answer).toEqual(["bob"]);
    expect((await tried("bob", "GET", user)).answer).toEqual([{ name: "bob" }]);
    const packages = "-/team/teams/core/package";
    const grant = (name: string, permissions: string) =>
      tried("ada", "PUT", packages, { package: name, permissions });
    expect((await grant("@teams/a", "read-write")).status).toBe(201);
    expect(await grant("@acme/a", "read-write")).toEqual(refused(400, "REQUEST_INVALID"));
    expect(await grant("@teams/a", "all")).toEqual(refused(400, "REQUEST_INVALID"));
    expect(await tried("bob", "GET", packages)).toEqual({ status: 200, answer: { "@teams/a": "write" } });
    expect((await tried("ada", "DELETE", packages, { package: "@teams/a" })).status).toBe(204);
    expect(await tried("bob", "GET", packages)).toEqual({ status: 200, answer: {} });
    expect((await tried("ada", "DELETE", "-/team/teams/core")).status).toBe(204);
    expect(await tried("ada", "GET", user)).toEqual(refused(404, "TEAM_MISSING"));
  });
});
