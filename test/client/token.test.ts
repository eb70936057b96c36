import { describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { temporaryFolder } from "../support/folders.ts";
import { type HttpServer, redirect, status } from "../support/http-server.ts";
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
  token,
  versionPath,
  wordsOf,
} from "./fixtures.ts";

function authorizations(server: HttpServer): (string | undefined)[] {
  return server.requests.map(({ headers }) => headers.authorization);
}

describe("the token", () => {
  it("goes to the registry with every question", async () => {
    const server = await scriptedRegistry();
    server.on(documentPath, json(documentAt(server.origin)));
    server.on(archivePath, served);
    server.on(hashPath, served);
    server.on("/-/whoami", json({ username: "ada" }));
    const { client } = clientFor(server.origin, { token });
    await client.archive("known_folders", "0.0.0");
    await client.archiveByHash(hash);
    await client.whoami();
    expect(authorizations(server)).toEqual(Array(4).fill(`Bearer ${token}`));
  });

  it("does not go along a redirect, not even back to the registry", async () => {
    const [server, elsewhere] = [await scriptedRegistry(), await scriptedRegistry()];
    const target = elsewhere.on("/document", json(documentAt(server.origin)));
    server.on(documentPath, redirect("/moved"));
    server.on("/moved", redirect(target, 307));
    const { client } = clientFor(server.origin, { token });
    expect(await client.document("known_folders")).toEqual(documentAt(server.origin));
    expect(authorizations(server)).toEqual([`Bearer ${token}`, undefined]);
    expect(authorizations(elsewhere)).toEqual([undefined]);
  });

  it("does not go to the address that a document names", async () => {
    const [server, elsewhere] = [await scriptedRegistry(), await scriptedRegistry()];
    server.on(documentPath, json(documentAt(elsewhere.origin)));
    server.on(archivePath, served);
    const { client } = clientFor(server.origin, { token });
    expect((await client.archive("known_folders", "0.0.0")).bytes).toEqual(archive);
    expect(elsewhere.requests).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])("and what is changed are not sent along a %i", async (code) => {
    const [server, elsewhere] = [await scriptedRegistry(), await scriptedRegistry()];
    server.on(`${versionPath}/yank`, redirect(`${elsewhere.origin}/yank`, code));
    const failure = await failureOf(
      clientFor(server.origin, { token }).client.yank("known_folders", "0.0.0"),
    );
    expect(failure).toMatchObject({ code: "REGISTRY_MOVED", exit: "failed" });
    expect(failure.message).toContain(elsewhere.origin);
    expect(elsewhere.requests).toEqual([]);
  });

  it.each<[string, (server: HttpServer) => void]>([
    [
      "a registry that repeats it",
      (server) =>
        server.on(
          `/-/user/token/${token}`,
          refusal(401, { error: `who is ${token}?`, code: "TOKEN_UNKNOWN", hint: `not ${token}` }),
        ),
    ],
    ["a page", (server) => server.on(`/-/user/token/${token}`, status(500, {}, `<html>Bearer ${token}`))],
    ["a redirect", (server) => server.on(`/-/user/token/${token}`, redirect("https://example.invalid/"))],
    [
      "a cut connection",
      (server) => server.on(`/-/user/token/${token}`, (request) => request.socket.destroy()),
    ],
    ["no answer", (server) => server.on(`/-/user/token/${token}`, () => undefined)],
  ])("is in no message: %s", async (_, script) => {
    const server = await scriptedRegistry();
    script(server);
    const exchange = { wait: async () => undefined, limits: { headersTimeoutMs: 100, attempts: 2 } };
    const failure = await failureOf(clientFor(server.origin, { token, exchange }).client.logout());
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(0), 60_000);
    expect(wordsOf(failure)).not.toContain(token);
  });

  it.each(["two words", "line\nbreak", "", "naïve"])("%j is none", (odd) => {
    const make = () =>
      createClient({
        registryUrl: "http://localhost:1/",
        token: odd,
        disk: nodeDisk,
        cacheFolder: temporaryFolder(),
      });
    expect(make).toThrowError(expect.objectContaining({ code: "TOKEN_UNUSABLE", exit: "denied" }));
  });
});

describe("a password", () => {
  it("goes without the token, and is in no message", async () => {
    const server = await scriptedRegistry();
    server.on(
      "/-/user/org.couchdb.user:ada",
      refusal(401, { error: "not correct horse", code: "PASSWORD_WRONG" }),
    );
    const { client } = clientFor(server.origin, { token });
    const failure = await failureOf(client.login({ name: "ada", password: "correct horse" }));
    expect(failure).toMatchObject({ code: "PASSWORD_WRONG", exit: "denied", message: "not …" });
    expect(authorizations(server)).toEqual([undefined]);
  });

  it("is not sent a second time by itself: each time would make a token", async () => {
    const server = await scriptedRegistry();
    server.on("/-/user/org.couchdb.user:ada", status(503));
    await failureOf(clientFor(server.origin).client.login({ name: "ada", password: "correct horse" }));
    expect(server.requests).toHaveLength(1);
  });
});
