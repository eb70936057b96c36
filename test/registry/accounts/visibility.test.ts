import { describe, expect, it } from "vitest";
import {
  checkScope,
  makeOrg,
  makeTeam,
  mayChange,
  mayRead,
  setInTeam,
  setMember,
  setTeamAccess,
  viewerWith,
} from "../../../registry/accounts/index.ts";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { memoryMetadata, type PackageHead, type TokenRecord } from "../../../registry/metadata/index.ts";
import type { Registry } from "../../../registry/registry.ts";
import { addUser, tokenRecord } from "../support/accounts.ts";
import { testDomain } from "../support/domain.ts";

/** ada owns @acme, bob is an admin, cyd a developer in the team `core`; dan is nobody in it and owns @acme/app. */
async function world(): Promise<Registry> {
  const { registry } = testDomain(memoryMetadata(), memoryBlobs());
  for (const name of ["ada", "bob", "cyd", "dan", "eve"]) await addUser(registry.metadata, name);
  await makeOrg(registry, "acme", "ada", "ada");
  await setMember(registry, "ada", "acme", "bob", "admin");
  await setMember(registry, "ada", "acme", "cyd", "developer");
  const core = { actor: "ada", org: "acme", team: "core" };
  await makeTeam(registry, core);
  await setInTeam(registry, core, "cyd", true);
  await setTeamAccess(registry, core, "@acme/core", "read-write");
  await setTeamAccess(registry, core, "@acme/look", "read-only");
  return registry;
}

function head(name: string, access: "public" | "restricted"): PackageHead<"npm"> {
  return {
    kind: "npm",
    key: name,
    name,
    owners: ["dan"],
    facts: { tags: {}, access },
    revision: 1,
    modified: "",
    change: "",
  };
}

describe("a private package", () => {
  const limits = (more: Partial<TokenRecord>) => more;
  it.each<[string, string | undefined, Partial<TokenRecord>, string, boolean]>([
    ["nobody", undefined, {}, "@acme/app", false],
    ["its owner", "dan", {}, "@acme/app", true],
    ["a member of its organisation", "cyd", {}, "@acme/app", true],
    ["a member, outside of the scope", "cyd", {}, "@acmeapp/app", false],
    ["a member, where the scope is a name", "cyd", {}, "acme", false],
    ["a stranger", "eve", {}, "@acme/app", false],
    ["a token that may not read", "dan", limits({ rights: ["publish"] }), "@acme/app", false],
    ["a token for others", "dan", limits({ packages: ["@acme/other"] }), "@acme/app", false],
    ["a token for it", "dan", limits({ packages: ["@acme/*"], rights: ["read"] }), "@acme/app", true],
  ])("is there for %s: %5$s", async (_, user, limit, name, expected) => {
    const registry = await world();
    const viewer = user && (await viewerWith(registry, tokenRecord("t", user, limit)));
    expect(mayRead(viewer || undefined, head(name, "restricted"))).toBe(expected);
    expect(mayRead(viewer || undefined, head(name, "public"))).toBe(true);
  });
});

describe("a package of a scope", () => {
  it.each([
    ["dan", "@acme/app", true],
    ["ada", "@acme/app", true],
    ["bob", "@acme/app", true],
    ["cyd", "@acme/app", false],
    ["cyd", "@acme/core", true],
    ["cyd", "@acme/look", false],
    ["eve", "@acme/core", false],
    ["ada", "app", false],
  ])("is %s's to change, %s: %s", async (user, name, expected) => {
    expect(await mayChange(await world(), user, head(name, "public"))).toBe(expected);
  });

  it.each([
    ["cyd", "@acme/new", true],
    ["eve", "@acme/new", false],
    ["eve", "@eve/new", true],
    ["eve", "@bob/new", false],
    ["eve", "@free/new", true],
    ["eve", "plain", true],
  ])("is %s's to make, %s: %s", async (user, name, expected) => {
    const check = checkScope(await world(), user, name);
    if (expected) await check;
    else await expect(check).rejects.toMatchObject({ code: "SCOPE_TAKEN", exit: "denied" });
  });
});
