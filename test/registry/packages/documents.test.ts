import { describe, expect, it } from "vitest";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { type Metadata, memoryMetadata, recentBoundMs } from "../../../registry/metadata/index.ts";
import { zigPackage } from "../../../registry/packages/index.ts";
import { readIndexDocument } from "../../../src/protocol/index.ts";
import { type Domain, hideZig, publishTo, testDomain } from "../support/domain.ts";
import { interrupted } from "../support/interrupted.ts";
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

describe("what is read of a package", () => {
  const slowReader = async () => {
    const { metadata, blobs, replica } = storage();
    const clock = { time: Date.parse("2026-01-31T12:00:00.000Z") };
    await publish(replica(), "1.0.0");
    let isFirst = true;
    const [hidden, held] = [gate(), gate()];
    const head: Metadata["head"] = async (id, read) => {
      const answer = await metadata.head(id, read);
      if (!isFirst) return answer;
      isFirst = false;
      await hideZig(replica());
      clock.time += 5 * recentBoundMs;
      hidden.open();
      await held.opened;
      return answer;
    };
    const reader = testDomain({ ...metadata, head }, blobs, { now: () => new Date(clock.time) });
    const access = async () => (await reader.packages.zig.documents.head(zigPackage("leaf")))?.facts.access;
    return { access, hidden: hidden.opened, goOn: held.open };
  };

  it("is as old as its reading when that took long", async () => {
    const { access, goOn } = await slowReader();
    goOn();
    await access();
    expect(await access()).toBe("restricted");
  });

  it("is not shared with those who come when it has become old", async () => {
    const { access, hidden, goOn } = await slowReader();
    const early = access();
    await hidden;
    const late = access();
    goOn();
    await early;
    expect([await late, await access()]).toEqual(["restricted", "restricted"]);
  });
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

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
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
