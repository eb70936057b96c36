import { statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startRegistry } from "../../registry/main.ts";
import { readSettings } from "../../registry/settings.ts";
import { registry as registrySetting } from "../../src/config/index.ts";
import { paths } from "../../src/protocol/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { testPackage } from "./support/package.ts";
import { ask, publish, signUp, testRegistry } from "./support/registry.ts";

describe("settings", () => {
  it.each([
    [{}, "127.0.0.1", "http://localhost:7117/"],
    [{ port: 80 }, "127.0.0.1", "http://localhost/"],
    [{ host: "127.0.0.2", port: 1 }, "127.0.0.2", "http://127.0.0.2:1/"],
    [{ host: "::1", port: 1 }, "::1", "http://[::1]:1/"],
    [{ host: "0.0.0.0", publicUrl: "https://zig.example" }, "0.0.0.0", "https://zig.example/"],
    [{ host: "0.0.0.0", publicUrl: "http://localhost:7117" }, "0.0.0.0", "http://localhost:7117/"],
    [{ publicUrl: "https://zig.example/pantry" }, "127.0.0.1", "https://zig.example/pantry/"],
  ])("%o listen on %s as %s", (options, bindHost, base) => {
    const settings = readSettings({ dataFolder: "x", ...options });
    expect([settings.bindHost, settings.baseAt(settings.port)]).toEqual([bindHost, base]);
  });

  it.each([
    [{ dataFolder: "" }, /no data folder/],
    [{ port: 65536 }, /no port/],
    [{ port: Number.NaN }, /no port/],
    [{ uploadLimitBytes: 0 }, /no number of bytes/],
    [{ host: "0.0.0.0" }, /others can reach/],
    [{ host: "::" }, /others can reach/],
    [{ host: "192.168.1.5" }, /others can reach/],
    [{ host: "zig.example" }, /others can reach/],
    [{ host: "0.0.0.0", publicUrl: "http://192.168.1.5:7117" }, /plain http/],
    [{ publicUrl: "http://zig.example" }, /plain http/],
    [{ upstream: { url: "http://npm.example" } }, /plain http/],
    [{ publicUrl: "https://npm.example", upstream: { url: "https://npm.example" } }, /its own upstream/],
  ])("%o are refused", (options, why) => {
    expect(() => readSettings({ dataFolder: "x", ...options })).toThrowError(
      expect.objectContaining({
        code: "SETTINGS_INVALID",
        exit: "usage",
        message: expect.stringMatching(why),
        hint: expect.any(String),
      }),
    );
  });

  it.each([
    "http://localhost:7117",
    "http://127.0.0.2/",
    "http://[::1]:1",
    "http://192.168.1.5:7117",
    "http://zig.example",
  ])("take the public address %s only where clients do", (publicUrl) => {
    const isTaken = "value" in registrySetting.read(publicUrl);
    const read = () => readSettings({ dataFolder: "x", publicUrl });
    if (isTaken) expect(read).not.toThrowError();
    else expect(read).toThrowError(/plain http/);
  });

  it("with a public address that is none are refused", () => {
    expect(() => readSettings({ dataFolder: "x", publicUrl: "zig.example" })).toThrowError(
      expect.objectContaining({ code: "ADDRESS_INVALID" }),
    );
  });
});

describe("a registry", () => {
  it("says whose fault it is that it cannot start", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = typeof address === "object" ? address?.port : 0;
    await expect(
      startRegistry({ dataFolder: temporaryFolder(), port, host: "127.0.0.1" }),
    ).rejects.toMatchObject({
      code: "SETTINGS_INVALID",
      message: expect.stringContaining("another program does"),
    });
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    await expect(startRegistry({ dataFolder: file, port: 0 })).rejects.toMatchObject({
      code: "SETTINGS_INVALID",
    });
  });

  it("keeps its key, its users and its packages from start to start, for its owner only", async () => {
    const dataFolder = temporaryFolder();
    const first = await startRegistry({ dataFolder, port: 0, host: "127.0.0.1" });
    const token = await signUp(first, "ada");
    await publish(first, token, testPackage());
    const keys = (await ask(first, "GET", paths.keys)).json();
    await first.close();

    expect(statSync(join(dataFolder, "keys", "0001.pem")).mode & 0o777).toBe(0o600);
    const second = await testRegistry({ dataFolder });
    expect((await ask(second, "GET", paths.keys)).json()).toEqual(keys);
    expect((await ask(second, "GET", paths.whoami, { token })).json()).toEqual({ username: "ada" });
    const document = await ask(second, "GET", paths.zigDocument("leaf"));
    expect(String(document.body)).toContain(`"archive":"${second.url}-/zig/leaf/leaf-1.0.0.tar.gz"`);
    expect(
      (await ask(second, "GET", paths.zigArchive("leaf", "1.0.0"))).body.equals(testPackage().archive),
    ).toBe(true);
  });

  it("that cannot read its key does not start", async () => {
    const dataFolder = temporaryFolder();
    await (await startRegistry({ dataFolder, port: 0 })).close();
    writeFileSync(join(dataFolder, "keys", "0001.pem"), "x");
    await expect(startRegistry({ dataFolder, port: 0 })).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
  });

  it("answers with and without the path of its public address", async () => {
    let port = 0;
    await testRegistry({
      publicUrl: "https://zig.example/pantry",
      log: (entry) => {
        if (typeof entry["port"] === "number") port = entry["port"];
      },
    });
    const local = { url: `http://127.0.0.1:${port}/` };
    for (const path of [paths.ping, `pantry/${paths.ping}`]) {
      expect((await ask(local, "GET", path)).status).toBe(200);
    }
    const token = await signUp({ url: `${local.url}pantry/` }, "ada");
    const answer = await publish(local, token, testPackage());
    expect(answer.json()["archive"]).toBe("https://zig.example/pantry/-/zig/leaf/leaf-1.0.0.tar.gz");
  });

  it("answers what it is working on when it is told to stop", async () => {
    const registry = await startRegistry({ dataFolder: temporaryFolder(), port: 0, host: "127.0.0.1" });
    const token = await signUp(registry, "ada");
    const publishing = publish(registry, token, testPackage());
    // The request is on its way once another one on a connection of its own was answered.
    await ask(registry, "GET", paths.ping);
    await registry.close();
    expect((await publishing).status).toBe(201);
    await expect(ask(registry, "GET", paths.ping)).rejects.toThrowError(/ECONNREFUSED/);
  });
});
