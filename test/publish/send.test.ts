import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listEntries, packTarGz } from "../../src/archive/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { planPublish, sendPublish } from "../../src/publish/index.ts";
import { readPackage } from "../../src/zig/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { library, writeFolder } from "./fixtures.ts";

/** A stored package that others depend on. */
function storedLeaf(text: string) {
  const entries = [{ path: Buffer.from("leaf.h"), kind: "file" as const, bytes: Buffer.from(text) }];
  const { hash } = readPackage(listEntries(entries), "hash", "leaf");
  const archive = join(temporaryFolder(), "archive");
  writeFileSync(archive, packTarGz(entries, { root: "leaf" }));
  return { hash, name: text, stored: { archive } };
}

/** A registry that lacks everything and takes everything, and what it was sent, in order. */
function eagerRegistry(refuse?: string, wasThere = false) {
  const sent: string[] = [];
  return {
    sent,
    document: async () => undefined,
    whoami: async () => "ada",
    hasHash: async () => false,
    uploadForeign: async (hash: string) => {
      sent.push(hash);
      if (hash === refuse) throw new Error("refused");
    },
    publish: async ({ name, version, facts }: { name: string; version: string; facts: { hash: string } }) => {
      sent.push(facts.hash);
      const answer = { name, version, hash: facts.hash, integrity: "", archive: "", archiveSizeBytes: 1 };
      return { ...answer, wasThere };
    },
    setAccess: async (name: string, access: string) => {
      sent.push(`${name} is ${access}`);
    },
  };
}

function planFor(
  client: ReturnType<typeof eagerRegistry>,
  needed: readonly ReturnType<typeof storedLeaf>[],
  access?: "public" | "restricted",
) {
  const folder = join(temporaryFolder(), "ink");
  writeFolder(folder, library);
  return planPublish({
    disk: nodeDisk,
    folder,
    registryUrl: "https://zig.example/",
    client,
    zig: undefined,
    env: process.env,
    access,
    placeDependencies: async () => needed,
    temporaryFolder: temporaryFolder(),
  });
}

describe("sendPublish", () => {
  it("sends what the registry lacks first, and the version last", async () => {
    const client = eagerRegistry();
    const needed = ["a", "b", "c", "d", "e"].map(storedLeaf);
    const plan = await planFor(client, needed);
    expect(client.sent).toEqual([]);
    const result = await sendPublish(plan, { disk: nodeDisk, client });
    expect(client.sent.slice(0, -1).sort()).toEqual(needed.map(({ hash }) => hash).sort());
    expect(client.sent.at(-1)).toBe(plan.hash);
    expect(result).toMatchObject({
      name: "ink",
      version: "1.0.0",
      hash: plan.hash,
      wasThere: false,
      foreign: plan.foreign,
    });
  });

  it.each([
    [true, "restricted", ["ink is restricted"]],
    [true, "public", []],
    [true, undefined, []],
    [false, "restricted", []],
  ] as const)("says who may read what was published before: %s, %s", async (wasThere, access, said) => {
    const client = eagerRegistry(undefined, wasThere);
    const plan = await planFor(client, [], access);
    expect(plan.facts.access).toBe(access);
    await sendPublish(plan, { disk: nodeDisk, client });
    expect(client.sent).toEqual([plan.hash, ...said]);
  });

  it("sends no archive that is not what its hash names, and then no version", async () => {
    const client = eagerRegistry();
    const [leaf, other] = [storedLeaf("a"), storedLeaf("b")];
    const plan = await planFor(client, [{ ...leaf, stored: other.stored }]);
    await expect(sendPublish(plan, { disk: nodeDisk, client })).rejects.toMatchObject({
      code: "DEPENDENCY_DAMAGED",
      exit: "refused",
      message: expect.stringContaining(`expected ${leaf.hash}\n  found    ${other.hash}`),
    });
    expect(client.sent).toEqual([]);
  });

  it("sends no version where one of its dependencies was refused", async () => {
    const leaf = storedLeaf("a");
    const client = eagerRegistry(leaf.hash);
    const plan = await planFor(client, [leaf, storedLeaf("b")]);
    await expect(sendPublish(plan, { disk: nodeDisk, client })).rejects.toThrow("refused");
    expect(client.sent).not.toContain(plan.hash);
  });
});
