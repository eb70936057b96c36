import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packTarGz, readArchive } from "../../../src/archive/index.ts";
import { addressOf, paths, readArchiveAnswer, readIndexDocument } from "../../../src/protocol/index.ts";
import { readPackage } from "../../../src/zig/index.ts";
import { tar } from "../../support/tar.ts";
import { dependency, file, link, manifestText, testPackage } from "../support/package.ts";
import { ask, publish, signUp, testRegistry } from "../support/registry.ts";

const url = "https://dead.example/x.tar.gz";

describe("what a version depends on", () => {
  it("must be there before it, over any number of steps", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    const inner = testPackage({ name: "inner" });
    const outer = testPackage({ name: "outer", dependencies: dependency("inner", url, inner.hash) });
    const pack = testPackage({ dependencies: dependency("outer", url, outer.hash) });
    const missing = async () => String((await publish(registry, token, pack)).json()["error"]);

    expect(await missing()).toContain(`\`outer\` (${outer.hash})`);
    await ask(registry, "PUT", paths.zigByHash(outer.hash), { token, body: outer.archive });
    expect(await missing()).toContain(`needed by \`outer\` (${inner.hash})`);
    await ask(registry, "PUT", paths.zigByHash(inner.hash), { token, body: inner.archive });
    expect((await publish(registry, token, pack)).status).toBe(201);

    const document = await ask(registry, "GET", paths.zigDocument("leaf"));
    expect(readIndexDocument(document.body, "leaf").versions[0]?.dependencies).toEqual([
      { name: "outer", url, hash: outer.hash, lazy: false, within: undefined },
    ]);
    for (const { hash } of [inner, outer, pack]) {
      expect((await ask(registry, "HEAD", paths.zigByHash(hash))).status).toBe(200);
    }
  });

  it("may be another package of the registry", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    const inner = testPackage({ name: "inner" });
    await publish(registry, token, inner);
    const address = addressOf(registry.url, paths.zigArchive("inner", "1.0.0"));
    const pack = testPackage({ dependencies: dependency("inner", address, inner.hash) });
    expect((await publish(registry, token, pack)).status).toBe(201);
  });

  it("is asked for by nested packages too, those included that name each other", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    const inner = testPackage({ name: "inner" });
    await publish(registry, token, inner);
    const nested = manifestText({
      name: "a",
      dependencies: `.up = .{ .path = "../.." }, .self = .{ .path = "." }, .inner = .{ .url = "${url}", .hash = "${inner.hash}", .lazy = true },`,
    });
    const pack = testPackage({
      dependencies: '.a = .{ .path = "./libs//a/" }, .none = .{ .path = "not/there" },',
      files: { "libs/a/build.zig.zon": nested },
    });
    const answer = await publish(registry, token, pack);
    expect(answer.status, String(answer.body)).toBe(201);
    const document = await ask(registry, "GET", paths.zigDocument("leaf"));
    expect(readIndexDocument(document.body, "leaf").versions[0]?.dependencies).toEqual([
      { name: "inner", url, hash: inner.hash, lazy: true, within: "libs/a" },
    ]);
  });
});

describe("a foreign archive that is brought along", () => {
  it("is packed anew from what its hash covers, links included, and keeps its hash", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    const entries = [
      { name: "x-main/", type: "5" },
      { name: "x-main/secret", bytes: "not in .paths" },
      { name: "x-main/src/b", type: "2", link: "a" },
      { name: "x-main/src/a", bytes: "a", mode: 0o777 },
      {
        name: "x-main/build.zig.zon",
        bytes: manifestText({ name: "foreign", paths: '"build.zig.zon", "src"' }),
      },
    ];
    const sent = gzipSync(tar(entries, 5));
    const { hash } = readPackage(readArchive(sent, "tar.gz"), "hash", "the test's package");
    const first = await ask(registry, "PUT", paths.zigByHash(hash), { token, body: sent });
    expect(first.status, String(first.body)).toBe(201);
    expect(Object.keys(first.json()).sort()).toEqual(["archiveSizeBytes", "hash", "integrity"]);
    const again = await ask(registry, "PUT", paths.zigByHash(hash), { token, body: sent });
    expect([again.status, readArchiveAnswer(again.body)]).toEqual([200, readArchiveAnswer(first.body)]);

    const served = await ask(registry, "GET", paths.zigByHash(hash));
    const listing = readArchive(served.body, "tar.gz");
    expect(readPackage(listing, "hash", "what is served").hash).toBe(hash);
    expect(listing.root?.toString()).toBe("foreign-1.0.0");
    const names = listing.entries.map(({ path }) => path.toString()).sort();
    expect(names).toEqual(["build.zig.zon", "src/a", "src/b"]);
  });

  it("may be one without build.zig.zon", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    const sent = packTarGz([file("a.c", "int a;"), link("b.c", "a.c")], { root: "c-library" });
    const { hash } = readPackage(readArchive(sent, "tar.gz"), "hash", "the test's package");
    expect(hash).toMatch(/^N-V-__8AA/);
    const answer = await ask(registry, "PUT", paths.zigByHash(hash), { token, body: sent });
    expect(answer.status, String(answer.body)).toBe(201);
    const served = await ask(registry, "GET", paths.zigByHash(hash));
    expect(readArchive(served.body, "tar.gz").root?.toString()).toBe("N-V");
  });

  it("does not make its package anybody's", async () => {
    const registry = await testRegistry();
    const [ada, bob] = [await signUp(registry, "ada"), await signUp(registry, "bob")];
    const pack = testPackage();
    await ask(registry, "PUT", paths.zigByHash(pack.hash), { token: ada, body: pack.archive });
    expect((await ask(registry, "GET", paths.zigDocument("leaf"))).status).toBe(404);
    expect((await publish(registry, bob, pack)).status).toBe(201);
    expect((await ask(registry, "GET", paths.zigByHash(pack.hash))).body.equals(pack.archive)).toBe(true);
  });
});
