import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Blobs, memoryBlobs } from "../../../registry/blobs/index.ts";
import { storageFull } from "../../../registry/errors.ts";
import { distOf, pathsOf, serve, tarballOf, upstreamServer, world } from "./fixture.ts";

/** Blobs on a disk that is full until room is made. */
function fullDisk(): Blobs & { makeRoom(): void } {
  const blobs = memoryBlobs();
  let isFull = true;
  return {
    ...blobs,
    async put(key, bytes) {
      if (isFull) throw storageFull(undefined);
      return blobs.put(key, bytes);
    },
    makeRoom: () => {
      isFull = false;
    },
  };
}

test("what there is no room to keep is served all the same, and kept once there is", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": {} });
  const blobs = fullDisk();
  const { upstream, metadata, pass } = world(server, { blobs });
  const integrity = async () => {
    const bytes = (await upstream.document("leaf", "full", "gzip"))?.bytes ?? Buffer.alloc(0);
    return JSON.parse(gunzipSync(bytes).toString()).versions["1.0.0"].dist.integrity;
  };
  const tarball = async () => (await upstream.tarball("leaf", "leaf-1.0.0.tgz"))?.bytes;

  expect(await integrity()).toBe(distOf(tarballOf("leaf", "1.0.0")).integrity);
  expect(await tarball()).toEqual(tarballOf("leaf", "1.0.0"));
  expect(await metadata.upstreamDocument("leaf", "fresh")).toBeUndefined();

  blobs.makeRoom();
  expect(await tarball()).toEqual(tarballOf("leaf", "1.0.0"));
  pass(60 * 60_000);
  expect(await integrity()).toBe(distOf(tarballOf("leaf", "1.0.0")).integrity);
  expect(await metadata.upstreamDocument("leaf", "fresh")).toMatchObject({ revision: 1 });
  const asked = pathsOf(server).length;
  expect(await tarball()).toEqual(tarballOf("leaf", "1.0.0"));
  expect(pathsOf(server).length).toBe(asked);
});

test("other bytes than were announced are refused also where there is no room", async () => {
  const server = await upstreamServer();
  serve(server, "leaf", { "1.0.0": { dist: distOf(Buffer.from("announced")) } });
  const { upstream } = world(server, { blobs: fullDisk() });
  await expect(upstream.tarball("leaf", "leaf-1.0.0.tgz")).rejects.toMatchObject({
    code: "UPSTREAM_REFUSED",
  });
});

test("a tarball that would take much memory waits until there is room", async () => {
  const server = await upstreamServer();
  const tarball = Buffer.alloc(16 * 1024 * 1024 + 1);
  serve(server, "leaf", { "1.0.0": { tarball } });
  const blobs = fullDisk();
  const { upstream } = world(server, { blobs, timeoutMs: 30_000 });
  await expect(upstream.tarball("leaf", "leaf-1.0.0.tgz")).rejects.toMatchObject({ code: "STORAGE_FULL" });
  blobs.makeRoom();
  expect(await upstream.tarball("leaf", "leaf-1.0.0.tgz")).toMatchObject({ sizeBytes: tarball.length });
});
