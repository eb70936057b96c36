import { describe, expect, it } from "vitest";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { memoryMetadata } from "../../../registry/metadata/index.ts";
import { changeOwners, changeVersions, setAccess } from "../../../registry/packages/index.ts";
import { addUser } from "../support/accounts.ts";
import {
  type Domain,
  hideZig,
  npmChangeOf,
  npmDocumentOf,
  npmHeadOf,
  publishNpmTo,
  publishTo,
  testDomain,
  zigHeadOf,
} from "../support/domain.ts";
import { interrupted } from "../support/interrupted.ts";
import { outcome } from "../support/outcomes.ts";
import { testPackage } from "../support/package.ts";

/** A registry, and another to which something happens before it reads all versions of a package for the first time. */
function two(meanwhile: (quick: Domain) => Promise<unknown>) {
  const [metadata, blobs] = [memoryMetadata(), memoryBlobs()];
  const quick = testDomain(metadata, blobs);
  const versions = interrupted(metadata.versions, () => meanwhile(quick));
  return { quick, slow: testDomain({ ...metadata, versions }, blobs) };
}

describe("a package that is made private while somebody publishes to it", () => {
  const next = testPackage({ version: "1.1.0" });
  const asPublic = { ...next, facts: { ...next.facts, access: "public" as const } };
  const hideNpm = async ({ registry, packages }: Domain) =>
    setAccess(registry, packages.npm.finish, "ada", await npmHeadOf({ registry }, "leaf"), "restricted");

  it("stays private where they say nothing of it", async () => {
    const { quick, slow } = two(hideZig);
    await publishTo(quick, "ada", testPackage());
    expect(await publishTo(slow, "ada", next)).toMatchObject({ access: "restricted" });
    expect((await zigHeadOf(quick, "leaf")).facts.access).toBe("restricted");
  });

  it("and where their token may not make it public", async () => {
    const zig = two(hideZig);
    await publishTo(zig.quick, "ada", testPackage());
    expect(await outcome(publishTo(zig.slow, "ada", asPublic, ["publish"]))).toBe("TOKEN_RIGHT");
    expect((await zigHeadOf(zig.quick, "leaf")).facts.access).toBe("restricted");
    const npm = two(hideNpm);
    await publishNpmTo(npm.quick, "ada", {});
    const text = { version: "1.1.0", access: "public" };
    expect(await outcome(publishNpmTo(npm.slow, "ada", text, ["publish"]))).toBe("TOKEN_RIGHT");
    expect((await npmHeadOf(npm.quick, "leaf")).facts.access).toBe("restricted");
  });
});

describe("a document that an npm client read, changes and sends back", () => {
  it("takes away no version that was published meanwhile, and not yet finished", async () => {
    const quick = testDomain(memoryMetadata(), memoryBlobs());
    for (const version of ["1.0.0", "1.1.0"]) await publishNpmTo(quick, "ada", { version });
    const { "1.0.0": _, ...versions } = (await npmDocumentOf(quick)).versions;
    const sent = { ...(await npmDocumentOf(quick)), versions };
    const { metadata, blobs } = quick.registry;
    const stalled = testDomain({ ...metadata, changeHead: async () => Promise.reject(new Error()) }, blobs);
    await publishNpmTo(stalled, "ada", { version: "2.0.0" });
    expect(await outcome(changeVersions(await npmChangeOf(quick), sent, true))).toBe("REVISION_OLD");
    expect(Object.keys((await npmDocumentOf(quick)).versions)).toEqual(["1.0.0", "1.1.0", "2.0.0"]);
  });

  it("has its owners, all of them or none, unless somebody else was first", async () => {
    const quick = testDomain(memoryMetadata(), memoryBlobs());
    await publishNpmTo(quick, "ada", {});
    for (const name of ["ada", "bob", "eve"]) await addUser(quick.registry.metadata, name);
    const make = async (...names: string[]) =>
      outcome(
        changeOwners(await npmChangeOf(quick), { ...(await npmDocumentOf(quick)), maintainers: names }),
      );
    const owners = async () => (await npmHeadOf(quick, "leaf")).owners;
    expect(await Promise.all([make("bob", "ada"), make("eve", "ada")])).toEqual(["done", "REVISION_OLD"]);
    expect(await owners()).toEqual(["ada", "bob"]);
    expect([await make("eve", "nobody"), await make()]).toEqual(["USER_MISSING", "LAST_OWNER"]);
    expect(await owners()).toEqual(["ada", "bob"]);
  });
});
