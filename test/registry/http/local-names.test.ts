import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { paths } from "../../../src/protocol/index.ts";
import { publishNpm } from "../support/npm.ts";
import { testPackage } from "../support/package.ts";
import { ask, publicRegistry, publish, signUp, testRegistry } from "../support/registry.ts";

const abbreviated = "application/vnd.npm.install-v1+json";
const unpacked = { identity: (bytes: Buffer) => bytes, gzip: gunzipSync, br: brotliDecompressSync };

/** A registry with one package of each kind, whose texts name the registry. */
async function setting(start: typeof testRegistry | typeof publicRegistry = testRegistry) {
  const registry = await start();
  const token = await signUp(registry, "ada");
  const readme = `"tarball":"${registry.url}leaf`;
  await publishNpm(registry, token, { readme, manifest: { homepage: registry.url } });
  const { port } = new URL(registry.url);
  const get = (path: string, host: string, headers = {}) =>
    ask(registry, "GET", path, { headers: { host, ...headers } });
  return { registry, token, readme, port, get };
}

describe("a developer's own registry", () => {
  it.each([
    ["localhost", "identity", "*/*"],
    ["127.0.0.1", "identity", "*/*"],
    ["127.0.0.1", "gzip", abbreviated],
    ["127.0.0.1", "br", "*/*"],
    ["[::1]", "gzip", "*/*"],
  ] as const)("has npm's addresses at %s for those who call it so (%s, %s)", async (name, coding, accept) => {
    const { registry, readme, port, get } = await setting();
    const base = `http://${name}:${port}/`;
    const headers = { accept, "accept-encoding": coding };
    const tags = new Set<string | undefined>();
    for (const _ of ["made", "remembered"]) {
      const answer = await get("leaf", `${name}:${port}`, headers);
      const document = JSON.parse(unpacked[coding](answer.body).toString());
      expect(document.versions["1.0.0"].dist.tarball).toBe(`${base}leaf/-/leaf-1.0.0.tgz`);
      if (accept === "*/*") expect([document.readme, document.homepage]).toEqual([readme, registry.url]);
      expect(answer.headers["content-length"]).toBe(String(answer.body.length));
      tags.add(answer.headers.etag);
    }
    expect(tags.size).toBe(1);
    const [etag] = tags;
    expect((await get("leaf", `${name}:${port}`, { ...headers, "if-none-match": etag })).status).toBe(304);
    const version = (await get("leaf/1.0.0", `${name}:${port}`)).json() as { dist: { tarball: string } };
    expect(version.dist.tarball).toBe(`${base}leaf/-/leaf-1.0.0.tgz`);
  });

  it("has a tag of its own for each name", async () => {
    const { port, get } = await setting();
    const tags = ["localhost", "127.0.0.1", "[::1]"].map(
      async (name) => (await get("leaf", `${name}:${port}`)).headers.etag,
    );
    expect(new Set(await Promise.all(tags)).size).toBe(3);
  });

  it("shows a change under each name", async () => {
    const { registry, token, port, get } = await setting();
    await get("leaf", `127.0.0.1:${port}`);
    await publishNpm(registry, token, { version: "1.1.0" });
    const { versions } = (await get("leaf", `127.0.0.1:${port}`)).json() as { versions: object };
    expect(Object.keys(versions)).toEqual(["1.0.0", "1.1.0"]);
  });

  it.each(["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.2", "localhost.evil.example", ""])(
    "takes nothing else from a Host: %j",
    async (host) => {
      const { registry, get } = await setting();
      const answer = await get("leaf", host);
      expect(String(answer.body)).toContain(`"tarball":"${registry.url}leaf/-/leaf-1.0.0.tgz"`);
    },
  );

  it("has one address for a Zig package, whose dependants' hashes cover it", async () => {
    const { registry, token, port, get } = await setting();
    await publish(registry, token, testPackage());
    const answers = ["localhost", "127.0.0.1"].map((name) =>
      get(paths.zigDocument("leaf"), `${name}:${port}`),
    );
    const [one, other] = await Promise.all(answers);
    expect(one?.body.equals(other?.body ?? Buffer.alloc(0))).toBe(true);
  });
});

it("a public registry has its public address for everybody", async () => {
  const { registry, get } = await setting(publicRegistry);
  const own = String((await ask(registry, "GET", "leaf")).body);
  for (const host of ["localhost", "127.0.0.1:80", "localhost:443"]) {
    expect(String((await get("leaf", host)).body)).toBe(own);
  }
});
