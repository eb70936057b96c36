import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RunningRegistry } from "../../../registry/main.ts";
import { npmTarball, publishNpm } from "../support/npm.ts";
import { ask, signUp, testRegistry } from "../support/registry.ts";

const abbreviated = "application/vnd.npm.install-v1+json";

async function withPackage(name = "leaf"): Promise<{ registry: RunningRegistry; token: string }> {
  const registry = await testRegistry();
  const token = await signUp(registry, "ada");
  await publishNpm(registry, token, { name });
  return { registry, token };
}

describe("documents of npm packages", () => {
  it.each([
    ["full", undefined, "application/json"],
    ["abbreviated", `${abbreviated}; q=1.0, application/json; q=0.8, */*`, abbreviated],
  ])("come %s, in every encoding, each with a tag of its own", async (form, accept, type) => {
    const { registry } = await withPackage();
    const headers = accept === undefined ? {} : { accept };
    const plain = await ask(registry, "GET", "leaf", { headers });
    expect(plain.headers).toMatchObject({
      "content-type": type,
      "cache-control": "public, no-cache",
      vary: "Accept, Accept-Encoding",
      "content-length": String(plain.body.length),
    });
    expect("_rev" in plain.json()).toBe(form === "full");
    const tags = new Set([plain.headers.etag]);
    for (const [coding, decode] of [
      ["gzip", gunzipSync],
      ["br", brotliDecompressSync],
    ] as const) {
      const packed = await ask(registry, "GET", "leaf", {
        headers: { ...headers, "accept-encoding": coding },
      });
      expect(packed.headers["content-encoding"]).toBe(coding);
      expect(decode(packed.body).equals(plain.body)).toBe(true);
      tags.add(packed.headers.etag);
    }
    expect(tags.size).toBe(3);
  });

  it("say when the package changed: in `modified`, `time`, and Last-Modified, also to HEAD", async () => {
    const { registry } = await withPackage();
    const full = (await ask(registry, "GET", "leaf")).json() as { time: Record<string, string> };
    const short = await ask(registry, "GET", "leaf", { headers: { accept: abbreviated } });
    const head = await ask(registry, "HEAD", "leaf", { headers: { accept: abbreviated } });
    expect(short.json()["time"]).toEqual(full.time);
    expect(short.json()["modified"]).toBe(full.time["modified"]);
    expect(Object.keys(full.time)).toEqual(["created", "modified", "1.0.0"]);
    expect(head.headers["last-modified"]).toBe(new Date(full.time["modified"] ?? "").toUTCString());
    expect(head.headers.etag).toBe(short.headers.etag);
    expect(head.body.length).toBe(0);
  });

  it("are not sent to those who have them", async () => {
    const { registry, token } = await withPackage();
    const etag = (await ask(registry, "GET", "leaf")).headers.etag ?? "";
    const known = await ask(registry, "GET", "leaf", { headers: { "if-none-match": etag } });
    expect([known.status, known.body.length]).toEqual([304, 0]);
    await publishNpm(registry, token, { version: "1.1.0" });
    expect((await ask(registry, "GET", "leaf", { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  it.each([
    ["gzip", undefined],
    ["br", "gzip"],
    ["identity", "gzip, br"],
  ])("are not sent to those who have them in another encoding: %s, then %s", async (before, now) => {
    const { registry, token } = await withPackage();
    const { etag } = (await ask(registry, "GET", "leaf", { headers: { "accept-encoding": before } })).headers;
    const headers = { "if-none-match": etag, ...(now === undefined ? {} : { "accept-encoding": now }) };
    const known = await ask(registry, "GET", "leaf", { headers });
    expect([known.status, known.headers.etag]).toEqual([304, etag]);
    const short = await ask(registry, "GET", "leaf", { headers: { ...headers, accept: abbreviated } });
    expect(short.status).toBe(200);
    await publishNpm(registry, token, { version: "1.1.0" });
    expect((await ask(registry, "GET", "leaf", { headers })).status).toBe(200);
  });

  it("are found by a scoped name in every spelling", async () => {
    const { registry } = await withPackage("@ada/leaf");
    for (const spelling of ["@ada/leaf", "@ada%2fleaf", "@ada%2Fleaf", "%40ada%2Fleaf"]) {
      expect((await ask(registry, "GET", spelling)).json()["name"]).toBe("@ada/leaf");
      expect((await ask(registry, "GET", `${spelling}/latest`)).json()["version"]).toBe("1.0.0");
      expect((await ask(registry, "GET", `${spelling}/-/leaf-1.0.0.tgz`)).status).toBe(200);
      expect((await ask(registry, "GET", `-/package/${spelling}/dist-tags`)).json()).toEqual({
        latest: "1.0.0",
      });
      expect((await ask(registry, "GET", `-/npm/v1/attestations/${spelling}@1.0.0`)).status).toBe(404);
    }
  });

  it.each([
    ["nobody", "PACKAGE_MISSING"],
    ["LEAF", "PACKAGE_MISSING"],
    ["le-af", "PACKAGE_MISSING"],
    ["leaf/2.0.0", "VERSION_MISSING"],
    ["leaf/beta", "VERSION_MISSING"],
    ["leaf/-/leaf-2.0.0.tgz", "VERSION_MISSING"],
    ["leaf/-/other-1.0.0.tgz", "VERSION_MISSING"],
    ["leaf/a/b/c", "NOT_FOUND"],
    ["%2e%2e%2fetc", "NOT_FOUND"],
    ["-/package/nobody/dist-tags", "PACKAGE_MISSING"],
  ])("of %s are not there: %s", async (path, code) => {
    const { registry } = await withPackage();
    const answer = await ask(registry, "GET", path);
    expect([answer.status, answer.json()["code"]]).toEqual([404, code]);
    expect(typeof answer.json()["error"]).toBe("string");
  });
});

describe("tarballs of npm packages", () => {
  const tarball = npmTarball();
  const get = (registry: RunningRegistry, headers = {}) =>
    ask(registry, "GET", "leaf/-/leaf-1.0.0.tgz", { headers });

  it("never change, and are never encoded", async () => {
    const { registry } = await withPackage();
    const answer = await get(registry, { "accept-encoding": "gzip, br" });
    expect(answer.body.equals(tarball)).toBe(true);
    expect(answer.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
      "accept-ranges": "bytes",
    });
    expect(answer.headers["content-encoding"]).toBeUndefined();
    const { etag } = answer.headers;
    expect((await get(registry, { "if-none-match": etag })).status).toBe(304);
    const head = await ask(registry, "HEAD", "leaf/-/leaf-1.0.0.tgz");
    expect([head.headers["content-length"], head.body.length]).toEqual([String(tarball.length), 0]);
  });

  const size = tarball.length;
  it.each([
    ["bytes=0-9", 206, [0, 10]],
    ["bytes=10-", 206, [10, size]],
    ["bytes=-10", 206, [size - 10, size]],
    [`bytes=5-${size + 100}`, 206, [5, size]],
    [`bytes=${size}-`, 416, undefined],
    ["bytes=-0", 416, undefined],
    ["bytes=9-5", 200, [0, size]],
    ["bytes=0-1,4-5", 200, [0, size]],
    ["lines=0-1", 200, [0, size]],
  ] as const)("come in parts: %s", async (range, status, part) => {
    const { registry } = await withPackage();
    const answer = await get(registry, { range });
    expect(answer.status).toBe(status);
    if (part !== undefined) expect(answer.body.equals(tarball.subarray(...part))).toBe(true);
    if (status === 206 && part !== undefined) {
      expect(answer.headers["content-range"]).toBe(`bytes ${part[0]}-${part[1] - 1}/${size}`);
    }
  });

  it("come whole where a part would be of other bytes", async () => {
    const { registry } = await withPackage();
    const answer = await get(registry, { range: "bytes=0-9", "if-range": '"something else"' });
    expect([answer.status, answer.body.length]).toEqual([200, size]);
  });

  it("come in parts from the blobs where they are large", async () => {
    const { registry, token } = await withPackage();
    const noise = Array.from({ length: 400_000 }, (_, index) =>
      ((index * 2654435761) >>> 7).toString(36),
    ).join("");
    const text = { version: "2.0.0", files: { noise } };
    await publishNpm(registry, token, text);
    const whole = npmTarball(text);
    expect(whole.length).toBeGreaterThan(1024 * 1024);
    const answer = await ask(registry, "GET", "leaf/-/leaf-2.0.0.tgz", {
      headers: { range: "bytes=300000-700000" },
    });
    expect(answer.body.equals(whole.subarray(300_000, 700_001))).toBe(true);
  });
});

describe("private npm packages", () => {
  it("are there for those who may see them, and to others as if they were not", async () => {
    const registry = await testRegistry();
    const [ada, eve] = [await signUp(registry, "ada"), await signUp(registry, "eve")];
    await publishNpm(registry, ada, { name: "@ada/secret", access: "restricted" });
    const paths = [
      ["GET", "@ada/secret"],
      ["GET", "@ada/secret/latest"],
      ["GET", "@ada/secret/-/secret-1.0.0.tgz"],
      ["GET", "-/npm/v1/attestations/@ada%2fsecret@1.0.0"],
      ["GET", "-/package/@ada/secret/dist-tags"],
      ["GET", "-/package/@ada/secret/visibility"],
      ["DELETE", "@ada/secret/-rev/1-x"],
    ] as const;
    for (const [method, path] of paths) {
      const missing = await ask(registry, method, path.replaceAll("secret", "nobody"), { token: eve });
      const hidden = await ask(registry, method, path, { token: eve });
      const text = hidden.body.toString().replaceAll("secret", "nobody");
      expect([hidden.status, text]).toEqual([missing.status, missing.body.toString()]);
      if (method === "GET") expect((await ask(registry, method, path)).status).toBe(404);
      const isShown = method === "GET" && !path.includes("attestations");
      if (isShown) expect((await ask(registry, method, path, { token: ada })).status).toBe(200);
    }
    const own = await ask(registry, "GET", "@ada/secret", { token: ada });
    expect(own.headers["cache-control"]).toBe("private, no-cache");
    expect(own.headers.vary).toContain("Authorization");
  });
});
