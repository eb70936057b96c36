import { expect, test } from "vitest";
import { cut, file, redirect, silence, status } from "../../support/http-server.ts";
import { distOf, eventsOf, pathsOf, serve, tarballOf, upstreamServer, world } from "./fixture.ts";

const hours = 60 * 60_000;
const path = "/leaf/-/leaf-1.0.0.tgz";
const bytes = tarballOf("leaf", "1.0.0");

test("a tarball is fetched once, kept, and there after a restart without upstream", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  const all = Array.from({ length: 50 }, () => here.upstream.tarball("leaf", "leaf-1.0.0.tgz"));
  for (const tarball of await Promise.all(all)) {
    expect(tarball).toMatchObject({ bytes, sizeBytes: bytes.length, modified: "2026-01-31T12:00:00.000Z" });
  }
  expect(pathsOf(server)).toEqual(["/leaf", path]);
  await server.close();
  const again = world(server, { metadata: here.metadata, blobs: here.blobs });
  expect((await again.upstream.tarball("leaf", "leaf-1.0.0.tgz"))?.bytes).toEqual(bytes);
});

test("one that is large is in the blobs and not in memory", async () => {
  const server = await upstreamServer();
  const tarball = Buffer.alloc(1024 * 1024 + 1, "x");
  serve(server, "leaf", { "1.0.0": { tarball } });
  const here = world(server);
  const found = await here.upstream.tarball("leaf", "leaf-1.0.0.tgz");
  expect(found).toMatchObject({ bytes: undefined, sizeBytes: tarball.length });
  const kept = await here.blobs.get(found?.blob ?? "");
  expect(kept?.equals(tarball)).toBe(true);
});

test("one whose blob is lost is fetched again", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  const found = await here.upstream.tarball("leaf", "leaf-1.0.0.tgz");
  await here.blobs.delete(found?.blob ?? "");
  const again = world(server, { metadata: here.metadata, blobs: here.blobs });
  expect((await again.upstream.tarball("leaf", "leaf-1.0.0.tgz"))?.bytes).toEqual(bytes);
  expect(eventsOf(again)).toEqual(["upstream-tarball-lost"]);
});

test("other bytes than were announced are refused, reported and not kept", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  server.on(path, file(Buffer.from("evil")));
  const here = world(server);
  const refused = here.upstream.tarball("leaf", "leaf-1.0.0.tgz");
  await expect(refused).rejects.toMatchObject({ code: "UPSTREAM_REFUSED" });
  expect(eventsOf(here)).toEqual(["upstream-tarball-refused"]);
  expect(await here.metadata.upstreamTarball(path.slice(1), "fresh")).toBeUndefined();
  server.on(path, file(bytes));
  expect((await here.upstream.tarball("leaf", "leaf-1.0.0.tgz"))?.bytes).toEqual(bytes);
});

test("bytes are held against what was announced first, whatever upstream says since", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  await here.upstream.document("leaf", "full", "gzip");
  const evil = Buffer.from("evil");
  serve(server, "leaf", { "1.0.0": { tarball: evil } });
  here.pass(2 * hours);
  const refused = here.upstream.tarball("leaf", "leaf-1.0.0.tgz");
  await expect(refused).rejects.toMatchObject({ code: "UPSTREAM_REFUSED" });
});

test("where upstream knows SHA-1 only, that is what counts", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", {
    "1.0.0": { dist: { integrity: undefined } },
    "1.1.0": { dist: { integrity: undefined, shasum: distOf(bytes).shasum } },
  });
  const here = world(server);
  expect((await here.upstream.tarball("leaf", "leaf-1.0.0.tgz"))?.bytes).toEqual(bytes);
  const refused = here.upstream.tarball("leaf", "leaf-1.1.0.tgz");
  await expect(refused).rejects.toMatchObject({ code: "UPSTREAM_REFUSED" });
});

test.each([
  ["500", status(500)],
  ["a cut body", cut(bytes, 5)],
  ["silence", silence],
])("an upstream that answers %s cannot be used", async (_, answer) => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  server.on(path, answer);
  const failed = world(server, { timeoutMs: 2_000 }).upstream.tarball("leaf", "leaf-1.0.0.tgz");
  await expect(failed).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
});

test.each([
  "leaf-2.0.0.tgz",
  "other-1.0.0.tgz",
  "leaf-1.0.0.zip",
  "leaf-.tgz",
  "leaf-../x.tgz",
  "leaf-1.0.0/../x.tgz",
  "leaf-__proto__.tgz",
])("there is no tarball %s", async (name) => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  expect(await world(server).upstream.tarball("leaf", name)).toBeUndefined();
  expect(pathsOf(server).filter((asked) => asked !== "/leaf")).toEqual([]);
});

test("a version that is younger than the document that is here is looked for", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  await here.upstream.document("leaf", "full", "gzip");
  serve(server, "leaf", { "1.0.0": {}, "1.1.0": {} });
  expect(await here.upstream.tarball("leaf", "leaf-1.1.0.tgz")).toBeUndefined();
  here.pass(6 * 60_000);
  expect((await here.upstream.tarball("leaf", "leaf-1.1.0.tgz"))?.bytes).toEqual(tarballOf("leaf", "1.1.0"));
});

test("a kept tarball outlives its document upstream", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  await here.upstream.tarball("leaf", "leaf-1.0.0.tgz");
  server.on("/leaf", status(404));
  const again = world(server, { metadata: here.metadata, blobs: here.blobs });
  expect(await again.upstream.document("leaf", "full", "gzip")).toBeUndefined();
  expect((await again.upstream.tarball("leaf", "leaf-1.0.0.tgz"))?.bytes).toEqual(bytes);
});

test("wherever a document says that tarballs are, only its own host is asked", async () => {
  const [server, elsewhere] = [await upstreamServer(), await upstreamServer()];
  serve(server, "leaf", {
    "1.0.0": { dist: { tarball: `${elsewhere.origin}/evil.tgz` } },
    "1.1.0": { dist: { tarball: `${server.origin}/download/1.1.0?id=7` } },
    "1.2.0": { dist: { tarball: "no address" } },
  });
  server.on("/download/1.1.0?id=7", file(tarballOf("leaf", "1.1.0")));
  const here = world(server);
  for (const version of ["1.0.0", "1.1.0", "1.2.0"]) {
    expect((await here.upstream.tarball("leaf", `leaf-${version}.tgz`))?.bytes).toEqual(
      tarballOf("leaf", version),
    );
  }
  expect(pathsOf(elsewhere)).toEqual([]);
});

test("a tarball behind a redirect is held against its integrity all the same", async () => {
  const [server, elsewhere] = [await upstreamServer(), await upstreamServer()];
  serve(server, "leaf", { "1.0.0": {} });
  server.on(path, redirect(elsewhere.on("/store", file(Buffer.from("evil")), file(bytes))));
  const here = world(server, { token: "secret" });
  const refused = here.upstream.tarball("leaf", "leaf-1.0.0.tgz");
  await expect(refused).rejects.toMatchObject({ code: "UPSTREAM_REFUSED" });
  expect((await here.upstream.tarball("leaf", "leaf-1.0.0.tgz"))?.bytes).toEqual(bytes);
  expect(server.requests.every(({ headers }) => headers.authorization === "Bearer secret")).toBe(true);
  expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});
