import { describe, expect, it } from "vitest";
import { npmPaths, readNpmPath, versionInTarballFile, withScopeInOnePart } from "../../src/protocol/index.ts";

describe("paths of npm packages", () => {
  it.each([
    ["leaf", { kind: "document", name: "leaf" }],
    ["zig", { kind: "document", name: "zig" }],
    ["@s/n", { kind: "document", name: "@s/n" }],
    ["@s%2fn", { kind: "document", name: "@s/n" }],
    ["%40s%2Fn", { kind: "document", name: "@s/n" }],
    ["leaf/", { kind: "document", name: "leaf" }],
    ["@s%2fn/", { kind: "document", name: "@s/n" }],
    ["leaf/latest/", { kind: "version", name: "leaf", versionOrTag: "latest" }],
    ["leaf/latest", { kind: "version", name: "leaf", versionOrTag: "latest" }],
    ["@s/n/1.0.0", { kind: "version", name: "@s/n", versionOrTag: "1.0.0" }],
    ["leaf/-/leaf-1.0.0.tgz", { kind: "tarball", name: "leaf", file: "leaf-1.0.0.tgz" }],
    ["@s%2Fn/-/n-1.0.0.tgz", { kind: "tarball", name: "@s/n", file: "n-1.0.0.tgz" }],
  ])("%s is read", (path, expected) => {
    expect(readNpmPath(path)).toEqual(expected);
  });

  it.each([
    "",
    "-",
    "-/ping",
    "-/zig/leaf",
    "@s",
    "@s/",
    "/",
    "-/",
    "leaf//",
    "leaf/-/a/b",
    "leaf/a/b",
    "..",
    "%",
    "@s%2f..",
    "a%00",
  ])("%j is none", (path) => {
    expect(readNpmPath(path)).toBeUndefined();
  });

  it("are written as they are read", () => {
    for (const name of ["leaf", "@s/n"]) {
      expect(readNpmPath(npmPaths.document(name))).toEqual({ kind: "document", name });
      const file = `${name.replace("@s/", "")}-1.0.0-a.1.tgz`;
      expect(readNpmPath(npmPaths.tarball(name, "1.0.0-a.1"))).toEqual({ kind: "tarball", name, file });
      expect(versionInTarballFile(name, file)).toBe("1.0.0-a.1");
    }
  });

  it.each([
    ["leaf", "other-1.0.0.tgz"],
    ["leaf", "leaf-1.0.0.zip"],
    ["@s/n", "s-1.0.0.tgz"],
  ])("%s has no tarball %s", (name, file) => {
    expect(versionInTarballFile(name, file)).toBeUndefined();
  });

  it.each([
    ["/@s/n", "/@s%2fn"],
    ["/@s%2Fn/-rev/1", "/@s%2fn/-rev/1"],
    ["/%40s%2Fn", "/@s%2fn"],
    ["/-/package/@s/n/dist-tags/a", "/-/package/@s%2fn/dist-tags/a"],
    ["/leaf/-rev/1", "/leaf/-rev/1"],
    ["/-/user/org.couchdb.user:ada", "/-/user/org.couchdb.user:ada"],
  ])("%s is brought into the form %s", (path, expected) => {
    expect(withScopeInOnePart(path)).toBe(expected);
  });
});
