import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { packageCheck, tarballCheck } from "../../../registry/packages/jobs.ts";
import { documentPart, documentRendering } from "../../../registry/upstream/jobs.ts";
import type { createWorkshop } from "../../../registry/workshop/index.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { npmTarball } from "../support/npm.ts";
import { testPackage } from "../support/package.ts";
import { documentOf, upstreamServer } from "../upstream/fixture.ts";

const root = new URL("../../..", import.meta.url).pathname;

/** Built as it is installed: the worker is a file beside the rest. */
async function builtWorkshop(stub?: string) {
  const folder = temporaryFolder();
  const common = { absWorkingDir: root, bundle: true, platform: "node", target: "node20" } as const;
  const [workshop, worker] = [join(folder, "workshop.mjs"), join(folder, "registry-worker.js")];
  await build({
    ...common,
    entryPoints: ["registry/workshop/workshop.ts"],
    outfile: workshop,
    format: "esm",
  });
  await build({ ...common, entryPoints: ["registry/worker.ts"], outfile: worker, format: "cjs" });
  if (stub !== undefined) writeFileSync(worker, stub);
  const module: { createWorkshop: typeof createWorkshop } = await import(pathToFileURL(workshop).href);
  const built = module.createWorkshop();
  onTestFinished(() => built.close());
  return built;
}

/** Text that does not shrink, so that an archive of it is large. */
const noise = Array.from({ length: 20_000 }, (_, index) => (index * 2_654_435_761).toString(36)).join("");

test("a worker renders documents as they are rendered here, one after the other", async () => {
  const server = await upstreamServer();
  const workshop = await builtWorkshop();
  const inputs = [300, 400, 500].map((count) => {
    const versions = Object.fromEntries(Array.from({ length: count }, (_, index) => [`1.0.${index}`, {}]));
    const bytes = Buffer.from(JSON.stringify(documentOf(server, "leaf", versions)));
    const source = `${server.origin}/`;
    return {
      name: "leaf",
      base: "http://localhost/",
      source,
      bytes,
      lastModified: undefined,
      before: undefined,
    };
  });
  expect(inputs.every(documentRendering.isLarge)).toBe(true);
  const rendered = await Promise.all(inputs.map((input) => workshop.run(documentRendering, input)));
  for (const [index, input] of inputs.entries())
    expect(comparable(rendered[index])).toEqual(comparable(documentRendering.run(input)));
});

test("a worker says what is no document", async () => {
  const workshop = await builtWorkshop();
  const bytes = Buffer.alloc(100_000, "<");
  const input = { name: "leaf", base: "http://localhost/", source: "http://localhost:1/", bytes };
  const rendered = workshop.run(documentRendering, { ...input, lastModified: undefined, before: undefined });
  expect(await rendered).toMatchObject({ kind: "unreadable" });
});

test("a worker looks into archives as they are looked into here, and gives back what it was given", async () => {
  const workshop = await builtWorkshop();
  const { name, version, hash, archive } = testPackage({ files: { noise } });
  const sent = { archive, name, version, hash, loopbackAllowed: true };
  expect(packageCheck.isLarge(sent)).toBe(true);
  const expected = packageCheck.run(sent);
  const checked = await workshop.run(packageCheck, { ...sent, archive: Buffer.from(archive) });
  expect({ ...checked, archive: checked.archive.equals(expected.archive) }).toEqual({
    ...expected,
    archive: true,
  });
  expect(Buffer.isBuffer(checked.archive)).toBe(true);

  const tarball = npmTarball({ files: { noise } });
  const given = Buffer.from(tarball);
  const looked = await workshop.run(tarballCheck, { tarball: given, name: "leaf", version }, [given]);
  expect(given.length).toBe(0);
  expect(looked.tarball.equals(tarball)).toBe(true);
});

test("a worker refuses with the same error, and goes on", async () => {
  const workshop = await builtWorkshop();
  const { name, version, archive } = testPackage({ files: { noise } });
  const sent = { archive, name, version, hash: "leaf-1.0.0-x", loopbackAllowed: true };
  const errorOf = async (run: () => unknown) => {
    try {
      await run();
    } catch (error) {
      return error;
    }
    throw new Error("nothing was thrown");
  };
  const here = await errorOf(() => packageCheck.run(sent));
  const beside = await errorOf(() => workshop.run(packageCheck, sent));
  expect(beside).toMatchObject({ name: "PantryError", code: "HASH_DIFFERS", exit: "refused" });
  const told = (error: unknown) => JSON.stringify({ ...(error as object), message: String(error) });
  expect(told(beside)).toBe(told(here));
  const damaged = { ...sent, archive: archive.subarray(0, -20) };
  expect(await errorOf(() => workshop.run(packageCheck, damaged))).toMatchObject({ code: "ARCHIVE_DAMAGED" });
});

test("a part of a document, by version and by tag; names that every object has are none", () => {
  const document = {
    versions: { "1.0.0": { name: "leaf" } },
    "dist-tags": { latest: "1.0.0", constructor: "1.0.0" },
  };
  const gzipped = gzipSync(JSON.stringify(document));
  const part = (versionOrTag: string) =>
    documentPart.run({ gzipped, wanted: { versionOrTag } }).bytes?.toString();
  expect(["1.0.0", "latest", "constructor"].map(part)).toEqual(Array(3).fill('{"name":"leaf"}'));
  expect(["2.0.0", "toString", "__proto__"].map(part)).toEqual([undefined, undefined, undefined]);
  expect(String(documentPart.run({ gzipped, wanted: "dist-tags" }).bytes)).toBe(
    JSON.stringify(document["dist-tags"]),
  );
});

test("only what is large goes to the worker, and what breaks it does not break the next", async () => {
  const workshop = await builtWorkshop(`
    const { parentPort } = require("node:worker_threads");
    parentPort.on("message", ({ input: { name } }) => {
      if (name === "evil") throw new Error("broken");
      parentPort.postMessage({ done: { kind: "none" } });
    });
  `);
  const ask = (name: string, sizeBytes: number) =>
    workshop.run(documentRendering, {
      name,
      base: "http://localhost/",
      source: "http://localhost:1/",
      bytes: Buffer.alloc(sizeBytes, " "),
      lastModified: undefined,
      before: undefined,
    });
  expect(await ask("leaf", 100)).toMatchObject({ kind: "unreadable" });
  const [evil, next] = await Promise.allSettled([ask("evil", 100_000), ask("leaf", 100_000)]);
  expect(evil).toMatchObject({ status: "rejected", reason: { message: "broken" } });
  expect(next).toMatchObject({ value: { kind: "none" } });
});

/** The bytes as text: vitest would compare them one by one. */
function comparable(rendered: ReturnType<typeof documentRendering.run> | undefined) {
  if (rendered?.kind !== "rendered") return rendered;
  const parts = Object.entries(rendered.parts).map(([name, bytes]) => [
    name,
    Buffer.from(bytes).toString("base64"),
  ]);
  return { ...rendered, parts: Object.fromEntries(parts) };
}
