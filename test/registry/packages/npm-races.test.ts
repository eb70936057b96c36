import { describe, expect, it } from "vitest";
import { type Blobs, memoryBlobs } from "../../../registry/blobs/index.ts";
import { type Metadata, memoryMetadata } from "../../../registry/metadata/index.ts";
import { changeVersions, npmPackage, removeVersions, setTags } from "../../../registry/packages/index.ts";
import { revisionText } from "../../../registry/packages/npm/document.ts";
import { PantryError } from "../../../src/errors.ts";
import {
  type Domain,
  npmChangeOf,
  npmDocumentOf,
  npmHeadOf,
  publishNpmTo,
  testDomain,
} from "../support/domain.ts";
import { integrityOf, npmTarball } from "../support/npm.ts";
import { countOf, outcome } from "../support/outcomes.ts";
import { storagesWith } from "../support/storages.ts";

const hundred = Array.from({ length: 100 }, (_, index) => index);

describe.each(storagesWith([1, 2]))("npm packages on %s", (_, make) => {
  it("one of a hundred publishers of one version wins, and its bytes are what everybody gets", async () => {
    const domain = testDomain(...(await make()));
    const texts = hundred.map((index) => ({ files: { who: `publisher ${index}` } }));
    const results = await Promise.all(texts.map((text) => outcome(publishNpmTo(domain, "ada", text))));
    expect(countOf(results)).toEqual({ done: 1, VERSION_TAKEN: 99 });
    const winner = npmTarball(texts[results.indexOf("done")]);
    const archive = await domain.packages.npm.archives.byFile("leaf", "leaf-1.0.0.tgz");
    expect(archive?.bytes?.equals(winner)).toBe(true);
    const { versions } = await npmDocumentOf(domain);
    expect(versions["1.0.0"]?.["dist"]).toMatchObject({ integrity: integrityOf(winner) });
  });

  it("fifty versions that come at once are all there, and every tag leads to one of them", async () => {
    const domain = testDomain(...(await make()));
    await Promise.all(
      hundred
        .slice(0, 50)
        .map((index) => publishNpmTo(domain, "ada", { version: `1.${index}.0`, tag: `t${index}` })),
    );
    const { versions, "dist-tags": tags } = await npmDocumentOf(domain);
    expect(Object.keys(versions)).toHaveLength(50);
    for (const index of hundred.slice(0, 50)) expect(tags[`t${index}`]).toBe(`1.${index}.0`);
    expect(tags["latest"]).toBe("1.49.0");
  });

  it("no tag of many that are set at once is lost, while versions come and go", async () => {
    const domain = testDomain(...(await make()));
    await publishNpmTo(domain, "ada", {});
    await publishNpmTo(domain, "ada", { version: "1.1.0" });
    const change = await npmChangeOf(domain);
    await Promise.all([
      ...hundred.slice(0, 20).map((index) => setTags(change, { [`t${index}`]: "1.0.0" })),
      eventually(async () => removeVersions(await npmChangeOf(domain), await revision(domain), ["1.1.0"])),
      publishNpmTo(domain, "ada", { version: "2.0.0", tag: "next" }),
    ]);
    const { versions, "dist-tags": tags } = await npmDocumentOf(domain);
    expect(Object.keys(versions)).toEqual(["1.0.0", "2.0.0"]);
    expect(tags["next"]).toBe("2.0.0");
    for (const index of hundred.slice(0, 20)) expect(tags[`t${index}`]).toBe("1.0.0");
  });

  it("of many who deprecate what they saw in one revision, one does; the others see that it changed", async () => {
    const domain = testDomain(...(await make()));
    await publishNpmTo(domain, "ada", {});
    await publishNpmTo(domain, "ada", { version: "1.1.0" });
    const document = await npmDocumentOf(domain);
    const change = await npmChangeOf(domain);
    const deprecate = (version: string) => {
      const manifest = { ...document.versions[version], deprecated: version };
      return outcome(
        changeVersions(
          change,
          { ...document, versions: { ...document.versions, [version]: manifest } },
          false,
        ),
      );
    };
    const results = await Promise.all([..."0101010101"].map((minor) => deprecate(`1.${minor}.0`)));
    expect(countOf(results)).toEqual({ done: 1, REVISION_OLD: 9 });
    const { versions } = await npmDocumentOf(domain);
    const deprecated = Object.values(versions).filter((manifest) => "deprecated" in manifest);
    expect(deprecated).toHaveLength(1);
  });

  it("a version that is removed stays removed, whoever publishes it again at the same time", async () => {
    const domain = testDomain(...(await make()));
    await publishNpmTo(domain, "ada", {});
    const change = await npmChangeOf(domain);
    const results = await Promise.all([
      ...hundred.slice(0, 10).map(() => outcome(publishNpmTo(domain, "ada", {}))),
      outcome(removeVersions(change, revisionText(change.head), undefined)),
    ]);
    expect(countOf(results)).toEqual({ done: 1, VERSION_TAKEN: 10 });
    const { head, document } = await domain.packages.npm.documents.read(
      npmPackage("leaf"),
      "full.plain",
      "fresh",
    );
    expect([head?.name, document]).toEqual(["leaf", undefined]);
    expect(await outcome(publishNpmTo(domain, "ada", {}))).toBe("VERSION_TAKEN");
  });
});

/** Stops a job at its n-th call of the storage, starts anew on what is kept, and looks; for every n. */
describe("a crash at any step", () => {
  const atEveryStep = async (
    prepare: (domain: Domain) => Promise<void>,
    job: (domain: Domain) => Promise<unknown>,
    look: (domain: Domain, stopped: boolean) => Promise<void>,
  ) => {
    for (let steps = 0; ; steps++) {
      const storage = { metadata: memoryMetadata(), blobs: memoryBlobs() };
      await prepare(testDomain(storage.metadata, storage.blobs));
      const power = { calls: steps };
      const doomed = testDomain(failing(storage.metadata, power), failing(storage.blobs, power));
      const stopped = (await outcome(job(doomed).catch(off))) !== "done";
      const restarted = testDomain(storage.metadata, storage.blobs);
      await restarted.packages.repair();
      await look(restarted, stopped);
      if (!stopped && power.calls >= 0) return steps;
    }
  };

  it("of a publish leaves all of the version, its tag too, or nothing", async () => {
    const steps = await atEveryStep(
      (domain) => publishNpmTo(domain, "ada", {}),
      (domain) => publishNpmTo(domain, "ada", { version: "2.0.0", tag: "next", readme: "# Next" }),
      async (domain, stopped) => {
        const { versions, "dist-tags": tags } = await npmDocumentOf(domain);
        const isThere = "2.0.0" in versions;
        if (!stopped) expect(isThere).toBe(true);
        expect(tags["next"]).toBe(isThere ? "2.0.0" : undefined);
        const archive = await domain.packages.npm.archives.byFile("leaf", "leaf-2.0.0.tgz");
        expect(archive !== undefined).toBe(isThere);
      },
    );
    expect(steps).toBeGreaterThan(10);
  });

  it("of an unpublish or a deprecation leaves each version as it was or as it is to be", async () => {
    await atEveryStep(
      async (domain) => {
        await publishNpmTo(domain, "ada", {});
        await publishNpmTo(domain, "ada", { version: "2.0.0" });
      },
      async (domain) => {
        const document = await npmDocumentOf(domain);
        const { "2.0.0": _, ...versions } = document.versions;
        Object.assign(versions["1.0.0"] ?? {}, { deprecated: "old" });
        await changeVersions(await npmChangeOf(domain), { ...document, versions, "dist-tags": {} }, true);
      },
      async (domain, stopped) => {
        const { versions, "dist-tags": tags } = await npmDocumentOf(domain);
        const deprecated = versions["1.0.0"]?.["deprecated"];
        expect(deprecated === undefined || deprecated === "old").toBe(true);
        expect(versions[tags["latest"] ?? ""]).toBeDefined();
        if (!stopped) expect([deprecated, Object.keys(versions)]).toEqual(["old", ["1.0.0"]]);
      },
    );
  });
});

function failing<T extends Metadata | Blobs>(storage: T, power: { calls: number }): T {
  return new Proxy(storage, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property);
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        power.calls--;
        if (power.calls < 0) throw new Error("the power is off");
        return method.apply(target, args);
      };
    },
  });
}

function off(error: unknown): never {
  if (error instanceof Error && error.message === "the power is off")
    throw new PantryError("OFF", "failed", error);
  throw error;
}

async function revision(domain: Domain): Promise<string> {
  return revisionText(await npmHeadOf(domain, "leaf"));
}

/** Does again what somebody else came between. */
async function eventually(job: () => Promise<void>): Promise<void> {
  while ((await outcome(job())) !== "done");
}
