import { describe, expect, it } from "vitest";
import { type IndexDocument, readIndexDocument } from "../../src/protocol/index.ts";

const hash = "known_folders-0.0.0-Fy-PJpLKAAAmMEnwre7fFcfsxBGULd24N8Bp2pWEu3sf";
const document: IndexDocument = {
  format: 1,
  name: "known_folders",
  revision: 3,
  modified: "2026-01-31T12:00:00.000Z",
  owners: ["ada"],
  versions: [
    {
      version: "0.0.0",
      hash,
      integrity: `sha512-${Buffer.alloc(64, 7).toString("base64")}`,
      signatures: [{ keyid: "SHA256:x", sig: "MEUC" }],
      archive: "https://zig.example/-/zig/known_folders/known_folders-0.0.0.tar.gz",
      archiveSizeBytes: 11864,
      unpackedSizeBytes: 0xca92,
      fileCount: 7,
      fingerprint: "0x00000000268f2f17",
      minimumZigVersion: "0.16.0",
      testedZigVersions: ["0.16.0"],
      modules: ["known-folders"],
      artifacts: [],
      dependencies: [
        { name: "metrics", url: "https://e.x/m.tar.gz", hash, lazy: true, within: undefined },
        { name: "inner", url: "https://e.x/i.tar.gz", hash, lazy: false, within: "libs/inner" },
      ],
      publishedAt: "2026-01-31T12:00:00.000Z",
      yanked: false,
    },
  ],
};

const read = (value: unknown, name = "known_folders") =>
  readIndexDocument(Buffer.from(JSON.stringify(value)), name);
const withVersion = (change: object) => ({ ...document, versions: [{ ...document.versions[0], ...change }] });

describe("readIndexDocument", () => {
  it("gives the document back, without what it does not know", () => {
    expect(read({ ...document, news: 1, versions: document.versions })).toEqual(document);
  });

  it("takes a package without versions, and a version without a minimum", () => {
    expect(read({ ...document, versions: [] }).versions).toEqual([]);
    expect(
      read(withVersion({ minimumZigVersion: undefined })).versions[0]?.minimumZigVersion,
    ).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ["no object", [], /is not an object/],
    ["another name", { ...document, name: "other" }, /`name`/],
    ["no versions", { ...document, versions: undefined }, /`versions` is not a list/],
    ["an unsafe revision", { ...document, revision: 2 ** 53 }, /`revision`/],
    ["a date that does not exist", { ...document, modified: "2026-13-45T12:00:00Z" }, /`modified`/],
    ["an owner that is none", { ...document, owners: ["<script>"] }, /`owners\[0\]`/],
    ["one version twice", { ...document, versions: [document.versions[0], document.versions[0]] }, /twice/],
    [
      "the hash of another name",
      withVersion({ hash: hash.replace("known", "knewn") }),
      /versions\[0\]\.hash/,
    ],
    ["a hash that leaves its folder", withVersion({ hash: `../${hash}` }), /versions\[0\]\.hash/],
    ["a fingerprint that its hash denies", withVersion({ fingerprint: "0x0000000000000001" }), /fingerprint/],
    ["a size that its hash denies", withVersion({ unpackedSizeBytes: 1 }), /unpackedSizeBytes/],
    ["no integrity", withVersion({ integrity: "" }), /integrity/],
    ["a weaker integrity", withVersion({ integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }), /integrity/],
    ["an archive elsewhere", withVersion({ archive: "https://zig.example/other.tar.gz" }), /archive/],
    [
      "an archive behind credentials",
      withVersion({ archive: "https://a:b@zig.example/-/zig/known_folders/known_folders-0.0.0.tar.gz" }),
      /archive/,
    ],
    [
      "an archive that ends a zon's string",
      withVersion({ archive: 'https://zig.example/",.x="/-/zig/known_folders/known_folders-0.0.0.tar.gz' }),
      /archive/,
    ],
    ["a module name with an escape sequence", withVersion({ modules: ["\u001b]0;x\u0007"] }), /modules\[0\]/],
    ["a module name that ends a string of Zig", withVersion({ modules: ['a", .{ .x = "'] }), /modules\[0\]/],
    ["a module name with a backslash", withVersion({ modules: ["a\\"] }), /modules\[0\]/],
    ["a module name that turns a text", withVersion({ modules: ["a\u200eb"] }), /modules\[0\]/],
    [
      "an artifact name that ends a string of Zig",
      withVersion({ artifacts: [{ name: '"', kind: "exe" }] }),
      /artifacts\[0\]\.name/,
    ],
    ["yanked as a text", withVersion({ yanked: "no" }), /yanked/],
    ["an endless list", withVersion({ modules: Array(501).fill("x") }), /modules/],
  ])("refuses %s, and says where", (_, value, place) => {
    expect(() => read(value)).toThrowError(
      expect.objectContaining({
        code: "DOCUMENT_INVALID",
        exit: "refused",
        message: expect.stringMatching(place),
      }),
    );
  });

  it("repeats nothing that a terminal obeys", () => {
    expect(() => read(withVersion({ modules: ["a\u009b2J\u202eb"] }))).toThrowError(/"a\\u009b2J\\u202eb"/);
  });

  it.each(["", "<html>", "{", "null"])("refuses %j", (text) => {
    expect(() => readIndexDocument(Buffer.from(text), "known_folders")).toThrowError(
      expect.objectContaining({ code: "DOCUMENT_INVALID" }),
    );
  });

  it("says that a newer format needs a newer Pantry", () => {
    expect(() => read({ format: 2 })).toThrowError(expect.objectContaining({ code: "DOCUMENT_NEWER" }));
  });

  it("is not fooled by a prototype", () => {
    const text = JSON.stringify(document).replace(
      '"name":"known_folders"',
      '"__proto__":{"name":"known_folders"}',
    );
    expect(() => readIndexDocument(Buffer.from(text), "known_folders")).toThrowError(/`name`/);
  });
});
