import { describe, expect, it } from "vitest";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { type Metadata, memoryMetadata } from "../../../registry/metadata/index.ts";
import {
  type Change,
  changeOwners,
  changeVersions,
  npmPackage,
  setAccess,
  setZigAccess,
} from "../../../registry/packages/index.ts";
import { userRecord } from "../support/accounts.ts";
import { type Domain, npmHeadOf, publishNpmTo, publishTo, testDomain, zigHeadOf } from "../support/domain.ts";
import type { NpmRead } from "../support/npm.ts";
import { outcome } from "../support/outcomes.ts";
import { testPackage } from "../support/package.ts";

/** A registry, and another that has something done before the first answer to one of its calls. */
function two(call: keyof Metadata, meanwhile: (quick: Domain) => Promise<unknown>) {
  const [metadata, blobs] = [memoryMetadata(), memoryBlobs()];
  const quick = testDomain(metadata, blobs);
  let isDone = false;
  const slow = new Proxy(metadata, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property);
      if (property !== call || typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        const before = isDone;
        isDone = true;
        if (!before) await meanwhile(quick);
        return method.apply(target, args);
      };
    },
  });
  return { quick, slow: testDomain(slow, blobs) };
}

describe("a package that is made private while somebody publishes to it", () => {
  const next = testPackage({ version: "1.1.0" });
  const asPublic = { ...next, facts: { ...next.facts, access: "public" as const } };
  const hideZig = async ({ registry, packages }: Domain) =>
    setZigAccess(registry, packages.zig.finish, "ada", await zigHeadOf({ registry }, "leaf"), "restricted");
  const hideNpm = async ({ registry, packages }: Domain) =>
    setAccess(registry, packages.npm.finish, "ada", await npmHeadOf({ registry }, "leaf"), "restricted");

  it("stays private where they say nothing of it", async () => {
    const { quick, slow } = two("versions", hideZig);
    await publishTo(quick, "ada", testPackage());
    expect(await publishTo(slow, "ada", next)).toMatchObject({ access: "restricted" });
    expect((await zigHeadOf(quick, "leaf")).facts.access).toBe("restricted");
  });

  it("and where their token may not make it public", async () => {
    const zig = two("versions", hideZig);
    await publishTo(zig.quick, "ada", testPackage());
    expect(await outcome(publishTo(zig.slow, "ada", asPublic, ["publish"]))).toBe("TOKEN_RIGHT");
    expect((await zigHeadOf(zig.quick, "leaf")).facts.access).toBe("restricted");
    const npm = two("versions", hideNpm);
    await publishNpmTo(npm.quick, "ada", {});
    const text = { version: "1.1.0", access: "public" };
    expect(await outcome(publishNpmTo(npm.slow, "ada", text, ["publish"]))).toBe("TOKEN_RIGHT");
    expect((await npmHeadOf(npm.quick, "leaf")).facts.access).toBe("restricted");
  });
});

describe("a document that an npm client read, changes and sends back", () => {
  it("takes away no version that was published meanwhile, and not yet finished", async () => {
    const { quick } = two("head", async () => undefined);
    for (const version of ["1.0.0", "1.1.0"]) await publishNpmTo(quick, "ada", { version });
    const { "1.0.0": _, ...versions } = (await read(quick)).versions;
    const sent = { ...(await read(quick)), versions };
    const { metadata, blobs } = quick.registry;
    const stalled = testDomain({ ...metadata, changeHead: async () => Promise.reject(new Error()) }, blobs);
    await publishNpmTo(stalled, "ada", { version: "2.0.0" });
    expect(await outcome(changeVersions(await changeOf(quick), sent, true))).toBe("REVISION_OLD");
    expect(Object.keys((await read(quick)).versions)).toEqual(["1.0.0", "1.1.0", "2.0.0"]);
  });

  it("has its owners, all of them or none, unless somebody else was first", async () => {
    const { quick } = two("head", async () => undefined);
    await publishNpmTo(quick, "ada", {});
    for (const name of ["ada", "bob", "eve"]) {
      const audit = { at: "", actor: name, action: "sign-up", subject: `user:${name}`, detail: undefined };
      await quick.registry.metadata.addUser(userRecord(name), audit);
    }
    const make = async (...names: string[]) =>
      outcome(changeOwners(await changeOf(quick), { ...(await read(quick)), maintainers: names }));
    const owners = async () => (await npmHeadOf(quick, "leaf")).owners;
    expect(await Promise.all([make("bob", "ada"), make("eve", "ada")])).toEqual(["done", "REVISION_OLD"]);
    expect(await owners()).toEqual(["ada", "bob"]);
    expect([await make("eve", "nobody"), await make()]).toEqual(["USER_MISSING", "LAST_OWNER"]);
    expect(await owners()).toEqual(["ada", "bob"]);
  });
});

async function read({ packages }: Domain): Promise<NpmRead> {
  const { document } = await packages.npm.documents.read(npmPackage("leaf"), "full.plain", "fresh");
  return JSON.parse(String(document?.bytes));
}

async function changeOf({ registry, packages }: Domain): Promise<Change> {
  const head = await npmHeadOf({ registry }, "leaf");
  return { registry, finish: packages.npm.finish, actor: "ada", head };
}
