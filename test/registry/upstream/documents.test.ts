import { expect, test } from "vitest";
import * as http from "../../support/http-server.ts";
import { redirect, status } from "../../support/http-server.ts";
import {
  base,
  distOf,
  documentOf,
  eventsOf,
  json,
  pathsOf,
  read,
  serve,
  upstreamServer,
  versionsOf,
  world,
} from "./fixture.ts";

const minutes = 60_000;
const hours = 60 * minutes;

test("a document leads here, in both forms and all encodings", async () => {
  const server = await upstreamServer();
  const signatures = [{ keyid: "SHA256:k", sig: "s" }];
  const attestations = { url: `${server.origin}/-/npm/v1/attestations/leaf@1.0.0`, provenance: {} };
  serve(server, "leaf", {
    "1.0.0": {
      dist: { signatures, attestations },
      manifest: { scripts: { install: "x" }, dependencies: { a: "1" }, readme: "long" },
    },
  });
  const here = world(server);
  const full = await read(here, "leaf");
  const short = await read(here, "leaf", "abbreviated");
  const dist = {
    signatures,
    tarball: `${base}leaf/-/leaf-1.0.0.tgz`,
    attestations: { url: `${base}-/npm/v1/attestations/leaf@1.0.0`, provenance: {} },
  };
  expect(full).toMatchObject({ readme: "# words", versions: { "1.0.0": { readme: "long", dist } } });
  expect(Object.keys(short ?? {})).toEqual(["name", "modified", "dist-tags", "versions", "time"]);
  expect(short).toMatchObject({
    name: "leaf",
    modified: "2020-02-01T00:00:00.000Z",
    "dist-tags": { latest: "1.0.0" },
    time: { "1.0.0": "2020-01-01T00:00:00.000Z" },
  });
  expect(short?.versions["1.0.0"]).toEqual({
    name: "leaf",
    version: "1.0.0",
    dependencies: { a: "1" },
    hasInstallScript: true,
    dist: full?.versions["1.0.0"]?.dist,
  });
  expect(pathsOf(server)).toEqual(["/leaf"]);
});

test("a name with a scope is asked for as npm's clients ask", async () => {
  const server = await upstreamServer();
  serve(server, "@acme/tool", { "1.0.0": {} });
  const found = await read(world(server), "@acme/tool");
  expect(found?.versions["1.0.0"]?.dist["tarball"]).toBe(`${base}@acme/tool/-/tool-1.0.0.tgz`);
});

test("the two forms have tags of their own, which change with the document", async () => {
  const server = await upstreamServer();
  const here = world(server);
  const tags = new Set<string>();
  for (const versions of [{ "1.0.0": {} }, { "1.0.0": {}, "1.1.0": {} }]) {
    serve(server, "leaf", versions);
    for (const form of ["full", "abbreviated"] as const) {
      tags.add((await here.upstream.document("leaf", form, "gzip"))?.tag ?? "");
    }
    here.pass(2 * hours);
  }
  expect(tags.size).toBe(4);
});

test("a hundred clients that ask at once are one question", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  const all = Array.from({ length: 100 }, () => here.upstream.document("leaf", "full", "plain"));
  expect(new Set((await Promise.all(all)).map((document) => document?.tag)).size).toBe(1);
  expect(pathsOf(server)).toEqual(["/leaf"]);
});

test("what is fresh is not asked for, what is stale is served first, what is old is asked for first", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  await read(here, "leaf");
  serve(server, "leaf", { "1.0.0": {}, "1.1.0": {} });
  here.pass(4 * minutes);
  expect(versionsOf(await read(here, "leaf"))).toEqual(["1.0.0"]);
  expect(pathsOf(server)).toHaveLength(1);
  here.pass(2 * minutes);
  const stale = await here.upstream.document("leaf", "full", "plain");
  expect(stale?.bytes.toString()).not.toContain("1.1.0");
  const news = expect.poll(async () => versionsOf(await read(here, "leaf")), { timeout: 60_000 });
  await news.toEqual(["1.0.0", "1.1.0"]);
  expect(pathsOf(server)).toHaveLength(2);
  serve(server, "leaf", { "2.0.0": {} });
  here.pass(2 * hours);
  expect(versionsOf(await read(here, "leaf"))).toEqual(["2.0.0"]);
});

test.each([
  ["a tag", { etag: '"one"' }, { "if-none-match": '"one"' }],
  [
    "a date",
    { "last-modified": "Wed, 01 Jan 2020 00:00:00 GMT" },
    { "if-modified-since": "Wed, 01 Jan 2020 00:00:00 GMT" },
  ],
])("an upstream that names its documents by %s is asked whether they changed", async (_, fields, asked) => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} }, fields as Record<string, string>);
  const here = world(server);
  const first = await here.upstream.document("leaf", "full", "gzip");
  server.on("/leaf", status(304));
  here.pass(2 * hours);
  expect(await here.upstream.document("leaf", "full", "gzip")).toEqual(first);
  expect(server.requests[1]?.headers).toMatchObject(asked);
});

test("an upstream that names nothing has its bytes compared", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  const first = await here.upstream.document("leaf", "full", "gzip");
  here.pass(2 * hours);
  expect(await here.upstream.document("leaf", "full", "gzip")).toEqual(first);
  expect((await here.metadata.upstreamDocument("leaf", "fresh"))?.revision).toBe(1);
});

test("a document without dates has those that are known", async () => {
  const server = await upstreamServer();
  const { time: _, ...dateless } = documentOf(server, "leaf", { "1.0.0": {} });
  server.on("/leaf", json(dateless));
  server.on(
    "/dated",
    json({ ...dateless, name: "dated", versions: {} }, { "last-modified": "Wed, 01 Jan 2020 00:00:00 GMT" }),
  );
  const here = world(server);
  expect(await read(here, "leaf", "abbreviated")).not.toHaveProperty("time");
  expect((await here.upstream.document("leaf", "full", "plain"))?.modified).toBe("2026-01-31T12:00:00.000Z");
  expect((await read(here, "dated", "abbreviated"))?.modified).toBe("2020-01-01T00:00:00.000Z");
});

test("a document without `modified` was modified with its newest version", async () => {
  const server = await upstreamServer();
  const document = documentOf(server, "leaf", { "1.0.0": {}, "1.1.0": {} });
  server.on(
    "/leaf",
    json({
      ...document,
      time: { "1.0.0": "2020-01-01T00:00:00+00:00", "1.1.0": "2021-01-01T00:00:00+00:00" },
    }),
  );
  expect((await read(world(server), "leaf", "abbreviated"))?.modified).toBe("2021-01-01T00:00:00.000Z");
});

const honest = Buffer.from(JSON.stringify({ name: "leaf", versions: {} }));
/** Long enough for an answer that does come, on a machine that is busy. */
const silenceMs = 2_000;
const failures: readonly (readonly [string, http.Answer, timeoutMs?: number])[] = [
  ["500", status(500)],
  ["503 with a long pause", status(503, { "retry-after": "3600" })],
  ["429", status(429)],
  ["401", status(401)],
  ["403", status(403)],
  ["204", status(204)],
  ["a page", status(200, { "content-type": "text/html" }, "<!doctype html><title>login</title>")],
  ["nothing", status(200)],
  ["a list", json([])],
  ["null", json(null)],
  ["an error with 200", json({ error: "no" })],
  ["another name's document", json({ name: "other", versions: {} })],
  ["versions that are no object", json({ name: "leaf", versions: [] })],
  ["a cut body", http.cut(honest, 10)],
  ["a reset", http.cut(honest, 10, "reset")],
  ["a cut chunked body", http.cutChunked(honest, 10)],
  ["half a document", status(200, {}, '{"name":"leaf","versions":{')],
  ["no proper gzip", http.file(honest, { "content-encoding": "gzip" })],
  ["an encoding that was not asked for", http.file(honest, { "content-encoding": "br" })],
  ["a circle of redirects", redirect("/leaf")],
  ["a redirect to nowhere", status(302)],
  ["a redirect to a file", redirect("file:///etc/passwd")],
  ["a redirect to plain http elsewhere", redirect("http://192.0.2.1/leaf")],
  ["silence", http.silence, silenceMs],
  ["silence in the middle", http.stall(honest, 10), silenceMs],
  ["more than is taken", http.raw("HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\nx")],
  ["no HTTP", http.raw("hello\r\n\r\n")],
];

test.each(failures.map(([what, answer, timeoutMs = 60_000]) => ({ what, answer, timeoutMs })))(
  "an upstream that answers $what for a new name cannot be used, and for one that was seen does no harm",
  async ({ answer, timeoutMs }) => {
    const server = await upstreamServer();
    server.on("/leaf", answer);
    const here = world(server, { timeoutMs });
    await expect(read(here, "leaf")).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    expect(await here.upstream.exists("leaf")).toBe("cannot be asked");
    here.pass(2 * hours);
    serve(server, "leaf", { "1.0.0": {} });
    expect(versionsOf(await read(here, "leaf"))).toEqual(["1.0.0"]);
    server.on("/leaf", answer);
    here.pass(2 * hours);
    expect(versionsOf(await read(here, "leaf"))).toEqual(["1.0.0"]);
    expect(eventsOf(here)).toContain("upstream-failed");
  },
);

test("an upstream that failed is left alone for a while", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  await read(here, "leaf");
  server.on("/leaf", status(500));
  here.pass(2 * hours);
  await read(here, "leaf");
  await read(here, "leaf");
  expect(pathsOf(server)).toHaveLength(2);
  here.pass(11_000);
  await read(here, "leaf");
  expect(pathsOf(server).length).toBeGreaterThan(2);
});

test("a redirect is followed", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  server.on("/elsewhere", json(documentOf(server, "leaf", { "3.0.0": {} })));
  server.on("/leaf", redirect("/elsewhere"));
  expect(versionsOf(await read(world(server), "leaf"))).toEqual(["3.0.0"]);
});

test.each([404, 410, 451])(
  "a name that upstream does not have (%i) is not asked for again for a while",
  async (code) => {
    const server = await upstreamServer();
    server.on("/none", status(code));
    const here = world(server);
    expect(await read(here, "none")).toBeUndefined();
    expect(await read(here, "none", "abbreviated")).toBeUndefined();
    expect(pathsOf(server)).toEqual(["/none"]);
    here.pass(61_000);
    serve(server, "none", { "1.0.0": {} });
    expect(versionsOf(await read(here, "none"))).toEqual(["1.0.0"]);
  },
);

test("a package that was withdrawn is gone, with what its document leaves behind too, until it is back", async () => {
  const server = await upstreamServer();
  const here = world(server);
  for (const answer of [status(404), json({ name: "leaf", time: { unpublished: { time: "x" } } })]) {
    serve(server, "leaf", { "1.0.0": {} });
    here.pass(2 * hours);
    expect(versionsOf(await read(here, "leaf"))).toEqual(["1.0.0"]);
    server.on("/leaf", answer);
    here.pass(2 * hours);
    expect(await read(here, "leaf")).toBeUndefined();
    // Its tarballs may be kept here, and lockfiles may name them: nobody else gets the name.
    expect(await here.upstream.exists("leaf")).toBe("yes");
  }
});

test("a version whose integrity changes stays what it was, and is reported", async () => {
  const server = await upstreamServer();
  const other = distOf(Buffer.from("other bytes"));
  const here = world(server);
  serve(server, "leaf", { "1.0.0": {}, "1.1.0": {} });
  const before = await read(here, "leaf");
  serve(server, "leaf", { "1.0.0": { dist: other, manifest: { bin: "evil" } }, "1.1.0": {}, "1.2.0": {} });
  here.pass(2 * hours);
  const after = await read(here, "leaf");
  expect(versionsOf(after)).toEqual(["1.0.0", "1.1.0", "1.2.0"]);
  expect(after?.versions["1.0.0"]).toEqual(before?.versions["1.0.0"]);
  expect(here.logged).toContainEqual(
    expect.objectContaining({
      level: "error",
      event: "upstream-integrity-changed",
      package: "leaf",
      versions: "1.0.0",
    }),
  );
});

test("a version that is taken back and comes again as another is refused", async () => {
  const server = await upstreamServer();
  const here = world(server);
  serve(server, "leaf", { "1.0.0": {}, "1.1.0": {} });
  await read(here, "leaf");
  serve(server, "leaf", { "1.0.0": {} });
  here.pass(2 * hours);
  expect(versionsOf(await read(here, "leaf"))).toEqual(["1.0.0"]);
  serve(server, "leaf", { "1.0.0": {}, "1.1.0": { dist: distOf(Buffer.from("other")) } });
  here.pass(2 * hours);
  const after = await read(here, "leaf");
  expect(versionsOf(after)).toEqual(["1.0.0"]);
  expect(after?.["dist-tags"]).toEqual({});
});

test("a better digest joins the pin, and one that upstream forgets stays", async () => {
  const server = await upstreamServer();
  const here = world(server);
  const { integrity } = distOf(Buffer.from("the tarball of leaf 1.0.0"));
  const integrities: unknown[] = [];
  for (const dist of [{ integrity: undefined }, {}, { integrity: undefined }]) {
    serve(server, "leaf", { "1.0.0": { dist } });
    here.pass(2 * hours);
    integrities.push((await read(here, "leaf"))?.versions["1.0.0"]?.dist["integrity"]);
  }
  expect(integrities).toEqual([undefined, integrity, integrity]);
  serve(server, "leaf", { "1.0.0": { dist: { integrity: distOf(Buffer.from("x")).integrity } } });
  here.pass(2 * hours);
  await read(here, "leaf");
  expect(eventsOf(here)).toContain("upstream-integrity-changed");
});

test.each([
  ["has another name", { manifest: { name: "other" } }],
  ["has another version", { manifest: { version: "9.9.9" } }],
  ["has no digest", { dist: { integrity: undefined, shasum: undefined } }],
  ["has a digest that is none", { dist: { integrity: "sha512-x", shasum: "1234" } }],
])("a version that %s is left out", async (_, text) => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {}, "1.1.0": text });
  const here = world(server);
  expect(versionsOf(await read(here, "leaf"))).toEqual(["1.0.0"]);
  expect(eventsOf(here)).toEqual(["upstream-versions-unusable"]);
});

test("versions that would be paths are left out", async () => {
  const server = await upstreamServer();
  const bad = ["../1.0.0", "1.0.0/..", "__proto__", "1.0.0 ", ""];
  serve(server, "leaf", Object.fromEntries([...bad, "1.0.0"].map((version) => [version, {}])));
  expect(versionsOf(await read(world(server), "leaf"))).toEqual(["1.0.0"]);
});

test("what was seen is there after a restart, without upstream", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const first = world(server);
  const before = await first.upstream.document("leaf", "abbreviated", "gzip");
  await server.close();
  const { metadata, blobs } = first;
  expect(await world(server, { metadata, blobs }).upstream.document("leaf", "abbreviated", "gzip")).toEqual(
    before,
  );
});

test("a registry that moves has its own new address in the documents, without upstream", async () => {
  const server = await upstreamServer();
  const at = `${server.origin}/odd/place.tgz?x=1`;
  serve(server, "leaf", { "1.0.0": { dist: { tarball: at } } });
  const { metadata, blobs, ...first } = world(server);
  await first.upstream.document("leaf", "full", "plain");
  server.on("/leaf", status(500));
  server.on("/odd/place.tgz?x=1", http.file(Buffer.from("the tarball of leaf 1.0.0")));
  const moved = world(server, { metadata, blobs, base: "https://new.example/" });
  const dist = (await read(moved, "leaf"))?.versions["1.0.0"]?.dist;
  expect(dist?.["tarball"]).toBe("https://new.example/leaf/-/leaf-1.0.0.tgz");
  expect((await moved.upstream.tarball("leaf", "leaf-1.0.0.tgz"))?.sizeBytes).toBe(25);
});

test("two processes on one storage serve what the other has seen", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const one = world(server);
  const other = world(server, { metadata: one.metadata, blobs: one.blobs });
  await read(one, "leaf");
  await other.upstream.document("leaf", "abbreviated", "gzip");
  serve(server, "leaf", { "1.0.0": {}, "1.1.0": {} });
  one.pass(2 * hours);
  await read(one, "leaf");
  // The other one's clock stands: its document is fresh, and its blob is gone.
  expect(versionsOf(await read(other, "leaf"))).toEqual(["1.0.0", "1.1.0"]);
});

test("a version stays what it was, also where another process has a newer document just then", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const one = world(server);
  let meanwhile = async () => {};
  const get = async (key: string) => {
    await meanwhile();
    return one.blobs.get(key);
  };
  const other = world(server, { metadata: one.metadata, blobs: { ...one.blobs, get } });
  const before = await read(other, "leaf");
  serve(server, "leaf", { "1.0.0": { tarball: Buffer.from("other bytes") }, "1.1.0": {} });
  meanwhile = async () => {
    meanwhile = async () => {};
    await read(one, "leaf");
  };
  one.pass(2 * hours);
  other.pass(2 * hours);
  const after = await read(other, "leaf");
  expect(versionsOf(after)).toEqual(["1.0.0", "1.1.0"]);
  expect(after?.versions["1.0.0"]?.dist).toEqual(before?.versions["1.0.0"]?.dist);
  expect(eventsOf(other)).not.toContain("upstream-document-lost");
});

test("two processes that see a name for the first time at once agree on what its versions are", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const one = world(server);
  let early: unknown;
  const upstreamDocument: typeof one.metadata.upstreamDocument = async (...args) => {
    if (early === undefined && server.requests.length > 0) {
      serve(server, "leaf", { "1.0.0": { tarball: Buffer.from("other bytes") } });
      early = {};
      early = await read(one, "leaf");
    }
    return one.metadata.upstreamDocument(...args);
  };
  const other = world(server, { metadata: { ...one.metadata, upstreamDocument }, blobs: one.blobs });
  const late = await read(other, "leaf");
  expect(late).toEqual(early);
});

test("does a name exist? yes, no, or upstream cannot be asked", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  server.on("/down", status(503));
  const here = world(server);
  expect(await here.upstream.exists("leaf")).toBe("yes");
  expect(await here.upstream.exists("none")).toBe("no");
  expect(await here.upstream.exists("down")).toBe("cannot be asked");
  serve(server, "none", { "1.0.0": {} });
  // Whoever claims is not told what was true a minute ago.
  expect(await here.upstream.exists("none")).toBe("yes");
  await server.close();
  expect(await here.upstream.exists("leaf")).toBe("yes");
  expect(await here.upstream.exists("other")).toBe("cannot be asked");
});

test("a document whose blob is lost is asked for again", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const { metadata, blobs, upstream } = world(server);
  await upstream.document("leaf", "full", "gzip");
  await blobs.delete((await metadata.upstreamDocument("leaf", "fresh"))?.blob ?? "");
  serve(server, "leaf", { "1.0.0": {}, "1.1.0": {} });
  const again = world(server, { metadata, blobs });
  expect(versionsOf(await read(again, "leaf"))).toEqual(["1.0.0", "1.1.0"]);
  expect(eventsOf(again)).toContain("upstream-document-lost");
  expect((await metadata.upstreamDocument("leaf", "fresh"))?.revision).toBe(2);
});

test("an upstream that answers nothing usable for one name is not asked for it again at once", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const here = world(server);
  await read(here, "leaf");
  server.on("/leaf", status(403));
  here.pass(2 * hours);
  for (let times = 0; times < 3; times++) expect(versionsOf(await read(here, "leaf"))).toEqual(["1.0.0"]);
  expect(pathsOf(server)).toHaveLength(2);
  here.pass(11_000);
  await read(here, "leaf");
  expect(pathsOf(server)).toHaveLength(3);
});
