import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";
import { diskFull, failingDisk } from "../support/failing-disk.ts";
import { failureOf } from "../support/failure-of.ts";
import { type Answer, cut, endless, type HttpServer, redirect, status } from "../support/http-server.ts";
import {
  clientFor,
  documentAt,
  documentPath,
  json,
  notFound,
  refusal,
  scriptedRegistry,
} from "./fixtures.ts";

const name = "known_folders";

/** Everything below the cache folder, folders left out. */
function cacheFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function sentTags(server: HttpServer): (string | undefined)[] {
  return server.requests.map(({ headers }) => headers["if-none-match"]);
}

describe("document", () => {
  it("is read, and asked for once", async () => {
    const server = await scriptedRegistry();
    const document = documentAt(server.origin);
    server.on(documentPath, json(document));
    const { client } = clientFor(server.origin);
    const [first, second] = await Promise.all([client.document(name), client.document(name)]);
    expect(first).toEqual(document);
    expect(second).toBe(first);
    expect(server.requests).toHaveLength(1);
  });

  it("may come compressed", async () => {
    const server = await scriptedRegistry();
    const document = documentAt(server.origin);
    const bytes = gzipSync(JSON.stringify(document));
    server.on(documentPath, (_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bytes);
    });
    expect(await clientFor(server.origin).client.document(name)).toEqual(document);
    expect(server.requests[0]?.headers["accept-encoding"]).toBe("gzip");
  });

  it("is undefined where there is none; demanded, it fails in the registry's words", async () => {
    const server = await scriptedRegistry();
    server.on(
      documentPath,
      refusal(404, { error: "no such", code: "PACKAGE_MISSING", hint: "it is spelt `x`" }),
    );
    const { client } = clientFor(server.origin);
    expect(await client.document(name)).toBeUndefined();
    expect(await failureOf(client.demandDocument(name))).toMatchObject({
      code: "PACKAGE_MISSING",
      exit: "failed",
      message: "no such",
      hint: "it is spelt `x`",
    });
  });

  it.each(["../known_folders", "", "a/b", "fn", "x".repeat(33)])(
    "is none for %j, which is not even asked",
    async (odd) => {
      const server = await scriptedRegistry();
      const { client } = clientFor(server.origin);
      expect(await client.document(odd)).toBeUndefined();
      expect(await failureOf(client.demandDocument(odd))).toMatchObject({ code: "PACKAGE_NAME_INVALID" });
      expect(server.requests).toEqual([]);
    },
  );

  it("is tried again while the registry is busy", async () => {
    const server = await scriptedRegistry();
    const document = documentAt(server.origin);
    server.on(documentPath, status(503), status(429, { "retry-after": "1" }), json(document));
    expect(await clientFor(server.origin).client.document(name)).toEqual(document);
    expect(server.requests).toHaveLength(3);
  });

  it("is asked for anew after a failure", async () => {
    const server = await scriptedRegistry();
    const document = documentAt(server.origin);
    server.on(documentPath, status(400), json(document));
    const { client } = clientFor(server.origin);
    await failureOf(client.document(name));
    expect(await client.document(name)).toEqual(document);
  });

  it("comes from below the registry's address where that has a path", async () => {
    const server = await scriptedRegistry();
    const document = documentAt(`${server.origin}/zig`);
    server.on(`/zig${documentPath}`, json(document));
    expect(await clientFor(`${server.origin}/zig`).client.document(name)).toEqual(document);
  });
});

/** Made before anybody waits for it. */
const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));

describe("what is no document", () => {
  const page = Buffer.from("<!doctype html><title>Sign in to the network</title>");
  it.each<[string, Answer, object]>([
    ["of another name", json({ ...documentAt("http://x"), name: "other" }), { code: "DOCUMENT_INVALID" }],
    ["a page", status(200, { "content-type": "text/html" }, page.toString()), { code: "DOCUMENT_INVALID" }],
    ["a page that says 404", status(404, {}, page.toString()), { code: "REGISTRY_ANSWER", exit: "network" }],
    ["a page that says 500", status(500, {}, page.toString()), { code: "REGISTRY_ANSWER", exit: "network" }],
    ["a page that says 403", status(403, {}, page.toString()), { code: "REGISTRY_REFUSED", exit: "denied" }],
    [
      "a refusal",
      refusal(401, { error: "this needs a token", code: "SIGN_IN_REQUIRED" }),
      { code: "SIGN_IN_REQUIRED", exit: "denied" },
    ],
    [
      "a refusal without a code",
      refusal(418, { error: "short and stout" }),
      { code: "REGISTRY_REFUSED", exit: "failed" },
    ],
    [
      "trouble",
      refusal(503, { error: "the storage did not answer", code: "STORAGE_UNAVAILABLE" }),
      { code: "STORAGE_UNAVAILABLE", exit: "network" },
    ],
    ["304 out of nowhere", status(304), { code: "REGISTRY_ANSWER" }],
    ["cut", cut(page, 10), { code: "FETCH_CUT" }],
    [
      "endless",
      endless({ "content-length": String(2 ** 40) }, () => undefined),
      { code: "FETCH_TOO_LARGE", exit: "refused", hint: expect.stringContaining("no registry") },
    ],
    [
      "a bomb",
      (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
      { code: "FETCH_TOO_LARGE" },
    ],
    ["a redirect to a file", redirect("file:///etc/passwd"), { code: "FETCH_UNSAFE_REDIRECT" }],
    [
      "a code that a terminal would obey",
      refusal(400, { error: "x", code: "\u001b[31m" }),
      { code: "REGISTRY_REFUSED" },
    ],
  ])("(%s) is refused and not cached", async (_, answer, expected) => {
    const server = await scriptedRegistry();
    server.on(documentPath, answer);
    const { client, cacheFolder } = clientFor(server.origin);
    expect(await failureOf(client.document(name))).toMatchObject(expected);
    expect(cacheFiles(cacheFolder)).toEqual([]);
  });
});

describe("the cache", () => {
  /** A client that has asked once, and everything that a later one needs. */
  async function filled() {
    const server = await scriptedRegistry();
    const document = documentAt(server.origin);
    server.on(documentPath, json(document, { etag: '"one"' }));
    const { client, cacheFolder } = clientFor(server.origin);
    await client.document(name);
    return {
      server,
      document,
      cacheFolder,
      later: (options = {}) => clientFor(server.origin, { cacheFolder, ...options }).client,
    };
  }

  it("saves the transfer where nothing changed", async () => {
    const { server, document, later } = await filled();
    server.on(documentPath, status(304, { etag: '"one"' }));
    expect(await later().document(name)).toEqual(document);
    expect(sentTags(server)).toEqual([undefined, '"one"']);
  });

  it("gives way to what is new", async () => {
    const { server, document, later } = await filled();
    const newer = { ...document, revision: 2 };
    server.on(documentPath, json(newer, { etag: '"two"' }));
    expect(await later().document(name)).toEqual(newer);
    server.on(documentPath, status(304));
    expect(await later().document(name)).toEqual(newer);
    expect(sentTags(server)).toEqual([undefined, '"one"', '"two"']);
  });

  it("is all there is offline", async () => {
    const { server, document, later } = await filled();
    const client = later({ offline: true });
    expect(await client.document(name)).toEqual(document);
    expect(await failureOf(client.document("other"))).toMatchObject({
      code: "REGISTRY_OFFLINE",
      exit: "network",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("forgets a package that is gone", async () => {
    const { server, cacheFolder, later } = await filled();
    server.on(documentPath, notFound);
    expect(await later().document(name)).toBeUndefined();
    expect(cacheFiles(cacheFolder)).toEqual([]);
  });

  it("is another one for another registry", async () => {
    const { cacheFolder } = await filled();
    const other = await scriptedRegistry();
    const { client } = clientFor(other.origin, { cacheFolder, offline: true });
    expect(await failureOf(client.document(name))).toMatchObject({ code: "REGISTRY_OFFLINE" });
  });

  it("is not filled without an ETag, or with one that is none", async () => {
    for (const fields of [{}, { etag: "one" }, { etag: `"${"x".repeat(300)}"` }]) {
      const server = await scriptedRegistry();
      server.on(documentPath, json(documentAt(server.origin), fields));
      const { client, cacheFolder } = clientFor(server.origin);
      await client.document(name);
      expect(cacheFiles(cacheFolder)).toEqual([]);
    }
  });

  const flip = (bytes: Buffer, at: number) => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["empty", () => Buffer.alloc(0)],
    ["cut", (bytes) => bytes.subarray(0, bytes.length - 1)],
    ["zeros", (bytes) => Buffer.alloc(bytes.length)],
    ["a bit flipped in its first line", (bytes) => flip(bytes, 20)],
    ["a bit flipped at its end", (bytes) => flip(bytes, bytes.length - 30)],
    ["no line", (bytes) => Buffer.from(bytes.toString().replaceAll("\n", " "))],
    ["another name's", (bytes) => Buffer.from(bytes.toString().replaceAll("known_folders", "knewn_folders"))],
    ["null", () => Buffer.from("null\n{}")],
  ])("throws away an entry that is damaged: %s", async (_, damage) => {
    const { server, document, cacheFolder, later } = await filled();
    const [path = ""] = cacheFiles(cacheFolder);
    writeFileSync(path, damage(readFileSync(path)));
    expect(await later().document(name)).toEqual(document);
    expect(sentTags(server)).toEqual([undefined, undefined]);
    writeFileSync(path, damage(readFileSync(path)));
    expect(await failureOf(later({ offline: true }).document(name))).toMatchObject({
      code: "REGISTRY_OFFLINE",
    });
    expect(cacheFiles(cacheFolder)).toEqual([]);
  });

  it("is no reason to fail where it cannot be written", async () => {
    const server = await scriptedRegistry();
    const document = documentAt(server.origin);
    server.on(documentPath, json(document, { etag: '"one"' }));
    for (let call = 1; call <= 8; call += 1) {
      const { disk } = failingDisk(nodeDisk, call, diskFull);
      const { client, cacheFolder } = clientFor(server.origin, { disk });
      expect(await client.document(name)).toEqual(document);
      expect(cacheFiles(cacheFolder).filter((path) => !path.endsWith(`${name}.json`))).toEqual([]);
    }
  });
});
