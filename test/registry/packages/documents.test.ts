import { describe, expect, it } from "vitest";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { type Metadata, memoryMetadata } from "../../../registry/metadata/index.ts";
import { zigPackage } from "../../../registry/packages/index.ts";
import { readIndexDocument } from "../../../src/protocol/index.ts";
import { type Domain, publishTo, testDomain } from "../support/domain.ts";
import { testPackage } from "../support/package.ts";

describe("what one replica showed, none shows without it later", () => {
  it("where a version came that the revision which it renders does not know", async () => {
    const { metadata, replica } = storage();
    const early = replica({
      head: interrupted(metadata.head, async () => {
        await publish(replica(), "1.0.0");
        await publish(replica({ changeHead: isDown }), "2.0.0");
      }),
    });
    expect(await shown(early)).toEqual(["1.0.0"]);
    expect(await shown(replica())).toEqual(["1.0.0"]);
    await replica().packages.repair();
    expect(await shown(replica())).toEqual(["1.0.0", "2.0.0"]);
  });

  it("where it renders late what others went past meanwhile", async () => {
    const { metadata, replica } = storage();
    await publish(replica({ moveDocument: isDown }), "1.0.0");
    let past = Promise.resolve();
    const late = replica({
      versions: interrupted(
        metadata.versions,
        () =>
          new Promise<void>((reached) => {
            const moveDocument = interrupted(metadata.moveDocument, async () => {
              await publish(replica({ changeHead: isDown }), "3.0.0");
              reached();
              await reading;
            });
            past = publish(replica({ moveDocument }), "2.0.0");
          }),
      ),
    });
    const reading = shown(late);
    const seen = await reading;
    await past;
    expect(await shown(replica())).toEqual(seen);
  });
});

it("a document that somebody else rendered comes with a head that is as new", async () => {
  const { metadata, replica } = storage();
  await publish(replica({ moveDocument: isDown }), "1.0.0");
  const secret = testPackage({ version: "2.0.0" });
  const late = replica({
    moveDocument: interrupted(metadata.moveDocument, async () => {
      const facts = { ...secret.facts, access: "restricted" as const };
      await publishTo(replica(), "ada", { ...secret, facts });
    }),
  });
  const { head, document } = await late.packages.zig.documents.read(
    zigPackage("leaf"),
    "index.plain",
    "recent",
  );
  expect(readIndexDocument(document?.bytes ?? Buffer.alloc(0), "leaf").versions).toHaveLength(2);
  expect(head?.facts.access).toBe("restricted");
});

describe("a document whose blob is lost", () => {
  it("is made again though a version came that its revision does not know", async () => {
    const { blobs, metadata, replica } = storage();
    await publish(replica(), "1.0.0");
    await publish(replica({ changeHead: isDown }), "2.0.0");
    const pointer = await metadata.document(zigPackage("leaf"), "1 http://localhost:7117/", "fresh");
    await blobs.delete(pointer?.blob ?? "");
    const [one, other] = [replica(), replica()];
    expect(await shown(one)).toEqual(["1.0.0", "2.0.0"]);
    expect(await shown(other)).toEqual(["1.0.0", "2.0.0"]);
    expect(other.logged).toEqual([]);
  });
});

/** One storage, and replicas on it of whose calls some do otherwise. */
function storage() {
  const [metadata, blobs] = [memoryMetadata(), memoryBlobs()];
  const replica = (calls: Partial<Metadata> = {}) => testDomain({ ...metadata, ...calls }, blobs);
  return { metadata, blobs, replica };
}

/** The call, before whose first time something else happens. */
function interrupted<A extends unknown[], T>(call: (...args: A) => Promise<T>, happens: () => Promise<void>) {
  let isFirst = true;
  return async (...args: A): Promise<T> => {
    if (isFirst) {
      isFirst = false;
      await happens();
    }
    return call(...args);
  };
}

async function isDown(): Promise<never> {
  throw new Error("down");
}

async function publish(domain: Domain, version: string): Promise<void> {
  await publishTo(domain, "ada", testPackage({ version }));
}

async function shown(domain: Domain): Promise<readonly string[]> {
  const { document } = await domain.packages.zig.documents.read(zigPackage("leaf"), "index.plain", "recent");
  return readIndexDocument(document?.bytes ?? Buffer.alloc(0), "leaf").versions.map(({ version }) => version);
}
