import { describe, expect, it } from "vitest";
import { publishBody, publishType } from "../../src/protocol/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { type Answer, status } from "../support/http-server.ts";
import {
  afterBody,
  archive,
  clientFor,
  documentAt,
  documentPath,
  freshPath,
  hangUp,
  hash,
  hashPath,
  integrityOf,
  json,
  notFound,
  refusal,
  scriptedRegistry,
  token,
  versionPath,
} from "./fixtures.ts";

const facts = { hash, testedZigVersions: ["0.16.0"], modules: ["known-folders"], artifacts: [] };
const request = { name: "known_folders", version: "0.0.0", facts, archive };

const accepted = {
  name: "known_folders",
  version: "0.0.0",
  hash,
  integrity: integrityOf(archive),
  archive: "http://x/-/zig/known_folders/known_folders-0.0.0.tar.gz",
  archiveSizeBytes: archive.length,
};
const took = afterBody(json(accepted, {}, 201));
const taken = afterBody(
  refusal(409, { error: "was published before", code: "VERSION_TAKEN", hint: "raise it" }),
);
const there = (change = {}): Answer => json(documentAt("http://x", change));
const otherHash = `${hash.slice(0, -1)}g`;

describe("publish", () => {
  it("sends facts and archive, and gives back what the registry made of them", async () => {
    const server = await scriptedRegistry();
    const bodies: Buffer[] = [];
    server.on(
      versionPath,
      afterBody(json(accepted, {}, 201), (body) => bodies.push(body)),
    );
    const { client } = clientFor(server.origin, { token });
    expect(await client.publish(request)).toEqual({ ...accepted, wasThere: false });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: "PUT",
      headers: { "content-type": publishType, authorization: `Bearer ${token}` },
    });
    expect(bodies).toEqual([publishBody(facts, archive)]);
  });

  // What the version's address answers, one after another; what the document is then; how it ends.
  const published = { ...accepted, wasThere: false };
  it.each<[string, readonly [Answer, ...Answer[]], Answer | undefined, object]>([
    ["an answer that was lost, and the second is whole", [hangUp, took], undefined, published],
    ["a busy registry", [afterBody(status(503)), took], undefined, published],
    [
      "an answer that was lost after it took effect",
      [hangUp, taken],
      there(),
      { ...accepted, wasThere: true },
    ],
    ["the same files published before", [taken], there(), { ...accepted, wasThere: true }],
    ["answers that are lost all the time, but took effect", [hangUp], there(), published],
    ["trouble after it took effect", [afterBody(status(500))], there(), published],
  ])("is done after %s", async (_, answers, document, expected) => {
    const server = await scriptedRegistry();
    server.on(versionPath, ...answers);
    if (document !== undefined) server.on(freshPath, document);
    expect(await clientFor(server.origin).client.publish(request)).toEqual(expected);
  });

  it.each<[string, Answer, Answer, object]>([
    [
      "other files under the version",
      taken,
      there({ hash: otherHash }),
      { code: "VERSION_TAKEN", exit: "failed", hint: "raise it" },
    ],
    [
      "other files under it, and a lost answer",
      hangUp,
      there({ hash: otherHash }),
      { code: "REGISTRY_UNREACHABLE", exit: "network" },
    ],
    [
      "answers that are lost before anything happened",
      hangUp,
      notFound,
      {
        code: "REGISTRY_UNREACHABLE",
        message: expect.stringContaining("known_folders 0.0.0 is not known to be published"),
        hint: expect.stringContaining("again"),
      },
    ],
    ["a registry that is gone", hangUp, hangUp, { code: "REGISTRY_UNREACHABLE", exit: "network" }],
    [
      "trouble",
      afterBody(refusal(503, { error: "no storage", code: "STORAGE_UNAVAILABLE" })),
      notFound,
      { code: "STORAGE_UNAVAILABLE", exit: "network" },
    ],
  ])("fails after %s", async (_, answer, document, expected) => {
    const server = await scriptedRegistry();
    server.on(versionPath, answer);
    server.on(freshPath, document);
    expect(await failureOf(clientFor(server.origin).client.publish(request))).toMatchObject(expected);
  });

  it.each<[number, string, string]>([
    [401, "TOKEN_UNKNOWN", "denied"],
    [403, "NOT_OWNER", "denied"],
    [413, "BODY_TOO_LARGE", "failed"],
    [422, "FINGERPRINT_DIFFERS", "failed"],
  ])("fails once and for all with %i, in the registry's words", async (code, name, exit) => {
    const server = await scriptedRegistry();
    server.on(versionPath, afterBody(refusal(code, { error: "no", code: name, hint: "do this" })));
    const failure = await failureOf(clientFor(server.origin).client.publish(request));
    expect(failure).toMatchObject({ code: name, exit, message: "no", hint: "do this" });
    expect(server.requests).toHaveLength(1);
  });

  it("survives a refusal that comes while the archive is still sent, and a connection that ends then", async () => {
    const server = await scriptedRegistry();
    const body = JSON.stringify({ error: "too much", code: "BODY_TOO_LARGE" });
    server.on(versionPath, ({ socket }, response) =>
      response.writeHead(413).end(body, () => socket.destroySoon()),
    );
    const { client } = clientFor(server.origin);
    for (let times = 0; times < 5; times++) {
      const sent = client.publish({ ...request, archive: Buffer.alloc(16 * 1024 * 1024) });
      expect(await failureOf(sent)).toMatchObject({ code: "BODY_TOO_LARGE" });
    }
  });

  it.each<[string, object]>([
    ["hash", { hash: otherHash }],
    ["name", { name: "other" }],
    ["version", { version: "0.0.1" }],
  ])("refuses an answer about another %s", async (_, change) => {
    const server = await scriptedRegistry();
    server.on(versionPath, afterBody(json({ ...accepted, ...change }, {}, 201)));
    expect(await failureOf(clientFor(server.origin).client.publish(request))).toMatchObject({
      code: "REGISTRY_LIES",
      exit: "refused",
    });
  });

  it("makes the document be asked for anew", async () => {
    const server = await scriptedRegistry();
    server.on(documentPath, notFound, there());
    server.on(versionPath, took);
    const { client } = clientFor(server.origin);
    expect(await client.document("known_folders")).toBeUndefined();
    await client.publish(request);
    expect((await client.document("known_folders"))?.versions).toHaveLength(1);
  });
});

describe("foreign packages", () => {
  it.each<[number, boolean]>([
    [200, true],
    [404, false],
  ])("are looked for: %i", async (code, has) => {
    const server = await scriptedRegistry();
    server.on(hashPath, status(code));
    expect(await clientFor(server.origin).client.hasHash(hash)).toBe(has);
    expect(server.requests[0]?.method).toBe("HEAD");
  });

  it("fail where a HEAD is refused", async () => {
    const server = await scriptedRegistry();
    server.on(hashPath, status(401));
    expect(await failureOf(clientFor(server.origin).client.hasHash(hash))).toMatchObject({ exit: "denied" });
  });

  it("are sent as they are, again where an answer was lost", async () => {
    const server = await scriptedRegistry();
    const bodies: Buffer[] = [];
    const answer = json({ hash, integrity: integrityOf(archive), archiveSizeBytes: archive.length }, {}, 201);
    server.on(
      hashPath,
      hangUp,
      afterBody(answer, (body) => bodies.push(body)),
    );
    await clientFor(server.origin).client.uploadForeign(hash, archive);
    expect(bodies).toEqual([archive]);
    expect(server.requests[1]).toMatchObject({
      method: "PUT",
      headers: { "content-type": "application/gzip" },
    });
  });

  it("are compared with what the registry says that it took", async () => {
    const server = await scriptedRegistry();
    const answer = json({
      hash: otherHash,
      integrity: integrityOf(archive),
      archiveSizeBytes: archive.length,
    });
    server.on(hashPath, afterBody(answer));
    expect(await failureOf(clientFor(server.origin).client.uploadForeign(hash, archive))).toMatchObject({
      code: "REGISTRY_LIES",
    });
  });
});
