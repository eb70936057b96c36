import { describe, expect, it } from "vitest";
import {
  addressOf,
  dependencyAddressProblem,
  isLoopbackHost,
  paths,
  readZigPath,
  registryBase,
} from "../../src/protocol/index.ts";

const hash = "known_folders-0.0.0-Fy-PJpLKAAAmMEnwre7fFcfsxBGULd24N8Bp2pWEu3sf";

describe("addresses that never change", () => {
  const base = registryBase("https://zig.example");
  it.each([
    [paths.zigDocument("httpz"), "https://zig.example/-/zig/httpz"],
    [paths.zigArchive("httpz", "0.3.1"), "https://zig.example/-/zig/httpz/httpz-0.3.1.tar.gz"],
    [paths.zigArchive("z", "1.0.0-a+b"), "https://zig.example/-/zig/z/z-1.0.0-a%2Bb.tar.gz"],
    [paths.zigByHash(hash), `https://zig.example/-/zig/by-hash/${hash}.tar.gz`],
    [paths.zigVersion("httpz", "0.3.1"), "https://zig.example/-/zig/httpz/0.3.1"],
    [paths.user("ada"), "https://zig.example/-/user/org.couchdb.user:ada"],
  ])("%s", (path, address) => {
    expect(addressOf(base, path)).toBe(address);
  });
});

describe("readZigPath", () => {
  it.each([
    [paths.zigDocument("httpz"), { kind: "document", name: "httpz" }],
    [paths.zigArchive("z", "1.0.0-a+b"), { kind: "archive", name: "z", version: "1.0.0-a+b" }],
    ["-/zig/z/z-1.0.0+b.tar.gz", { kind: "archive", name: "z", version: "1.0.0+b" }],
    [paths.zigByHash(hash), { kind: "by-hash", hash }],
  ])("reads %s", (path, expected) => {
    expect(readZigPath(path)).toEqual(expected);
  });

  it.each([
    "-/zig/",
    "-/zig/a-b",
    "-/zig/by-hash",
    "-/zig/by-hash/x.tar.gz",
    "-/zig/z/y-1.0.0.tar.gz",
    "-/zig/z/z-1.0.tar.gz",
    "-/zig/z/z-1.0.0.tgz",
    "-/zig/z/z-1.0.0.tar.gz/",
    "-/zig/z%2Fy/z-1.0.0.tar.gz",
    "-/zig/..%2Fz",
    "-/zig/%E0%A4%A",
    "-/zig/__proto__/x",
    `-/zig/by-hash/..%2F${hash}.tar.gz`,
  ])("refuses %s", (path) => {
    expect(readZigPath(path)).toBeUndefined();
  });
});

describe("registryBase", () => {
  it.each([
    ["http://localhost:7117", "http://localhost:7117/"],
    ["HTTPS://Zig.Example:443/pantry", "https://zig.example/pantry/"],
    ["http://127.1:80/", "http://127.0.0.1/"],
  ])("%s is spelt %s", (text, base) => {
    expect(registryBase(text)).toBe(base);
  });
  it.each([
    "",
    "zig.example",
    "ftp://zig.example",
    "file:///tmp",
    "https://a:b@zig.example",
    "https://e.x/?a",
    "https://e.x/#",
  ])("refuses %j", (text) => {
    expect(() => registryBase(text)).toThrowError(expect.objectContaining({ code: "ADDRESS_INVALID" }));
  });
  it("does not repeat credentials in its message", () => {
    expect(() => registryBase("https://ada:secret@zig.example")).toThrowError(/^(?!.*secret)/);
  });
});

describe("dependencyAddressProblem", () => {
  it.each([
    "https://zig.example/a.tar.gz",
    "http://10.0.0.1:8080/a.zip?x=1",
    "git+https://github.com/a/b?ref=v1.0.0#0123456789abcdef0123456789abcdef01234567",
    "https://[2001:db8::1]/a.tar.gz",
    "https://zig.example/a@1.tar.gz",
  ])("takes %s", (url) => {
    expect(dependencyAddressProblem(url, false)).toBeUndefined();
  });

  it.each([
    ["", "syntax"],
    ["a.tar.gz", "syntax"],
    ["https:///a", "syntax"],
    ["https://a b/", "syntax"],
    ["https://zig.example/\n", "syntax"],
    ["https://zig.example\\@127.0.0.1/", "syntax"],
    ["https://zig.example:99999/", "syntax"],
    ["https://a%40b/", "syntax"],
    ["https:zig.example/a", "syntax"],
    [`https://zig.example/${"a".repeat(2000)}`, "syntax"],
    ["file:///etc/passwd", "scheme"],
    ["ftp://zig.example/a", "scheme"],
    ["git+ssh://zig.example/a", "scheme"],
    ["HTTPS://zig.example/a", "scheme"],
    ["https://ada:secret@zig.example/a", "credentials"],
    ["git+https://token@zig.example/a", "credentials"],
    ["http://localhost/a", "loopback"],
    ["git+http://LOCALHOST.:3000/a", "loopback"],
    ["http://a.localhost/a", "loopback"],
    ["http://127.0.0.1:7117/a", "loopback"],
    ["http://127.1/a", "loopback"],
    ["http://2130706433/a", "loopback"],
    ["http://0x7f.1/a", "loopback"],
    ["http://0.0.0.0/a", "loopback"],
    ["http://[::1]/a", "loopback"],
    ["http://[0:0::1]/a", "loopback"],
    ["http://[::ffff:127.0.0.2]/a", "loopback"],
  ])("%j has a problem of %s", (url, kind) => {
    expect(dependencyAddressProblem(url, false)?.kind).toBe(kind);
  });

  it("takes loopback where the registry is there too, but nothing else that is wrong", () => {
    expect(dependencyAddressProblem("http://127.0.0.1:7117/a", true)).toBeUndefined();
    expect(dependencyAddressProblem("http://a:b@127.0.0.1/a", true)?.kind).toBe("credentials");
  });

  it("knows hosts that are not the machine itself", () => {
    expect(["localhost.example", "128.0.0.1", "notlocalhost", "[::2]", ""].some(isLoopbackHost)).toBe(false);
  });
});
