import { describe, expect, it } from "vitest";
import { patiently } from "../../../registry/attempts.ts";

import { addOwner, zigPackage } from "../../../registry/packages/index.ts";
import { readIndexDocument } from "../../../src/protocol/index.ts";
import { addUser } from "../support/accounts.ts";
import { type Domain, everybody, publishTo, testDomain, zigHeadOf } from "../support/domain.ts";
import { countOf, outcome } from "../support/outcomes.ts";
import { testPackage } from "../support/package.ts";
import { storagesWith } from "../support/storages.ts";

const hundred = Array.from({ length: 100 }, (_, index) => index);

describe.each(storagesWith([1, 2, 3]))("on %s", (_, make) => {
  it("one of a hundred publishers of one version wins, and its bytes are what everybody sees", async () => {
    const domain = testDomain(...(await make()));
    const packs = hundred.map((index) => testPackage({ files: { who: `publisher ${index}` } }));
    const results = await Promise.all(packs.map((pack) => outcome(publishTo(domain, "ada", pack))));
    expect(countOf(results)).toEqual({ done: 1, VERSION_TAKEN: 99 });
    const winner = packs[results.indexOf("done")];
    const archive = await domain.packages.zig.archives.byVersion("leaf", "1.0.0", everybody);
    expect(winner && archive?.archive.bytes?.equals(winner.archive)).toBe(true);
    expect((await shown(domain)).map(({ hash }) => hash)).toEqual([winner?.hash]);
    for (const pack of packs) {
      const isThere = (await domain.packages.zig.archives.byHash(pack.hash, everybody)) !== undefined;
      expect(isThere).toBe(pack === winner);
    }
    expect(await audit(domain, "zig:leaf@1.0.0")).toEqual(["publish"]);
  });

  it("a hundred that send the same bytes do not all believe that they were first", async () => {
    const domain = testDomain(...(await make()));
    const pack = testPackage();
    const results = await Promise.all(hundred.map(() => outcome(publishTo(domain, "ada", pack))));
    expect(countOf(results)).toEqual({ done: 1, VERSION_TAKEN: 99 });
  });

  it("a free name becomes that of one of a hundred users, and only that one's", async () => {
    const domain = testDomain(...(await make()));
    const results = await Promise.all(
      hundred.map((index) =>
        outcome(publishTo(domain, `user${index}`, testPackage({ version: `1.${index}.0` }))),
      ),
    );
    expect(countOf(results)).toEqual({ done: 1, NOT_OWNER: 99 });
    const winner = results.indexOf("done");
    expect((await shown(domain)).map(({ version }) => version)).toEqual([`1.${winner}.0`]);
  });

  it("a hundred versions that come at once are all there afterwards, in the document too", async () => {
    const domain = testDomain(...(await make()));
    const packs = hundred.map((index) => testPackage({ version: `1.${index}.0` }));
    await publishTo(domain, "ada", testPackage({ version: "0.1.0" }));
    await Promise.all(packs.map((pack) => publishTo(domain, "ada", pack)));
    const versions = (await shown(domain)).map(({ version }) => version);
    expect(versions.sort()).toEqual(["0.1.0", ...packs.map(({ version }) => version)].sort());
    expect(
      await patiently(() => domain.registry.metadata.unfinished("zig", "1 http://localhost:7117/")),
    ).toEqual([]);
    expect(domain.logged).toEqual([]);
  });

  it("changes of a package while it is published are not lost", async () => {
    const domain = testDomain(...(await make()));
    await publishTo(domain, "user0", testPackage());
    const names = hundred.slice(0, 20).map((index) => `user${index}`);
    for (const name of names) await addUser(domain.registry.metadata, name);
    const head = await zigHeadOf(domain, "leaf");
    await Promise.all(
      names.flatMap((name, index) => [
        addOwner(domain.registry, domain.packages.zig.finish, "user0", head, name),
        publishTo(domain, "user0", testPackage({ version: `2.${index}.0` })),
      ]),
    );
    const { document } = await domain.packages.zig.documents.read(
      zigPackage("leaf"),
      "index.plain",
      "recent",
    );
    const { owners, versions } = readIndexDocument(document?.bytes ?? Buffer.alloc(0), "leaf");
    expect([...owners].sort()).toEqual([...names].sort());
    expect(versions).toHaveLength(21);
  });

  it("another replica never sees half, and never anything older than it has seen", async () => {
    const [metadata, blobs] = await make();
    const writer = testDomain(metadata, blobs);
    let time = 0;
    const reader = testDomain(metadata, blobs, {
      now: () => {
        time += 2_000;
        return new Date(time);
      },
    });
    let done = false;
    const reading = (async () => {
      let before = 0;
      let looks = 0;
      while (!done) {
        const { document } = await reader.packages.zig.documents.read(
          zigPackage("leaf"),
          "index.plain",
          "recent",
        );
        const seen = document === undefined ? 0 : readIndexDocument(document.bytes, "leaf").versions.length;
        expect(seen).toBeGreaterThanOrEqual(before);
        before = seen;
        looks++;
        await new Promise(setImmediate);
      }
      return looks;
    })();
    for (const index of hundred.slice(0, 12)) {
      await publishTo(writer, "ada", testPackage({ version: `1.${index}.0` }));
    }
    done = true;
    expect(await reading).toBeGreaterThan(1);
  });
});

async function shown(domain: Domain) {
  const { document } = await domain.packages.zig.documents.read(zigPackage("leaf"), "index.plain", "recent");
  return [...readIndexDocument(document?.bytes ?? Buffer.alloc(0), "leaf").versions];
}

async function audit(domain: Domain, subject: string): Promise<string[]> {
  return (await patiently(() => domain.registry.metadata.audit(subject))).map(({ action }) => action);
}
