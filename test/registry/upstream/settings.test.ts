import { describe, expect, test } from "vitest";
import { noUpstream, type UpstreamOptions } from "../../../registry/upstream/index.ts";
import { readUpstreamSettings } from "../../../registry/upstream/settings.ts";
import { pathsOf, read, serve, upstreamServer, versionsOf, world } from "./fixture.ts";

test("npm's own registry is upstream unless the operator says otherwise", () => {
  expect(readUpstreamSettings({}).sourceOf("leaf")).toEqual({
    base: "https://registry.npmjs.org/",
    token: undefined,
  });
});

describe("patterns", () => {
  test.each<readonly [UpstreamOptions, string, boolean]>([
    [{}, "leaf", true],
    [{}, "@acme/tool", true],
    [{}, "JSONStream", true],
    [{ deny: ["@acme/*"] }, "@acme/tool", false],
    [{ deny: ["@acme/*"] }, "@acmes/tool", true],
    [{ deny: ["internal-*"] }, "internal-x", false],
    [{ deny: ["internal-*"] }, "not-internal-x", true],
    [{ deny: ["a.c"] }, "abc", true],
    [{ deny: ["*"] }, "leaf", false],
    [{ allow: ["leaf", "@types/*"] }, "leaf", true],
    [{ allow: ["leaf", "@types/*"] }, "leafy", false],
    [{ allow: ["leaf", "@types/*"] }, "@types/node", true],
    [{ allow: [] }, "leaf", false],
    [{ allow: ["leaf"], deny: ["leaf"] }, "leaf", false],
    [{}, "../leaf", false],
    [{}, "@acme/../leaf", false],
    [{}, "@acme", false],
    [{}, "a/b", false],
    [{}, "leaf?x", false],
    [{}, "leaf\n", false],
    [{}, "", false],
    [{}, "-/npm/v1/keys", false],
    [{}, "a".repeat(215), false],
  ])("%j: is %j asked for? %j", (options, name, isAsked) => {
    expect(readUpstreamSettings(options).sourceOf(name) !== undefined).toBe(isAsked);
  });

  test("what is denied is never asked for, also where it is kept", async () => {
    const server = await upstreamServer();
    serve(server, "leaf", { "1.0.0": {} });
    const open = world(server);
    await read(open, "leaf");
    await open.upstream.tarball("leaf", "leaf-1.0.0.tgz");
    const asked = pathsOf(server).length;
    const { upstream } = world(server, { metadata: open.metadata, blobs: open.blobs, deny: ["leaf"] });
    expect(await upstream.document("leaf", "full", "plain")).toBeUndefined();
    expect(await upstream.tarball("leaf", "leaf-1.0.0.tgz")).toBeUndefined();
    expect(await upstream.attestations("leaf", "1.0.0")).toBeUndefined();
    expect(await upstream.exists("leaf")).toBe("no");
    expect(pathsOf(server)).toHaveLength(asked);
  });
});

test("each scope has its upstream, and each upstream its token", async () => {
  const [main, acme] = [await upstreamServer(), await upstreamServer()];
  for (const server of [main, acme])
    for (const name of ["leaf", "@acme/tool"]) serve(server, name, { "1.0.0": {} });
  const here = world(main, { token: "main", scopes: { "@acme": { url: acme.origin, token: "acme" } } });
  await read(here, "leaf");
  await read(here, "@acme/tool");
  await here.upstream.tarball("@acme/tool", "tool-1.0.0.tgz");
  await here.upstream.keys();
  const seen = (server: typeof main) =>
    server.requests.map(({ url, headers }) => [url, headers.authorization]);
  expect(seen(main)).toEqual([
    ["/leaf", "Bearer main"],
    ["/-/npm/v1/keys", "Bearer main"],
  ]);
  expect(seen(acme)).toEqual([
    ["/@acme%2ftool", "Bearer acme"],
    ["/@acme/tool/-/tool-1.0.0.tgz", "Bearer acme"],
    ["/-/npm/v1/keys", "Bearer acme"],
  ]);
});

test("an upstream without a token gets none, and its address may have a path", async () => {
  const server = await upstreamServer();
  serve(server, "npm/leaf", { "1.0.0": { manifest: { name: "leaf" } } });
  server.on("/npm/leaf", (_, response) => response.end('{"name":"leaf","versions":{}}'));
  expect(versionsOf(await read(world(server, { url: `${server.origin}/npm` }), "leaf"))).toEqual([]);
  expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ["/npm/leaf", undefined],
  ]);
});

test.each<readonly [string, UpstreamOptions]>([
  ["is plain http elsewhere", { url: "http://npm.example" }],
  ["is no address", { url: "npm" }],
  ["carries credentials", { url: "https://ada:x@npm.example" }],
  ["has a token with a line break", { token: "a\nb" }],
  ["is for a scope without @", { scopes: { acme: { url: "https://npm.example" } } }],
  ["is for a scope with a name", { scopes: { "@acme/tool": { url: "https://npm.example" } } }],
])("an upstream that %s is refused", (_, options) => {
  expect(() => readUpstreamSettings(options)).toThrowError(
    expect.objectContaining({ code: expect.stringMatching(/^(SETTINGS|ADDRESS)_INVALID$/) }),
  );
});

test("without upstream there is nothing", async () => {
  expect(await noUpstream.document("leaf", "full", "plain")).toBeUndefined();
  expect(await noUpstream.tarball("leaf", "leaf-1.0.0.tgz")).toBeUndefined();
  expect(await noUpstream.exists("leaf")).toBe("no");
  expect(await noUpstream.keys()).toEqual([]);
});
