import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { memoryMetadata, type PackageHead, type VersionRecord } from "../../../registry/metadata/index.ts";
import { renewEntry, setYanked, zigPackage } from "../../../registry/packages/index.ts";
import {
  memorySearch,
  orgName,
  parseSearch,
  reindex,
  searchEntry,
  sqliteSearch,
  userName,
} from "../../../registry/search/index.ts";
import { fc } from "../../support/fast-check.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { publishTo, testDomain, zigHeadOf } from "../support/domain.ts";
import { testPackage } from "../support/package.ts";
import { searchContract } from "./contract.ts";
import { entry, search } from "./entries.ts";

searchContract("memory", memorySearch);
searchContract("sqlite", () => openSqlite(temporaryFolder()));

function openSqlite(folder: string) {
  const index = sqliteSearch(join(folder, "search.sqlite"));
  onTestFinished(() => index.close());
  return index;
}

describe("what is typed", () => {
  it.each<[string, readonly string[], Readonly<Record<string, readonly string[]>>]>([
    ["", [], {}],
    ["  HTTP  Servers http ", ["http", "server"], {}],
    ["json kind:zig zig:0.16.0", ["json"], { kind: ["zig"], zig: ["0.16"] }],
    ["Licence:MIT license:0BSD", [], { license: ["mit", "0bsd"] }],
    ["owner: ada", ["owner", "ada"], {}],
    ["class glas", ["class", "gla"], {}],
    ["c++ x_y", ["c", "x", "y"], {}],
  ])("%j", (text, words, facets) => {
    const parsed = parseSearch(text);
    expect(parsed.words).toEqual(words);
    expect(Object.fromEntries(parsed.facets)).toEqual(facets);
  });

  it.each([
    ["a huge text", "x".repeat(257)],
    ["too many words", Array.from({ length: 17 }, (_, at) => `w${at}`).join(" ")],
    ["too many facets", Array.from({ length: 17 }, (_, at) => `owner:${at}`).join(" ")],
  ])("%s is refused", (_, text) => {
    expect(() => parseSearch(text)).toThrowError(expect.objectContaining({ code: "REQUEST_INVALID" }));
  });
});

describe("the two indexes", () => {
  it("find the same, whatever is typed", async () => {
    const sqlite = openSqlite(temporaryFolder());
    const memory = memorySearch();
    const words = ["json", "http", "parser", "fast", "zap", "ada", "js"];
    const made = fc.sample(
      fc.record({
        name: fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words)).map((pair) => pair.join("_")),
        keywords: fc.array(fc.constantFrom(...words), { maxLength: 3 }),
        description: fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((each) => each.join(" ")),
        downloads: fc.integer({ min: 0, max: 100_000 }),
        owners: fc.subarray(["ada", "bob"]),
      }),
      { numRuns: 60, seed: 7 },
    );
    for (const [at, draft] of made.entries()) {
      // No two stand equally.
      const each = { ...draft, publishedAt: new Date(Date.UTC(2025, 0, at)).toISOString() };
      await sqlite.put(entry(each.name, each));
      await memory.put(entry(each.name, each));
    }
    const typed = fc.array(
      fc.oneof(
        fc.constantFrom(...words, "j", "owner:bob", "kind:zig", "OR", '"'),
        fc.string({ maxLength: 5 }),
      ),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(typed, async (parts) => {
        const text = parts.join(" ");
        const sizes = { size: 250 };
        expect(await search(sqlite, text, sizes)).toEqual(await search(memory, text, sizes));
      }),
      { numRuns: 200 },
    );
  });
});

describe("the SQLite index", () => {
  it("is opened again with what is in it", async () => {
    const folder = temporaryFolder();
    const first = openSqlite(folder);
    await first.put(entry("soup"));
    await first.setWhole();
    const again = openSqlite(folder);
    expect(await search(again, "soup")).toEqual(["soup"]);
    expect(await again.isWhole()).toBe(true);
  });

  it("that is no database, or another version's, is made anew", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "search.sqlite"), "rubbish ".repeat(1000));
    const index = openSqlite(folder);
    await index.put(entry("soup"));
    await index.setWhole();
    const file = new Database(join(folder, "search.sqlite"));
    file.exec("pragma user_version = 99");
    file.close();
    const another = openSqlite(folder);
    expect(await another.isWhole()).toBe(false);
    expect(await search(another, "")).toEqual([]);
    expect(readdirSync(folder)).toContain("search.sqlite");
  });

  it("that cannot be there is refused", () => {
    expect(() => sqliteSearch(join(temporaryFolder(), "no", "search.sqlite"))).toThrowError(
      expect.objectContaining({ code: "SETTINGS_INVALID" }),
    );
  });

  it("says when it is busy", async () => {
    const folder = temporaryFolder();
    const index = openSqlite(folder);
    const other = new Database(join(folder, "search.sqlite"));
    onTestFinished(() => void other.close());
    other.exec("begin immediate");
    await expect(index.put(entry("soup"))).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    other.exec("rollback");
    await index.put(entry("soup"));
  });
});

describe("a registry's search", () => {
  const about = {
    description: "Cooks soup",
    license: "MIT",
    keywords: ["food"],
    repository: undefined,
    homepage: undefined,
  };
  const soup = (version: string) => {
    const made = testPackage({ name: "soup", version });
    return { ...made, facts: { ...made.facts, about } };
  };

  it("finds what was published, in its newest version that is not yanked", async () => {
    const domain = testDomain(memoryMetadata(), memoryBlobs());
    for (const version of ["1.0.0", "2.0.0-rc.1", "1.2.0"]) await publishTo(domain, "ada", soup(version));
    const { registry, packages } = domain;
    const found = async (text: string) => {
      const { results } = await registry.search.find({
        ...parseSearch(text),
        viewer: [],
        from: 0,
        size: 9,
      });
      return results.map((result) => `${result.entry.name} ${result.entry.version}`);
    };
    const { finish } = packages.zig;
    const head = await zigHeadOf(domain, "soup");
    const yank = (version: string, yanked: boolean) =>
      setYanked({ registry, finish, actor: "ada", head, version }, yanked);
    expect(await found("food license:mit zig:0.16 owner:ada")).toEqual(["soup 1.2.0"]);
    await yank("1.2.0", true);
    expect(await found("soup")).toEqual(["soup 1.0.0"]);
    await yank("1.0.0", true);
    expect(await found("soup")).toEqual(["soup 2.0.0-rc.1"]);
    await yank("2.0.0-rc.1", true);
    expect(await found("soup")).toEqual([]);
    await yank("1.0.0", false);
    expect(await found("soup")).toEqual(["soup 1.0.0"]);
  });

  it("is repaired with the documents where a crash came before it", async () => {
    const metadata = memoryMetadata();
    const blobs = memoryBlobs();
    const search = memorySearch();
    const failing = { ...search, put: () => Promise.reject(new Error("killed")) };
    await publishTo(testDomain(metadata, blobs, { search: failing }), "ada", soup("1.0.0"));
    const { registry, packages } = testDomain(metadata, blobs, { search });
    const [unfinished] = await metadata.unfinished("zig", `1 ${registry.base}`);
    expect(unfinished).toEqual(zigPackage("soup"));
    if (unfinished !== undefined) await packages.zig.finish(unfinished);
    const { total } = await search.find({ ...parseSearch("soup"), viewer: [], from: 0, size: 1 });
    expect(total).toBe(1);
  });

  it("is made anew from the metadata, in steps, and stops when it is told to", async () => {
    const first = testDomain(memoryMetadata(), memoryBlobs());
    for (const name of ["alpha", "beta", "gamma"]) await publishTo(first, "ada", testPackage({ name }));
    const anew = { ...first.registry, search: memorySearch() };
    const stopping = new AbortController();
    stopping.abort();
    expect(await reindex(anew, (id) => renewEntry(anew, id), stopping.signal)).toBeUndefined();
    expect(await anew.search.isWhole()).toBe(false);
    expect(await reindex(anew, (id) => renewEntry(anew, id))).toBe(3);
    expect(await anew.search.isWhole()).toBe(true);
    expect((await search(anew.search, "")).sort()).toEqual(["alpha", "beta", "gamma"]);
  });
});

describe("what search shows of an npm package", () => {
  const manifest = (fields: object) => JSON.stringify({ name: "@soup/cook", version: "1.0.0", ...fields });
  const head: PackageHead<"npm"> = {
    kind: "npm",
    key: "@soup/cook",
    name: "@soup/cook",
    facts: { tags: { latest: { version: "1.0.0", at: "2026-01-01T00:00:00.000Z" } }, access: "public" },
    owners: ["ada"],
    revision: 3,
    modified: "2026-01-01T00:00:00.000Z",
    change: "c",
  };
  const version = (number: string, fields: object = {}): VersionRecord<"npm"> => ({
    package: { kind: "npm", key: "@soup/cook" },
    key: number,
    version: number,
    integrity: "sha512-x",
    archive: "ab",
    archiveSizeBytes: 1,
    facts: {
      manifest: manifest(fields),
      shasum: "",
      unpackedSizeBytes: 1,
      fileCount: 1,
      signatures: [],
      tags: [],
      readme: undefined,
      attestations: undefined,
    },
    publishedAt: "2026-01-01T00:00:00.000Z",
    publishedBy: "ada",
    attempt: "a",
    unsettled: undefined,
    yanked: false,
    deprecated: undefined,
    removed: false,
  });

  it("is the version that `latest` points to, else the newest that was not removed", () => {
    const versions = [version("1.0.0"), version("2.0.0"), version("3.0.0-rc.1")];
    const untagged = { ...head, facts: { ...head.facts, tags: {} } };
    expect(searchEntry(head, versions)?.version).toBe("1.0.0");
    expect(searchEntry(untagged, versions)?.version).toBe("2.0.0");
    expect(searchEntry(head, [{ ...version("1.0.0"), removed: true }])).toBeUndefined();
  });

  it.each<[string, object, object]>([
    [
      "everything",
      { description: "d", license: "MIT", keywords: ["a", "b"], homepage: "https://e.x/" },
      {
        description: "d",
        license: "MIT",
        keywords: ["a", "b"],
        homepage: "https://e.x/",
      },
    ],
    [
      "a repository with git's scheme",
      { repository: { url: "git+https://e.x/r.git" } },
      { repository: "https://e.x/r" },
    ],
    ["a short repository", { repository: "ada/soup" }, { repository: "https://github.com/ada/soup" }],
    ["a repository by ssh", { repository: "git+ssh://git@e.x/r.git" }, { repository: "https://e.x/r" }],
    ["an old licence", { license: { type: "MIT" } }, { license: "MIT" }],
    ["keywords in one text", { keywords: "a, b c" }, { keywords: ["a", "b", "c"] }],
    ["a long description", { description: "x".repeat(1000) }, { description: "x".repeat(300) }],
    [
      "nonsense",
      { description: 1, license: [], keywords: { a: 1 }, repository: null, homepage: "javascript:x" },
      {
        description: undefined,
        license: undefined,
        repository: undefined,
        homepage: undefined,
      },
    ],
    [
      "what a terminal obeys",
      { description: "\u001b[2J", keywords: ["\u001b[2J", "ok"] },
      { description: undefined, keywords: ["ok"] },
    ],
  ])("takes %s from its manifest", (_, fields, shown) => {
    expect(searchEntry(head, [version("1.0.0", fields)])).toMatchObject(shown);
  });

  it("is private where the package is: for its owners and its scope's organisation", async () => {
    const hidden = { ...head, facts: { ...head.facts, access: "restricted" as const } };
    const made = searchEntry(hidden, [version("1.0.0")]);
    expect(made?.visibleTo).toEqual([userName("ada"), orgName("soup")]);
    const index = openSqlite(temporaryFolder());
    if (made !== undefined) await index.put(made);
    expect(await search(index, "cook")).toEqual([]);
    expect(await search(index, "cook", { viewer: [userName("bob")] })).toEqual([]);
    expect(await search(index, "cook", { viewer: [userName("bob"), orgName("soup")] })).toEqual([
      "@soup/cook",
    ]);
  });
});
