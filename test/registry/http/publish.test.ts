import { createHash, createPublicKey, verify } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { paths, readIndexDocument, readPublishAnswer, signedText } from "../../../src/protocol/index.ts";
import { testPackage } from "../support/package.ts";
import { ask, publish, signUp, testRegistry } from "../support/registry.ts";

describe("publishing", () => {
  it("makes a version that can be had by name and by hash, and stands in the document", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    const pack = testPackage({ more: '.minimum_zig_version = "0.16.0",' });
    const answer = await publish(registry, token, pack);
    expect(answer.status, String(answer.body)).toBe(201);
    const integrity = `sha512-${createHash("sha512").update(pack.archive).digest("base64")}`;
    expect(readPublishAnswer(answer.body)).toEqual({
      name: "leaf",
      version: "1.0.0",
      hash: pack.hash,
      integrity,
      archive: `${registry.url}-/zig/leaf/leaf-1.0.0.tar.gz`,
      archiveSizeBytes: pack.archive.length,
    });

    for (const path of [paths.zigArchive("leaf", "1.0.0"), paths.zigByHash(pack.hash)]) {
      const archive = await ask(registry, "GET", path);
      expect(archive.status).toBe(200);
      expect(archive.body.equals(pack.archive)).toBe(true);
    }

    const document = await ask(registry, "GET", paths.zigDocument("leaf"));
    const [version, ...others] = readIndexDocument(document.body, "leaf").versions;
    expect(others).toEqual([]);
    expect(version).toMatchObject({
      version: "1.0.0",
      hash: pack.hash,
      integrity,
      archive: `${registry.url}-/zig/leaf/leaf-1.0.0.tar.gz`,
      fileCount: 2,
      minimumZigVersion: "0.16.0",
      testedZigVersions: ["0.16.0"],
      modules: ["leaf"],
      artifacts: [{ name: "leaf", kind: "lib" }],
      dependencies: [],
      yanked: false,
    });

    const { keys } = (await ask(registry, "GET", paths.keys)).json() as {
      keys: { keyid: string; key: string }[];
    };
    const key = createPublicKey({
      key: Buffer.from(keys[0]?.key ?? "", "base64"),
      format: "der",
      type: "spki",
    });
    const [signature] = version?.signatures ?? [];
    expect(signature?.keyid).toBe(keys[0]?.keyid);
    const signed = Buffer.from(signedText("leaf", "1.0.0", integrity));
    expect(verify("sha256", signed, key, Buffer.from(signature?.sig ?? "", "base64"))).toBe(true);
  });

  it("takes the same tar from another zlib, and keeps the registry's own archive", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    const pack = testPackage();
    const archive = gzipSync(gunzipSync(pack.archive), { level: 0 });
    expect(archive.equals(pack.archive)).toBe(false);
    const answer = await publish(registry, token, { ...pack, archive });
    expect(answer.status, String(answer.body)).toBe(201);
    const kept = await ask(registry, "GET", paths.zigArchive("leaf", "1.0.0"));
    expect(kept.body.equals(pack.archive)).toBe(true);
  });
});
