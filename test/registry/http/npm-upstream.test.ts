import { describe, expect, it } from "vitest";
import type { RunningRegistry } from "../../../registry/main.ts";
import { type HttpServer, status } from "../../support/http-server.ts";
import { publishNpm } from "../support/npm.ts";
import { ask, publicRegistry, signUp, testRegistry } from "../support/registry.ts";
import { json, pathsOf, serve, tarballOf, upstreamServer } from "../upstream/fixture.ts";

const abbreviated = "application/vnd.npm.install-v1+json";

async function behind(
  server: HttpServer,
  more: { readonly deny?: readonly string[] } = {},
): Promise<RunningRegistry> {
  return testRegistry({ upstream: { url: server.origin, ...more } });
}

describe("a name that nobody claimed here", () => {
  it("comes from upstream, with all headers that clients go by", async () => {
    const server = await upstreamServer();
    serve(server, "@acme/tool", { "1.0.0": {} });
    const registry = await behind(server);
    for (const path of ["@acme/tool", "@acme%2ftool", "@acme%2Ftool"]) {
      const headers = { accept: abbreviated, "accept-encoding": "gzip" };
      const answer = await ask(registry, "GET", path, { headers });
      expect(answer.headers).toMatchObject({
        "content-type": abbreviated,
        "content-encoding": "gzip",
        "cache-control": "public, max-age=300",
        "last-modified": "Sat, 01 Feb 2020 00:00:00 GMT",
        vary: "Accept, Accept-Encoding",
      });
      const known = { ...headers, "if-none-match": String(answer.headers.etag) };
      expect((await ask(registry, "GET", path, { headers: known })).status).toBe(304);
    }
    const [full, short] = [
      await ask(registry, "GET", "@acme/tool"),
      await ask(registry, "HEAD", "@acme/tool", { headers: { accept: abbreviated } }),
    ];
    expect(full.headers.etag).not.toBe(short.headers.etag);
    expect(full.json()).toHaveProperty("readme");
    expect(pathsOf(server)).toEqual(["/@acme%2ftool"]);
  });

  it("has its tarballs at the address that its document names", async () => {
    const server = await upstreamServer();
    serve(server, "leaf", { "1.0.0": {} });
    const registry = await behind(server);
    const { versions } = (await ask(registry, "GET", "leaf")).json() as {
      versions: Record<string, { dist: { tarball: string } }>;
    };
    const address = versions["1.0.0"]?.dist.tarball ?? "";
    expect(address.startsWith(registry.url)).toBe(true);
    const answer = await ask(registry, "GET", address);
    expect(answer.body).toEqual(tarballOf("leaf", "1.0.0"));
    expect(answer.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
    });
    const part = await ask(registry, "GET", address, { headers: { range: "bytes=4-10" } });
    expect([part.status, String(part.body)]).toEqual([206, "tarball"]);
  });

  it("is looked up by version and by tag", async () => {
    const server = await upstreamServer();
    serve(server, "leaf", { "1.0.0": {}, "1.1.0": {} });
    const registry = await behind(server);
    expect((await ask(registry, "GET", "leaf/1.0.0")).json()).toMatchObject({ version: "1.0.0" });
    expect((await ask(registry, "GET", "leaf/latest")).json()).toMatchObject({ version: "1.1.0" });
    expect((await ask(registry, "GET", "leaf/9.0.0")).status).toBe(404);
    const tags = await ask(registry, "GET", "-/package/leaf/dist-tags");
    expect(tags.json()).toEqual({ latest: "1.1.0" });
    expect((await ask(registry, "GET", "-/package/none/dist-tags")).status).toBe(404);
  });

  it("is missing where upstream does not have it, and unavailable where upstream is down", async () => {
    const server = await upstreamServer();
    server.on("/down", status(500));
    const registry = await behind(server);
    expect((await ask(registry, "GET", "none")).status).toBe(404);
    expect((await ask(registry, "GET", "none/-/none-1.0.0.tgz")).status).toBe(404);
    const answer = await ask(registry, "GET", "down");
    expect(answer.status).toBe(502);
    expect(answer.json()).toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  });

  it("is refused where its tarball has other bytes than were announced, for good: clients come again after 5xx", async () => {
    const server = await upstreamServer();
    serve(server, "leaf", { "1.0.0": {} });
    server.on("/leaf/-/leaf-1.0.0.tgz", status(200, {}, "evil"));
    const answer = await ask(await behind(server), "GET", "leaf/-/leaf-1.0.0.tgz");
    expect([answer.status, answer.json()["code"]]).toEqual([403, "UPSTREAM_REFUSED"]);
  });

  it("is not asked for where the operator denied it", async () => {
    const server = await upstreamServer();
    const registry = await behind(server, { deny: ["@acme/*"] });
    expect((await ask(registry, "GET", "@acme/tool")).status).toBe(404);
    expect(pathsOf(server)).toEqual([]);
  });

  it("has its signatures: keys are those of here and of upstream", async () => {
    const server = await upstreamServer();
    const key = { expires: null, keyid: "SHA256:up", keytype: "ecdsa-sha2-nistp256", scheme: "x", key: "AA" };
    server.on("/-/npm/v1/keys", json({ keys: [key] }));
    const { keys } = (await ask(await behind(server), "GET", "-/npm/v1/keys")).json();
    expect(keys).toHaveLength(2);
    expect(keys).toContainEqual(key);
  });

  it("has its attestations, and none are asked for where it has none", async () => {
    const server = await upstreamServer();
    serve(server, "leaf", { "1.0.0": { dist: { attestations: {} } }, "1.1.0": {} });
    server.on("/-/npm/v1/attestations/leaf@1.0.0", json({ attestations: [] }));
    const registry = await behind(server);
    expect((await ask(registry, "GET", "-/npm/v1/attestations/leaf@1.0.0")).json()).toEqual({
      attestations: [],
    });
    expect((await ask(registry, "GET", "-/npm/v1/attestations/leaf@1.1.0")).status).toBe(404);
    expect(pathsOf(server)).toEqual(["/leaf", "/-/npm/v1/attestations/leaf@1.0.0"]);
  });
});

describe("a name that was claimed here", () => {
  it("never falls through, also after it was removed", async () => {
    const server = await upstreamServer();
    const registry = await behind(server);
    const token = await signUp(registry, "ada");
    expect((await publishNpm(registry, token, { name: "leaf" })).status).toBe(201);
    serve(server, "leaf", { "9.0.0": {} });
    const asked = pathsOf(server).length;
    const { _rev } = (await ask(registry, "GET", "leaf?write=true")).json();
    expect((await ask(registry, "GET", "leaf/-/leaf-9.0.0.tgz")).status).toBe(404);
    expect((await ask(registry, "DELETE", `leaf/-rev/${_rev}`, { token })).status).toBeLessThan(300);
    for (const path of ["leaf", "leaf/9.0.0", "leaf/-/leaf-9.0.0.tgz", "-/npm/v1/attestations/leaf@9.0.0"]) {
      const status = expect.poll(async () => (await ask(registry, "GET", path)).status, { timeout: 60_000 });
      await status.toBe(404);
    }
    expect(pathsOf(server)).toHaveLength(asked);
  });

  it("is not one that upstream has", async () => {
    const server = await upstreamServer();
    serve(server, "leaf", { "1.0.0": {} });
    serve(server, "@ada/leaf", { "1.0.0": {} });
    const registry = await behind(server);
    const token = await signUp(registry, "ada");
    for (const name of ["leaf", "@ada/leaf"]) {
      const answer = await publishNpm(registry, token, { name, version: "2.0.0" });
      expect([answer.status, answer.json()["code"]]).toEqual([409, "NAME_TAKEN"]);
    }
    const { versions } = (await ask(registry, "GET", "leaf")).json();
    expect(Object.keys(versions ?? {})).toEqual(["1.0.0"]);
  });

  it("is no plain one while upstream cannot be asked", async () => {
    const server = await upstreamServer();
    server.on("/leaf", status(503));
    server.on("/@ada%2fleaf", status(503));
    const registry = await behind(server);
    const token = await signUp(registry, "ada");
    const refused = await publishNpm(registry, token, { name: "leaf" });
    expect([refused.status, refused.json()["code"]]).toEqual([502, "UPSTREAM_UNAVAILABLE"]);
    expect((await publishNpm(registry, token, { name: "@ada/leaf" })).status).toBe(201);
    server.on("/leaf", status(404));
    expect((await publishNpm(registry, token, { name: "leaf" })).status).toBe(201);
  });
});

describe("a name in a user's scope", () => {
  it("is not given to anybody where others install, while upstream cannot be asked", async () => {
    const server = await upstreamServer();
    server.on("/@types%2fleaf", status(429));
    const registry = await publicRegistry({ upstream: { url: server.origin } });
    const token = await signUp(registry, "types");
    const refused = await publishNpm(registry, token, { name: "@types/leaf" });
    expect([refused.status, refused.json()["code"]]).toEqual([502, "UPSTREAM_UNAVAILABLE"]);
    server.on("/@types%2fleaf", status(404));
    expect((await publishNpm(registry, token, { name: "@types/leaf" })).status).toBe(201);
  });
});

describe("a scope that an organisation has here", () => {
  async function withOrg(server: HttpServer) {
    const registry = await behind(server);
    const token = await signUp(registry, "ada");
    const body = { user: "ada", role: "owner" };
    expect((await ask(registry, "PUT", "-/org/acme/user", { token, body })).status).toBe(201);
    return { registry, token };
  }

  it("never falls through, with none of its names", async () => {
    const server = await upstreamServer();
    serve(server, "@acme/tool", { "1.0.0": {} });
    const { registry } = await withOrg(server);
    for (const path of ["@acme/tool", "@acme/tool/-/tool-1.0.0.tgz", "@acme/tool/1.0.0"]) {
      expect((await ask(registry, "GET", path)).status).toBe(404);
    }
    expect(pathsOf(server)).toEqual([]);
  });

  it("has names that exist upstream: they are the organisation's", async () => {
    const server = await upstreamServer();
    serve(server, "@acme/tool", { "1.0.0": {} });
    const { registry, token } = await withOrg(server);
    expect((await publishNpm(registry, token, { name: "@acme/tool", version: "3.0.0" })).status).toBe(201);
    expect(pathsOf(server)).toEqual([]);
  });

  it("is no user's name: whoever signs up as somebody hides nothing", async () => {
    const server = await upstreamServer();
    serve(server, "@types/leaf", { "1.0.0": {} });
    const registry = await behind(server);
    await signUp(registry, "types");
    expect((await ask(registry, "GET", "@types/leaf")).status).toBe(200);
  });
});
