import { expect, test } from "vitest";
import { status } from "../../support/http-server.ts";
import { json, pathsOf, serve, upstreamServer, world } from "./fixture.ts";

const hours = 60 * 60_000;
const key = { expires: null, keyid: "SHA256:a", keytype: "ecdsa-sha2-nistp256", scheme: "x", key: "AA==" };
const retired = { ...key, keyid: "SHA256:b", expires: "2025-01-29T00:00:00.000Z" };

test("keys are asked for once an hour, and those seen last are there while upstream is down", async () => {
  const server = await upstreamServer();
  server.on("/-/npm/v1/keys", json({ keys: [key] }));
  const here = world(server);
  expect(await here.upstream.keys()).toEqual([key]);
  server.on("/-/npm/v1/keys", json({ keys: [key, retired] }));
  expect(await here.upstream.keys()).toEqual([key]);
  here.pass(2 * hours);
  expect(await here.upstream.keys()).toEqual([key, retired]);
  server.on("/-/npm/v1/keys", status(500));
  here.pass(2 * hours);
  expect(await here.upstream.keys()).toEqual([key, retired]);
});

test.each([
  ["has none", status(404)],
  ["is down", status(500)],
  ["answers a page", status(200, {}, "<html>")],
  ["answers another shape", json({ keys: "x" })],
  ["answers what are no keys", json({ keys: [1, null, { keyid: "x" }] })],
])("there are no keys where upstream %s", async (_, answer) => {
  const server = await upstreamServer();
  server.on("/-/npm/v1/keys", answer);
  expect(await world(server).upstream.keys()).toEqual([]);
});

test("attestations are passed on where the document has some, and not asked for where it has none", async () => {
  const server = await upstreamServer();
  const body = { attestations: [{ predicateType: "x", bundle: {} }] };
  serve(server, "@acme/tool", {
    "1.0.0": {},
    "1.1.0": { dist: { attestations: { url: "https://elsewhere.example/x" } } },
  });
  server.on("/-/npm/v1/attestations/@acme%2ftool@1.1.0", json(body));
  const here = world(server);
  expect(await here.upstream.attestations("@acme/tool", "1.0.0")).toBeUndefined();
  expect(await here.upstream.attestations("@acme/tool", "9.0.0")).toBeUndefined();
  for (let times = 0; times < 3; times++) {
    const found = await here.upstream.attestations("@acme/tool", "1.1.0");
    expect(JSON.parse(found?.toString() ?? "")).toEqual(body);
  }
  expect(pathsOf(server)).toEqual(["/@acme%2ftool", "/-/npm/v1/attestations/@acme%2ftool@1.1.0"]);
});

test("attestations that are none are not passed on", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": { dist: { attestations: {} } } });
  server.on("/-/npm/v1/attestations/leaf@1.0.0", status(200, {}, "<html>"), status(404));
  const here = world(server);
  await expect(here.upstream.attestations("leaf", "1.0.0")).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
  });
  expect(await here.upstream.attestations("leaf", "1.0.0")).toBeUndefined();
});
