import { describe, expect, it } from "vitest";
import { type Blobs, blobKey, memoryBlobs } from "../../../registry/blobs/index.ts";
import { type Metadata, memoryMetadata, type PackageHead } from "../../../registry/metadata/index.ts";
import { addOwner, setYanked, zigPackage } from "../../../registry/packages/index.ts";
import { parseSearch } from "../../../registry/search/index.ts";
import { type IndexVersion, readIndexDocument } from "../../../src/protocol/index.ts";
import { addUser } from "../support/accounts.ts";
import { type Domain, everybody, publishTo, testDomain, zigHeadOf } from "../support/domain.ts";
import { testPackage } from "../support/package.ts";

const first = testPackage({ version: "1.0.0" });
const second = testPackage({ version: "2.0.0" });
const view = "1 http://localhost:7117/";

/**
 * Stops a job at its n-th call of the storage, before the call or after it took effect; starts anew on what is
 * kept; and looks. Done for every n until the job runs through.
 */
async function atEveryStep(
  prepare: (domain: Domain) => Promise<void>,
  job: (domain: Domain) => Promise<unknown>,
  look: (domain: Domain, stopped: boolean) => Promise<void>,
): Promise<number> {
  for (let steps = 0; ; steps++) {
    let ranThrough = false;
    for (const effect of ["before", "after"] as const) {
      const storage = { metadata: memoryMetadata(), blobs: memoryBlobs() };
      await prepare(testDomain(storage.metadata, storage.blobs));
      const power = { calls: steps, effect };
      const doomed = testDomain(failing(storage.metadata, power), failing(storage.blobs, power));
      const isDone = await job(doomed).then(
        () => true,
        () => false,
      );
      ranThrough = isDone && power.calls >= 0;
      const restarted = testDomain(storage.metadata, storage.blobs);
      await restarted.packages.repair();
      expect(await storage.metadata.unfinished("zig", view)).toEqual([]);
      await look(restarted, !isDone);
    }
    if (ranThrough) return steps;
  }
}

describe("a crash at any step", () => {
  it("of a first publish leaves all of the version or nothing, and the name for its owner", async () => {
    const steps = await atEveryStep(
      async () => {},
      (domain) => publishTo(domain, "ada", first),
      async (domain, stopped) => {
        const versions = await shownWhole(domain);
        if (!stopped) expect(versions).toEqual(["1.0.0"]);
        if (versions.length === 0) await publishTo(domain, "ada", first);
        expect(await shownWhole(domain)).toEqual(["1.0.0"]);
      },
    );
    expect(steps).toBeGreaterThan(10);
  });

  it("of a later publish leaves the versions before it as they were", async () => {
    await atEveryStep(
      async (domain) => void (await publishTo(domain, "ada", first)),
      (domain) => publishTo(domain, "ada", second),
      async (domain, stopped) => {
        const versions = await shownWhole(domain);
        expect(versions).toEqual(stopped && versions.length === 1 ? ["1.0.0"] : ["1.0.0", "2.0.0"]);
      },
    );
  });

  it.each([
    ["a first publish", async () => {}],
    [
      "one that makes a package private",
      async (domain: Domain) => void (await publishTo(domain, "ada", first)),
    ],
  ])("of a private publish shows it to nobody else: %s", async (_, before) => {
    const secret = { ...second, facts: { ...second.facts, access: "restricted" as const } };
    const asStranger = async (head: PackageHead<"zig">) => head.facts.access === "public";
    await atEveryStep(
      before,
      (domain) => publishTo(domain, "ada", secret),
      async (domain, stopped) => {
        const { archives, documents } = domain.packages.zig;
        const { head, document } = await documents.read(zigPackage("leaf"), "index.plain", "recent");
        const isPublic = head?.facts.access === "public";
        const shown = document === undefined || !isPublic ? [] : await documentOf(domain);
        expect(shown.map(({ version }) => version)).not.toContain(secret.version);
        expect(await archives.byVersion("leaf", secret.version, asStranger)).toBeUndefined();
        expect(await archives.byHash(secret.hash, asStranger)).toBeUndefined();
        const query = { ...parseSearch("leaf"), viewer: [], from: 0, size: 9 };
        const { results } = await domain.registry.search.find(query);
        expect(results.map(({ entry }) => entry.version)).not.toContain(secret.version);
        if (!stopped) expect(isPublic).toBe(false);
      },
    );
  });

  it("of a yank leaves it done or not done", async () => {
    await atEveryStep(
      async (domain) => void (await publishTo(domain, "ada", first)),
      async ({ registry, packages }) => {
        const { finish } = packages.zig;
        await setYanked(
          { registry, finish, actor: "ada", head: await zigHeadOf({ registry }, "leaf"), version: "1.0.0" },
          true,
        );
      },
      async (domain, stopped) => {
        const record = await domain.registry.metadata.version(zigPackage("leaf"), "1.0.0", "fresh");
        const [version] = await documentOf(domain);
        expect(version?.yanked).toBe(record?.yanked);
        if (!stopped) expect(version?.yanked).toBe(true);
      },
    );
  });

  it("of a change of owners leaves it done or not done, in the document too", async () => {
    await atEveryStep(
      async (domain) => {
        await publishTo(domain, "ada", first);
        await addUser(domain.registry.metadata, "bob");
      },
      async ({ registry, packages }) =>
        addOwner(registry, packages.zig.finish, "ada", await zigHeadOf({ registry }, "leaf"), "bob"),
      async (domain, stopped) => {
        const head = await domain.registry.metadata.head(zigPackage("leaf"), "fresh");
        const { document } = await domain.packages.zig.documents.read(
          zigPackage("leaf"),
          "index.plain",
          "recent",
        );
        const { owners } = readIndexDocument(document?.bytes ?? Buffer.alloc(0), "leaf");
        expect(owners).toEqual(head?.owners);
        if (!stopped) expect(owners).toEqual(["ada", "bob"]);
      },
    );
  });

  it("does not fix the fingerprint of a version that never was", async () => {
    const storage = { metadata: memoryMetadata(), blobs: memoryBlobs() };
    const doomed = testDomain(storage.metadata, {
      ...storage.blobs,
      put: () => Promise.reject(new Error("the power is off")),
    });
    await expect(publishTo(doomed, "ada", first)).rejects.toThrowError("the power is off");
    const restarted = testDomain(storage.metadata, storage.blobs);
    await publishTo(restarted, "ada", testPackage({ id: 77 }));
    expect(await shownWhole(restarted)).toEqual(["1.0.0"]);
  });
});

describe("a publish whose last steps fail", () => {
  it("is acknowledged all the same, and finished by the repairer", async () => {
    const storage = { metadata: memoryMetadata(), blobs: memoryBlobs() };
    const domain = testDomain(
      { ...storage.metadata, moveDocument: () => Promise.reject(new Error("no")) },
      storage.blobs,
    );
    expect((await publishTo(domain, "ada", first)).version).toBe("1.0.0");
    expect(domain.logged.map(({ event }) => event)).toEqual(["finish-failed"]);
    const restarted = testDomain(storage.metadata, storage.blobs);
    await restarted.packages.repair();
    expect(await shownWhole(restarted)).toEqual(["1.0.0"]);
  });
});

describe("a loss of power", () => {
  it.each([
    ["and is shown at once", false],
    ["and is mended by the repairer", true],
  ])("takes what was not flushed, and nothing that was acknowledged, %s", async (_, isRepaired) => {
    const { metadata, blobs } = { metadata: memoryMetadata(), blobs: memoryBlobs() };
    await publishTo(testDomain(metadata, blobs), "ada", first);
    const unflushed: Metadata = {
      ...metadata,
      settle: async () => {},
      moveDocument: async (pointer) => {
        const before = await metadata.document(pointer.package, pointer.view, "fresh");
        return { moved: true, replaced: before?.blob };
      },
    };
    await publishTo(testDomain(unflushed, blobs), "ada", second);
    const restarted = testDomain(metadata, blobs);
    expect(await metadata.unfinished("zig", view)).toEqual([zigPackage("leaf")]);
    if (isRepaired) await restarted.packages.repair();
    expect(await shownWhole(restarted)).toEqual(["1.0.0", "2.0.0"]);
    if (isRepaired) expect(await metadata.unfinished("zig", view)).toEqual([]);
  });
});

describe("a registry with another public address", () => {
  it("shows that address, and the one before shows its own", async () => {
    const storage = { metadata: memoryMetadata(), blobs: memoryBlobs() };
    const before = testDomain(storage.metadata, storage.blobs);
    await publishTo(before, "ada", first);
    const after = testDomain(storage.metadata, storage.blobs, { base: "https://zig.example/" });
    expect((await documentOf(after))[0]?.archive).toBe("https://zig.example/-/zig/leaf/leaf-1.0.0.tar.gz");
    expect((await documentOf(before))[0]?.archive).toBe("http://localhost:7117/-/zig/leaf/leaf-1.0.0.tar.gz");
  });
});

describe("documents", () => {
  it("whose blobs are lost are made again", async () => {
    const storage = { metadata: memoryMetadata(), blobs: memoryBlobs() };
    await publishTo(testDomain(storage.metadata, storage.blobs), "ada", first);
    const pointer = await storage.metadata.document(zigPackage("leaf"), view, "fresh");
    await storage.blobs.delete(pointer?.blob ?? "");
    const restarted = testDomain(storage.metadata, storage.blobs);
    expect(await shownWhole(restarted)).toEqual(["1.0.0"]);
    expect(restarted.logged.map(({ event }) => event)).toEqual(["document-lost"]);
    const again = testDomain(storage.metadata, storage.blobs);
    expect(await shownWhole(again)).toEqual(["1.0.0"]);
    expect(again.logged).toEqual([]);
  });

  it("leave no blobs of older ones behind", async () => {
    const storage = { metadata: memoryMetadata(), blobs: memoryBlobs() };
    const domain = testDomain(storage.metadata, storage.blobs);
    for (const minor of [1, 2, 3, 4])
      await publishTo(domain, "ada", testPackage({ version: `1.${minor}.0` }));
    const keys: string[] = [];
    for await (const key of storage.blobs.list()) keys.push(key);
    expect(keys).toHaveLength(4 + 1);
  });
});

/** Every call of a storage, until the power goes off: from then on none has an effect, and none answers. */
function failing<T extends Metadata | Blobs>(
  storage: T,
  power: { calls: number; effect: "before" | "after" },
): T {
  return new Proxy(storage, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property);
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        power.calls--;
        if (power.calls === -1 && power.effect === "after") await method.apply(target, args);
        if (power.calls < 0) throw new Error("the power is off");
        return method.apply(target, args);
      };
    },
  });
}

async function documentOf(domain: Domain): Promise<readonly IndexVersion[]> {
  const { document } = await domain.packages.zig.documents.read(zigPackage("leaf"), "index.plain", "recent");
  return document === undefined ? [] : readIndexDocument(document.bytes, "leaf").versions;
}

/** The versions in the document, each proved to be whole. */
async function shownWhole(domain: Domain): Promise<readonly string[]> {
  const versions = await documentOf(domain);
  for (const { version, hash, integrity } of versions) {
    const byVersion = await domain.packages.zig.archives.byVersion("leaf", version, everybody);
    const byHash = await domain.packages.zig.archives.byHash(hash, everybody);
    expect(byVersion).toEqual(byHash);
    const key = blobKey(byVersion?.archive.bytes ?? Buffer.alloc(0));
    expect(`sha512-${Buffer.from(key, "hex").toString("base64")}`).toBe(integrity);
  }
  return versions.map(({ version }) => version);
}
