import { describe, expect, it } from "vitest";
import { createCounts, makeOrg, makeToken, noLimits, setMember } from "../../../registry/accounts/index.ts";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { memoryMetadata } from "../../../registry/metadata/index.ts";
import { tokenRecord, userRecord } from "../support/accounts.ts";
import { testDomain } from "../support/domain.ts";

const audit = { at: "", actor: "ada", action: "sign-up", subject: "user", detail: undefined };

describe("counts", () => {
  it("begin again after their window, and never take more memory than they may", () => {
    const clock = { time: 0 };
    const counts = createCounts(() => new Date(clock.time), 100, 2);
    counts("a").count = 5;
    expect(counts("a").count).toBe(5);
    clock.time = 100;
    expect(counts("a").count).toBe(0);
    counts("a").count = 5;
    counts("b");
    counts("c");
    expect(counts("a").count).toBe(0);
  });
});

describe("a user", () => {
  it("has a bounded number of tokens, of which those that ended do not count", async () => {
    const { registry } = testDomain(memoryMetadata(), memoryBlobs());
    await registry.metadata.addUser(userRecord("ada"), audit);
    const add = (index: number, expiresAt?: string) =>
      registry.metadata.addToken(tokenRecord(`t${index}`, "ada", { expiresAt }), audit);
    for (let index = 0; index < 1_000; index++) await add(index, "2026-01-01T00:00:00.000Z");
    await makeToken(registry, "ada", noLimits);
    for (let index = 1_000; index < 1_999; index++) await add(index);
    await expect(makeToken(registry, "ada", noLimits)).rejects.toMatchObject({ code: "TOO_MANY_TOKENS" });
  });
});

describe("an organisation", () => {
  it("has a bounded number of members", async () => {
    const { registry } = testDomain(memoryMetadata(), memoryBlobs());
    for (const name of ["ada", "bob"]) await registry.metadata.addUser(userRecord(name), audit);
    const org = await makeOrg(registry, "acme", "ada", "ada");
    const crowd = Array.from({ length: 999 }, (_, index) => [`user${index}`, "developer"] as const);
    const members = { ...org.members, ...Object.fromEntries(crowd) };
    await registry.metadata.changeOrg({ ...org, members, revision: 2 }, audit);
    const add = setMember(registry, "ada", "acme", "bob", "developer");
    await expect(add).rejects.toMatchObject({ code: "ORG_FULL" });
  });
});
