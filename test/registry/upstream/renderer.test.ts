import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { render } from "../../../registry/upstream/render.ts";
import type { createRenderer } from "../../../registry/upstream/renderer.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { documentOf, upstreamServer } from "./fixture.ts";

const root = new URL("../../..", import.meta.url).pathname;

/** Built as it is installed: the worker is a file beside the rest. */
async function builtRenderer(stub?: string) {
  const folder = temporaryFolder();
  const common = { absWorkingDir: root, bundle: true, platform: "node", target: "node20" } as const;
  const [renderer, worker] = [join(folder, "renderer.mjs"), join(folder, "render-worker.js")];
  await build({
    ...common,
    entryPoints: ["registry/upstream/renderer.ts"],
    outfile: renderer,
    format: "esm",
  });
  await build({
    ...common,
    entryPoints: ["registry/upstream/render-worker.ts"],
    outfile: worker,
    format: "cjs",
  });
  if (stub !== undefined) writeFileSync(worker, stub);
  const module: { createRenderer: typeof createRenderer } = await import(pathToFileURL(renderer).href);
  const built = module.createRenderer();
  onTestFinished(() => built.close());
  return built;
}

test("a worker renders what would be rendered here, one document after the other", async () => {
  const server = await upstreamServer();
  const renderer = await builtRenderer();
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
  expect(Math.min(...inputs.map(({ bytes }) => bytes.length))).toBeGreaterThan(64 * 1024);
  const rendered = await Promise.all(inputs.map((input) => renderer.render(input)));
  for (const [index, input] of inputs.entries())
    expect(comparable(rendered[index])).toEqual(comparable(render(input)));
});

test("a worker says what is no document", async () => {
  const renderer = await builtRenderer();
  const bytes = Buffer.alloc(100_000, "<");
  const input = { name: "leaf", base: "http://localhost/", source: "http://localhost:1/", bytes };
  expect(await renderer.render({ ...input, lastModified: undefined, before: undefined })).toMatchObject({
    kind: "unreadable",
  });
});

test("only large documents go to the worker, and one that breaks it does not break the next", async () => {
  const renderer = await builtRenderer(`
    const { parentPort } = require("node:worker_threads");
    parentPort.on("message", ({ name }) => {
      if (name === "evil") throw new Error("broken");
      parentPort.postMessage({ kind: "none" });
    });
  `);
  const ask = (name: string, sizeBytes: number) =>
    renderer.render({
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
function comparable(rendered: ReturnType<typeof render> | undefined) {
  if (rendered?.kind !== "rendered") return rendered;
  const parts = Object.entries(rendered.parts).map(([name, bytes]) => [
    name,
    Buffer.from(bytes).toString("base64"),
  ]);
  return { ...rendered, parts: Object.fromEntries(parts) };
}
