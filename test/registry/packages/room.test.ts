import { describe, expect, it } from "vitest";
import { allRights } from "../../../registry/accounts/index.ts";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { memoryMetadata, type VersionRecord } from "../../../registry/metadata/index.ts";
import { addOwner, npmPackage } from "../../../registry/packages/index.ts";
import { zigPackage } from "../../../registry/packages/package-id.ts";
import { auditRecord } from "../../../registry/registry.ts";
import { publishTo, testDomain } from "../support/domain.ts";
import { npmDocument, npmTarball } from "../support/npm.ts";
import { testPackage } from "../support/package.ts";

/** A registry with leaf 1.0.0 of both kinds, and a way to put many more versions beside them without their bytes. */
async function domainWithLeaf() {
  const domain = testDomain(memoryMetadata(), memoryBlobs());
  const { registry, packages } = domain;
  const publishLeaf = (version: string) => {
    const tarball = npmTarball({ version });
    const { _attachments, ...document } = npmDocument({ version }, tarball);
    const attached = { ...document, _attachments: { "leaf.tgz": { data: "" } } };
    return packages.npm.publish({ user: "ada", rights: allRights }, "leaf", attached, tarball);
  };
  await publishLeaf("1.0.0");
  await publishTo(domain, "ada", testPackage());
  const put = (record: VersionRecord, key: string) =>
    registry.metadata.addVersion({ ...record, key }, auditRecord(registry, "ada", "publish", key));
  return { domain, publishLeaf, put };
}

describe("a package is full", () => {
  it("where its manifests together are as much as a document may hold", async () => {
    const { domain, publishLeaf, put } = await domainWithLeaf();
    const first = await domain.registry.metadata.version(npmPackage("leaf"), "1.0.0", "fresh");
    if (first === undefined) throw new Error("nothing was published");
    const facts = { ...first.facts, manifest: JSON.stringify({ x: "x".repeat(1024 * 1024) }) };
    for (let at = 0; at < 24; at++) await put({ ...first, facts }, `2.0.${at}`);
    await publishLeaf("1.0.1");
    for (let at = 24; at < 48; at++) await put({ ...first, facts }, `2.0.${at}`);
    await expect(publishLeaf("1.0.2")).rejects.toMatchObject({ code: "PACKAGE_FULL" });
  });

  it("with ten thousand versions, of Zig too", async () => {
    const { domain, put } = await domainWithLeaf();
    const first = await domain.registry.metadata.version(zigPackage("leaf"), "1.0.0", "fresh");
    if (first === undefined) throw new Error("nothing was published");
    for (let at = 1; at < 10_000; at++) await put({ ...first, removed: true }, `2.0.${at}`);
    const next = publishTo(domain, "ada", testPackage({ version: "1.0.1" }));
    await expect(next).rejects.toMatchObject({ code: "PACKAGE_FULL" });
  });

  it("with a hundred owners", async () => {
    const { domain } = await domainWithLeaf();
    const { registry, packages } = domain;
    const names = Array.from({ length: 100 }, (_, at) => `user${at}`);
    for (const name of names) {
      const user = {
        name,
        readsAs: name,
        email: undefined,
        password: "",
        createdAt: "",
        removedAt: undefined,
      };
      await registry.metadata.addUser(
        { ...user, attempt: name },
        auditRecord(registry, name, "sign-up", name),
      );
    }
    const head = { ...npmPackage("leaf"), name: "leaf" };
    const add = async (name: string) => {
      const latest = await registry.metadata.head(head, "fresh");
      if (latest === undefined) throw new Error("leaf is gone");
      return addOwner(registry, packages.npm.finish, "ada", latest, name);
    };
    for (const name of names.slice(0, 99)) await add(name);
    await expect(add("user99")).rejects.toMatchObject({ code: "PACKAGE_FULL" });
    await add("user98");
  });
});
