import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { createHotPath } from "../../../registry/http/hot-path.ts";
import { createLocalNames } from "../../../registry/http/local-names.ts";
import { memoryMetadata, recentBoundMs } from "../../../registry/metadata/index.ts";
import { npmPackage } from "../../../registry/packages/index.ts";
import { paths } from "../../../src/protocol/index.ts";
import { type Domain, publishNpmTo, publishTo, testDomain } from "../support/domain.ts";
import { publishNpm } from "../support/npm.ts";
import { testPackage } from "../support/package.ts";
import { type Answer, ask, publish, signUp, testRegistry } from "../support/registry.ts";
import { serve, upstreamServer } from "../upstream/fixture.ts";

const abbreviated = "application/vnd.npm.install-v1+json";
const notAtOnce = 599;

/** A server that knows the hot path only. */
async function hotOnly({ registry, packages }: Domain): Promise<{ readonly url: string }> {
  const answerAtOnce = createHotPath(packages, createLocalNames(registry));
  const server = createServer((request, response) => {
    if (!answerAtOnce(request, response)) response.writeHead(notAtOnce).end();
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** Registries on one storage, with one clock. */
function replicas() {
  const clock = { time: Date.parse("2026-01-31T12:00:00.000Z") };
  const [metadata, blobs] = [memoryMetadata(), memoryBlobs()];
  const make = () => testDomain(metadata, blobs, { now: () => new Date(clock.time) });
  return { here: make(), elsewhere: make(), clock };
}

function versionsIn(answer: Answer): string[] {
  return Object.keys(answer.json()["versions"] as object);
}

describe("at once", () => {
  it.each([
    ["GET", "leaf", 200],
    ["HEAD", "leaf", 200],
    ["GET", paths.zigDocument("leaf"), 200],
    ["GET", "leaf?write=true", notAtOnce],
    ["PUT", "leaf", notAtOnce],
    ["GET", "LEAF", notAtOnce],
    ["GET", "none", notAtOnce],
    ["GET", "@ada%2fsecret", notAtOnce],
    ["GET", "leaf/1.0.0", notAtOnce],
    ["GET", "leaf/-/leaf-1.0.0.tgz", notAtOnce],
    ["GET", paths.zigDocument("none"), notAtOnce],
    ["GET", paths.zigDocument("hidden"), notAtOnce],
    ["GET", paths.ping, notAtOnce],
  ])("%s %s is answered with %i", async (method, path, status) => {
    const { here } = replicas();
    await publishTo(here, "ada", testPackage());
    const hidden = testPackage({ name: "hidden" });
    await publishTo(here, "ada", { ...hidden, facts: { ...hidden.facts, access: "restricted" } });
    await publishNpmTo(here, "ada", { name: "leaf" });
    await publishNpmTo(here, "ada", { name: "@ada/secret", access: "restricted" });
    const server = await hotOnly(here);
    expect((await ask(server, method, path)).status).toBe(status);
  });

  it("comes only what is recent: a change made elsewhere is seen within the bound", async () => {
    const { here, elsewhere, clock } = replicas();
    await publishNpmTo(here, "ada", { version: "1.0.0" });
    const server = await hotOnly(here);
    await publishNpmTo(elsewhere, "ada", { version: "1.1.0" });
    clock.time += recentBoundMs - 1;
    expect(versionsIn(await ask(server, "GET", "leaf"))).toEqual(["1.0.0"]);
    clock.time += 1;
    expect((await ask(server, "GET", "leaf")).status).toBe(notAtOnce);
    await here.packages.npm.documents.read(npmPackage("leaf"), "full.plain", "recent");
    expect(versionsIn(await ask(server, "GET", "leaf"))).toEqual(["1.0.0", "1.1.0"]);
  });

  it("comes what this registry published a moment ago", async () => {
    const { here } = replicas();
    const server = await hotOnly(here);
    for (const version of ["1.0.0", "1.1.0"]) {
      await publishNpmTo(here, "ada", { version });
      expect(versionsIn(await ask(server, "GET", "leaf"))).toContain(version);
    }
  });
});

describe("an answer given at once is the one that the routes give", () => {
  it.each([
    ["of a package of its own", "own"],
    ["of one from upstream", "theirs"],
    ["of a Zig package", paths.zigDocument("leaf")],
  ])("%s", async (_, path) => {
    const upstream = await upstreamServer();
    serve(upstream, "theirs", { "1.0.0": {} });
    const time = new Date("2026-01-31T12:00:00.000Z");
    const registry = await testRegistry({ upstream: { url: upstream.origin }, now: () => time });
    const token = await signUp(registry, "ada");
    await publish(registry, token, testPackage());
    await publishNpm(registry, token, { name: "own" });
    const { etag } = (await ask(registry, "GET", path, { headers: { accept: abbreviated } })).headers;
    for (const method of ["GET", "HEAD"]) {
      for (const asked of [
        {},
        { accept: abbreviated },
        { accept: abbreviated, "accept-encoding": "gzip" },
        { "accept-encoding": "br;q=0, gzip, *" },
        { "accept-encoding": "br", "user-agent": "zig/0.16.0 (std.http)" },
        { accept: abbreviated, "if-none-match": String(etag) },
        { accept: abbreviated, "if-none-match": `W/${etag}, "x"` },
      ]) {
        const question = { headers: asked };
        const [byRoutes, atOnce] = [
          await ask(registry, method, `${path}?`, question),
          await ask(registry, method, path, question),
        ];
        expect([200, 304]).toContain(byRoutes.status);
        expect([atOnce.status, withoutDate(atOnce)]).toEqual([byRoutes.status, withoutDate(byRoutes)]);
        expect(atOnce.body.equals(byRoutes.body)).toBe(true);
      }
    }
  });

  function withoutDate({ headers: { date: _, ...rest } }: Answer) {
    return rest;
  }
});

it("a package that turns private is not shown to strangers by what was prepared for it", async () => {
  const registry = await testRegistry();
  const token = await signUp(registry, "ada");
  await publishNpm(registry, token, { name: "@ada/leaf" });
  const read = (asker?: string) => ask(registry, "GET", "@ada%2fleaf", { token: asker });
  const access = (to: string) =>
    ask(registry, "POST", "-/package/@ada%2fleaf/access", { token, body: { access: to } });
  expect((await read()).headers["cache-control"]).toBe("public, no-cache");
  expect((await access("restricted")).status).toBe(204);
  expect((await read()).status).toBe(404);
  expect((await read(token)).headers["cache-control"]).toBe("private, no-cache");
  expect((await access("public")).status).toBe(204);
  expect((await read()).headers["cache-control"]).toBe("public, no-cache");
});
