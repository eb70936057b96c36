import { describe, expect, it } from "vitest";
import type { Progress } from "../../src/fetch/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { type Answer, cut, endless, redirect, status } from "../support/http-server.ts";
import {
  archive,
  archivePath,
  clientFor,
  documentAt,
  documentPath,
  hash,
  hashPath,
  json,
  refusal,
  scriptedRegistry,
  served,
} from "./fixtures.ts";

describe("archiveByHash", () => {
  it("gives what the registry has, and tells how far it is", async () => {
    const server = await scriptedRegistry();
    server.on(hashPath, served);
    const seen: Progress[] = [];
    const { client } = clientFor(server.origin, { onProgress: (progress) => seen.push(progress) });
    expect(await client.archiveByHash(hash)).toEqual({
      outcome: "found",
      registryUrl: client.url,
      bytes: archive,
      kind: "tar.gz",
      isPrivate: false,
    });
    expect(seen.at(-1)).toEqual({
      url: server.origin + hashPath,
      receivedBytes: archive.length,
      totalBytes: archive.length,
    });
  });

  it("follows to where a registry keeps its archives", async () => {
    const [server, storage] = [await scriptedRegistry(), await scriptedRegistry()];
    server.on(hashPath, redirect(storage.on("/blob", served)));
    expect(await clientFor(server.origin).client.archiveByHash(hash)).toMatchObject({
      outcome: "found",
      bytes: archive,
    });
  });

  it.each<[string, Answer]>([
    ["a registry", refusal(404, { error: "the registry has no archive", code: "NOT_FOUND" })],
    ["a file server", status(404)],
  ])("is missing where %s says so", async (_, answer) => {
    const server = await scriptedRegistry();
    server.on(hashPath, answer);
    expect(await clientFor(server.origin).client.archiveByHash(hash)).toEqual({ outcome: "missing" });
  });

  it.each<[string, Answer, string]>([
    ["is in trouble", status(503), "REGISTRY_ANSWER"],
    ["refuses", refusal(401, { error: "this needs a token", code: "SIGN_IN_REQUIRED" }), "SIGN_IN_REQUIRED"],
    ["is a web site", status(404, {}, "<html>nothing here"), "REGISTRY_ANSWER"],
    ["hangs up", cut(archive, 5), "FETCH_CUT"],
    ["sends too much", endless({ "content-length": String(2 ** 40) }, () => undefined), "FETCH_TOO_LARGE"],
  ])("is unavailable where the registry %s, and says why", async (_, answer, code) => {
    const server = await scriptedRegistry();
    server.on(hashPath, answer);
    expect(await clientFor(server.origin).client.archiveByHash(hash)).toMatchObject({
      outcome: "unavailable",
      failure: { code },
    });
  });

  it("does not ask a registry again that was not there", async () => {
    const server = await scriptedRegistry();
    const { client } = clientFor(server.origin);
    await server.close();
    const first = await client.archiveByHash(hash);
    expect(first).toMatchObject({ outcome: "unavailable", failure: { code: "REGISTRY_UNREACHABLE" } });
    expect(await client.archiveByHash(`${hash.slice(0, -1)}x`)).toEqual(first);
  });

  it("goes on after trouble with one archive", async () => {
    const server = await scriptedRegistry();
    server.on(hashPath, status(400), served);
    const { client } = clientFor(server.origin);
    expect(await client.archiveByHash(hash)).toMatchObject({ outcome: "unavailable" });
    expect(await client.archiveByHash(hash)).toMatchObject({ outcome: "found" });
  });

  it("is unavailable offline", async () => {
    const { client } = clientFor("http://localhost:1", { offline: true });
    expect(await client.archiveByHash(hash)).toMatchObject({
      outcome: "unavailable",
      failure: { code: "REGISTRY_OFFLINE" },
    });
  });
});

describe("archive", () => {
  it("is compared with the document", async () => {
    const server = await scriptedRegistry();
    server.on(documentPath, json(documentAt(server.origin)));
    server.on(archivePath, served);
    const { client } = clientFor(server.origin);
    expect(await client.archive("known_folders", "0.0.0")).toEqual({
      bytes: archive,
      kind: "tar.gz",
      isPrivate: false,
    });
  });

  it("is refused where it is another", async () => {
    const server = await scriptedRegistry();
    server.on(documentPath, json(documentAt(server.origin, { integrity: `sha512-${"A".repeat(86)}==` })));
    server.on(archivePath, served);
    const failure = await failureOf(clientFor(server.origin).client.archive("known_folders", "0.0.0"));
    expect(failure).toMatchObject({ code: "REGISTRY_LIES", exit: "refused" });
    expect(failure.message).toMatch(/expected sha512-A+==\n {2}came {5}sha512-/);
  });

  it("says what is missing: the version, or its bytes", async () => {
    const server = await scriptedRegistry();
    server.on(documentPath, json(documentAt(server.origin)));
    server.on(archivePath, refusal(404, { error: "the registry has no version", code: "NOT_FOUND" }));
    const { client } = clientFor(server.origin);
    expect(await failureOf(client.archive("known_folders", "9.9.9"))).toMatchObject({
      code: "VERSION_UNKNOWN",
      exit: "failed",
    });
    expect(await failureOf(client.archive("known_folders", "0.0.0"))).toMatchObject({ code: "NOT_FOUND" });
  });
});
