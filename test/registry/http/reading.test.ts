import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningRegistry, startRegistry } from "../../../registry/main.ts";
import { paths } from "../../../src/protocol/index.ts";
import { sharedFolder } from "../../support/folders.ts";
import { testPackage } from "../support/package.ts";
import { ask, publish, signUp } from "../support/registry.ts";

const folder = sharedFolder();
let registry: RunningRegistry;
let token: string;
const small = testPackage();
/** Too large to be kept in memory, and nothing that can be packed. */
const large = testPackage({ name: "large", files: { data: noise(2_500_000) } });

beforeAll(async () => {
  const now = () => new Date("2026-01-31T12:00:00.000Z");
  registry = await startRegistry({
    dataFolder: folder.path,
    host: "127.0.0.1",
    port: 0,
    upstream: false,
    now,
  });
  token = await signUp(registry, "ada");
  for (const pack of [small, large]) expect((await publish(registry, token, pack)).status).toBe(201);
});

afterAll(async () => {
  await registry.close();
  folder.remove();
});

const archives = () => [
  ["by version", paths.zigArchive("leaf", "1.0.0"), small] as const,
  ["by hash", paths.zigByHash(small.hash), small] as const,
  ["large by version", paths.zigArchive("large", "1.0.0"), large] as const,
  ["large by hash", paths.zigByHash(large.hash), large] as const,
];

describe.each(archives())("an archive %s", (_, path, pack) => {
  it("says what it is, for ever", async () => {
    const answer = await ask(registry, "GET", path, { headers: { "accept-encoding": "gzip, br" } });
    expect(answer.status).toBe(200);
    expect(answer.body.equals(pack.archive)).toBe(true);
    expect(answer.headers).toMatchObject({
      "content-type": "application/gzip",
      "content-length": String(pack.archive.length),
      "cache-control": "public, max-age=31536000, immutable",
      "last-modified": "Sat, 31 Jan 2026 12:00:00 GMT",
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
    });
    expect(answer.headers["content-encoding"]).toBeUndefined();
  });

  it("answers HEAD alike, without the bytes", async () => {
    const [get, head] = [await ask(registry, "GET", path), await ask(registry, "HEAD", path)];
    expect(head.status).toBe(200);
    expect(head.body.length).toBe(0);
    for (const name of ["content-type", "content-length", "etag", "cache-control", "last-modified"]) {
      expect(head.headers[name], name).toBe(get.headers[name]);
    }
  });

  it("is not sent to those who have it", async () => {
    const { etag } = (await ask(registry, "HEAD", path)).headers;
    const answer = await ask(registry, "GET", path, { headers: { "if-none-match": `"x", ${etag}` } });
    expect([answer.status, answer.body.length, answer.headers.etag]).toEqual([304, 0, etag]);
    expect((await ask(registry, "GET", path, { headers: { "if-none-match": '"x"' } })).status).toBe(200);
  });
});

describe("a document", () => {
  const path = paths.zigDocument("leaf");

  it.each<[string | undefined, string | undefined, (body: Buffer) => Buffer]>([
    [undefined, undefined, (body) => body],
    ["identity", undefined, (body) => body],
    ["gzip", "gzip", gunzipSync],
    ["gzip, deflate", "gzip", gunzipSync],
    ["gzip, br", "br", brotliDecompressSync],
    ["gzip;q=1.0, br;q=0", "gzip", gunzipSync],
    ["gzip;q=0.000", undefined, (body) => body],
    ["zstd", undefined, (body) => body],
  ])("comes in what %j accepts", async (accepted, encoding, decode) => {
    const headers = accepted === undefined ? {} : { "accept-encoding": accepted };
    const answer = await ask(registry, "GET", path, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(answer.body.length),
      "cache-control": "public, no-cache",
      "last-modified": "Sat, 31 Jan 2026 12:00:00 GMT",
      vary: "Accept-Encoding",
    });
    expect(answer.headers["content-encoding"]).toBe(encoding);
    expect(JSON.parse(decode(answer.body).toString())).toMatchObject({ name: "leaf" });
  });

  it("has a strong tag for each encoding, and is not sent to those who have it", async () => {
    const tags = new Set<string>();
    for (const accepted of ["identity", "gzip", "br"]) {
      const headers = { "accept-encoding": accepted };
      const { etag = "" } = (await ask(registry, "HEAD", path, { headers })).headers;
      expect(etag).toMatch(/^"/);
      tags.add(etag);
      const again = await ask(registry, "GET", path, { headers: { ...headers, "if-none-match": etag } });
      expect([again.status, again.body.length, again.headers.vary]).toEqual([304, 0, "Accept-Encoding"]);
    }
    expect(tags.size).toBe(3);
  });

  it("changes with the package at once, and its tag with it", async () => {
    const { etag = "" } = (await ask(registry, "HEAD", path)).headers;
    await publish(registry, token, testPackage({ version: "1.1.0" }));
    const answer = await ask(registry, "GET", path, { headers: { "if-none-match": etag } });
    expect(answer.status).toBe(200);
    expect(answer.json()["versions"]).toHaveLength(2);
  });

  it("answers HEAD alike, without the bytes", async () => {
    const [get, head] = [await ask(registry, "GET", path), await ask(registry, "HEAD", path)];
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
  });
});

describe("what is not there", () => {
  it.each([
    ["-/zig/missing", "PACKAGE_MISSING", "check how it is spelt"],
    ["-/zig/LE_AF", "PACKAGE_MISSING", "it is spelt `leaf`"],
    ["-/zig/leaf/leaf-9.0.0.tar.gz", "NOT_FOUND", "pantry info leaf"],
    ["-/zig/LEAF/LEAF-1.0.0.tar.gz", "NOT_FOUND", "pantry info"],
    ["-/zig/leaf/leaf-1.0.0+b.tar.gz", "NOT_FOUND", "pantry info"],
    [`-/zig/by-hash/${testPackage({ name: "other" }).hash}.tar.gz`, "NOT_FOUND", "its own address"],
    ["-/zig/by-hash/..%2F..%2Fetc.tar.gz", "NOT_FOUND", "PROTOCOL.md"],
    ["-/zig/leaf/../../etc/passwd", "NOT_FOUND", "PROTOCOL.md"],
    ["-/zig/__proto__", "PACKAGE_MISSING", "check"],
    ["-/zig/%E0%A4%A", "NOT_FOUND", "PROTOCOL.md"],
    ["-/nothing", "NOT_FOUND", "PROTOCOL.md"],
  ])("%s is a 404 that says what to do", async (path, code, hint) => {
    const answer = await ask(registry, "GET", path);
    expect({ status: answer.status, ...answer.json() }).toEqual({
      status: 404,
      error: expect.any(String),
      code,
      hint: expect.stringContaining(hint),
    });
  });

  it("is a 404 without a body for HEAD", async () => {
    const answer = await ask(registry, "HEAD", paths.zigDocument("missing"));
    expect([answer.status, answer.body.length]).toEqual([404, 0]);
  });
});

describe("the address of the registry", () => {
  it("never comes from the request", async () => {
    const answer = await ask(registry, "GET", paths.zigDocument("leaf"), {
      headers: { host: "evil.example", "x-forwarded-host": "evil.example", forwarded: "host=evil.example" },
    });
    expect(answer.status).toBe(200);
    expect(String(answer.body)).not.toContain("evil");
    expect(String(answer.body)).toContain(`"archive":"${registry.url}-/zig/leaf/leaf-1.0.0.tar.gz"`);
  });

  it("is answered by ping, and by the root", async () => {
    for (const path of [paths.ping, ""]) {
      const answer = await ask(registry, "GET", path);
      expect([answer.status, answer.json()]).toEqual([200, {}]);
    }
    expect((await ask(registry, "HEAD", `${paths.ping}?write=true`)).status).toBe(200);
  });
});

/** Bytes that look random, and are the same on every run. */
function noise(length: number): string {
  let state = 1;
  let text = "";
  while (text.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += state.toString(36);
  }
  return text.slice(0, length);
}

it("keeps no connection with Zig, which would take its end for a failure", async () => {
  const connectionOf = async (agent: string) => {
    const url = registry.url + paths.zigArchive("leaf", "1.0.0");
    const answer = await fetch(url, { headers: { "user-agent": agent } });
    await answer.arrayBuffer();
    return answer.headers.get("connection");
  };
  expect(await connectionOf("zig/0.16.0 (std.http)")).toBe("close");
  expect(await connectionOf("pantry")).toBe("keep-alive");
});
