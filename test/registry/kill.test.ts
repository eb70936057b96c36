import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readArchive } from "../../src/archive/index.ts";
import { type IndexVersion, paths, readIndexDocument, readPublishAnswer } from "../../src/protocol/index.ts";
import { readPackage } from "../../src/zig/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { type TestPackage, testPackage } from "./support/package.ts";
import { bundledRegistry, type RegistryProcess, startProcess } from "./support/process.ts";
import { ask, publish, signUp } from "./support/registry.ts";

/** 20 packages with ten versions each; some are large enough to be caught in the middle of a write. */
const packs = Array.from({ length: 200 }, (_, index) =>
  testPackage({
    name: `package${index % 20}`,
    version: `1.${Math.floor(index / 20)}.0`,
    files: { "src/root.zig": `// ${index}\n`, data: String(index).repeat(index % 7 === 0 ? 200_000 : 100) },
  }),
);

it("a registry that is killed five times during 200 publishes keeps what it acknowledged, and shows nothing half", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "data"));
  const program = await bundledRegistry(folder);
  const acknowledged = new Map<TestPackage, string>();
  let registry = await startProcess(program, join(folder, "data"));
  const token = await signUp(registry, "ada");

  for (const killAfter of [15, 60, 100, 150, 190]) {
    await publishUntil(registry, token, acknowledged, killAfter);
    registry = await startProcess(program, join(folder, "data"));
    await check(registry, acknowledged);
  }
  await publishUntil(registry, token, acknowledged, Number.POSITIVE_INFINITY);
  expect(acknowledged.size).toBe(packs.length);
  await check(registry, acknowledged);

  registry.child.kill("SIGTERM");
  expect(await once(registry.child, "exit")).toEqual([0, null]);
}, 240_000);

/** Publishes what was not acknowledged yet, eight at a time, and kills the registry in the middle of it. */
async function publishUntil(
  registry: RegistryProcess,
  token: string,
  acknowledged: Map<TestPackage, string>,
  killAfter: number,
): Promise<void> {
  const queue = packs.filter((pack) => !acknowledged.has(pack));
  let killed: Promise<void> | undefined;
  const publisher = async () => {
    for (let pack = queue.shift(); pack !== undefined && killed === undefined; pack = queue.shift()) {
      try {
        const answer = await publish(registry, token, pack);
        // What was cut off may have been published all the same: then it is there, and it is this one.
        if (answer.status === 409) {
          expect(answer.json()["hint"]).toContain("raise");
          acknowledged.set(pack, await integrityOf(registry, pack));
        } else {
          expect(answer.status, String(answer.body)).toBe(201);
          acknowledged.set(pack, readPublishAnswer(answer.body).integrity);
        }
      } catch (error) {
        if (killed === undefined) throw error;
      }
      if (acknowledged.size >= killAfter) killed ??= registry.kill();
    }
  };
  await Promise.all(Array.from({ length: 8 }, publisher));
  await killed;
}

/** Everything acknowledged is in a document, and everything in a document is whole, by version and by hash. */
async function check(
  registry: RegistryProcess,
  acknowledged: ReadonlyMap<TestPackage, string>,
): Promise<void> {
  const shown = new Map<string, IndexVersion>();
  for (const name of new Set(packs.map((pack) => pack.name))) {
    for (const version of await versionsOf(registry, name)) shown.set(version.hash, version);
  }
  for (const [pack, integrity] of acknowledged) expect(shown.get(pack.hash)?.integrity).toBe(integrity);
  for (const pack of packs) {
    const version = shown.get(pack.hash);
    for (const path of [paths.zigArchive(pack.name, pack.version), paths.zigByHash(pack.hash)]) {
      const answer = await ask(registry, "GET", path);
      expect(answer.status, path).toBe(version === undefined ? 404 : 200);
      if (version !== undefined) {
        expect(`sha512-${createHash("sha512").update(answer.body).digest("base64")}`).toBe(version.integrity);
      }
    }
  }
  const [sample] = acknowledged.keys();
  const served = await ask(registry, "GET", paths.zigByHash(sample?.hash ?? ""));
  expect(readPackage(readArchive(served.body, "tar.gz"), "hash", "what is served").hash).toBe(sample?.hash);
}

async function versionsOf(registry: RegistryProcess, name: string): Promise<readonly IndexVersion[]> {
  const answer = await ask(registry, "GET", paths.zigDocument(name));
  return answer.status === 404 ? [] : readIndexDocument(answer.body, name).versions;
}

async function integrityOf(registry: RegistryProcess, pack: TestPackage): Promise<string> {
  const versions = await versionsOf(registry, pack.name);
  return versions.find(({ hash }) => hash === pack.hash)?.integrity ?? "not there";
}
