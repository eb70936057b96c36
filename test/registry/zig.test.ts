import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addressOf, paths } from "../../src/protocol/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { zig, zigFetch } from "../support/zig.ts";
import { dependency, manifestText, testPackage } from "./support/package.ts";
import { publish, signUp, testRegistry } from "./support/registry.ts";

describe("the real zig", () => {
  it("fetches an archive by version and by hash, and finds the hash that the registry says", async () => {
    const registry = await testRegistry({ host: "localhost" });
    const token = await signUp(registry, "ada");
    const pack = testPackage({
      version: "1.0.0-rc.1+build.5",
      files: { "src/a b.zig": "x", "run.sh": "#!/bin/sh\n", [`deep/${"d".repeat(120)}/ü.zig`]: "y" },
    });
    const answer = await publish(registry, token, pack);
    expect(answer.status, String(answer.body)).toBe(201);
    const byVersion = addressOf(registry.url, paths.zigArchive(pack.name, pack.version));
    for (const address of [
      byVersion,
      byVersion.replace("%2B", "+"),
      addressOf(registry.url, paths.zigByHash(pack.hash)),
    ]) {
      const result = await zigFetch(temporaryFolder(), address);
      expect({ address, ...result }).toEqual({ address, ok: true, stdout: pack.hash, stderr: "" });
    }
  });

  it("fetches a package with what it depends on, for somebody without Pantry", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    const address = (name: string) => addressOf(registry.url, paths.zigArchive(name, "1.0.0"));
    const inner = testPackage({ name: "inner" });
    const outer = testPackage({
      name: "outer",
      dependencies: dependency("inner", address("inner"), inner.hash),
    });
    for (const pack of [inner, outer]) expect((await publish(registry, token, pack)).status).toBe(201);

    const scratch = temporaryFolder();
    const app = join(scratch, "app");
    mkdirSync(app);
    writeFileSync(join(app, "build.zig"), 'pub fn build(_: *@import("std").Build) void {}\n');
    const dependencies = dependency("outer", address("outer"), outer.hash);
    writeFileSync(join(app, "build.zig.zon"), manifestText({ name: "app", dependencies }));
    const result = await zig(scratch, ["build", "--fetch=all"], { cwd: app });
    expect(result).toMatchObject({ ok: true });
    expect(readdirSync(join(app, "zig-pkg")).sort()).toEqual([inner.hash, outer.hash].sort());
  });
});
