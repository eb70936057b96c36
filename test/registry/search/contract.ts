import { describe, expect, it } from "vitest";
import { parseSearch, type SearchEntry, type SearchIndex } from "../../../registry/search/index.ts";
import { entry, now, search } from "./entries.ts";

const years = (count: number) => new Date(now.getTime() - count * 365 * 24 * 3600 * 1000).toISOString();

/** What every index does. */
export function searchContract(name: string, make: () => SearchIndex): void {
  const holding = async (...entries: SearchEntry[]) => {
    const index = make();
    for (const each of entries) await index.put(each);
    return index;
  };

  describe(`search, ${name}`, () => {
    it.each<[string, string, SearchEntry[], string[]]>([
      [
        "the exact name first, then names that begin so, then texts, however much these are used",
        "http",
        [
          entry("zap", { description: "An HTTP server", downloads: 1e7, publishedAt: years(0) }),
          entry("httpz", { downloads: 10 }),
          entry("http"),
          entry("json"),
        ],
        ["http", "httpz", "zap"],
      ],
      [
        "names as they are written by others",
        "known folders",
        [entry("known_folders"), entry("folders", { description: "Known ones" })],
        ["known_folders", "folders"],
      ],
      [
        "what is used more before what is used less",
        "json",
        [entry("a", { keywords: ["json"] }), entry("b", { keywords: ["json"], downloads: 5000 })],
        ["b", "a"],
      ],
      [
        "what is fresh before what is old",
        "json",
        [
          entry("a", { keywords: ["json"], publishedAt: years(6) }),
          entry("b", { keywords: ["json"], publishedAt: years(1) }),
        ],
        ["b", "a"],
      ],
      [
        "a keyword before a word of the description",
        "json",
        [entry("a", { description: "Reads JSON" }), entry("b", { keywords: ["json"] })],
        ["b", "a"],
      ],
      [
        "only what has every word",
        "json parser",
        [entry("a", { description: "Reads JSON" }), entry("b", { description: "A JSON parser" })],
        ["b"],
      ],
      [
        "one for many, and without accents",
        "parsers",
        [entry("a", { description: "A pärser" }), entry("b", { description: "Paints" })],
        ["a"],
      ],
      [
        "a scoped name by its own part",
        "cook kind:npm",
        [entry("@soup/cook", { kind: "npm" }), entry("cook-x", { kind: "npm" })],
        ["@soup/cook", "cook-x"],
      ],
      ["no part in the middle of a word", "soup", [entry("resouped")], []],
      ["all of them where nothing is asked", "", [entry("b"), entry("a")], ["a", "b"]],
      ["one kind", "kind:zig", [entry("a", { kind: "npm" }), entry("b")], ["b"]],
      [
        "either kind, where both are named",
        "kind:zig kind:npm",
        [entry("a", { kind: "npm" }), entry("b")],
        ["b", "a"],
      ],
      ["an owner", "owner:Bob", [entry("a"), entry("b", { owners: ["ada", "bob"] })], ["b"]],
      [
        "an owner, as npm says it",
        "maintainer:bob author:bob",
        [entry("a"), entry("b", { owners: ["bob"] })],
        ["b"],
      ],
      ["a keyword, as npm says it", "keywords:food", [entry("a"), entry("b", { keywords: ["food"] })], ["b"]],
      ["a scope, as npm says it", "scope:ada", [entry("a"), entry("@ada/b")], ["@ada/b"]],
      [
        "a licence, in whatever letters, and one of several",
        "license:mit",
        [
          entry("a", { license: "MIT" }),
          entry("b", { license: "Apache-2.0 OR MIT" }),
          entry("c", { license: "X-MIT" }),
        ],
        ["b", "a"],
      ],
      ["a version of Zig", "zig:0.15.2", [entry("a"), entry("b", { zigVersions: ["0.15", "0.16"] })], ["b"]],
      [
        "words and facets together",
        "json owner:bob zig:0.16",
        [entry("json", { owners: ["bob"] }), entry("jsonx")],
        ["json"],
      ],
      ["a facet that holds for none", "kind:rust", [entry("a")], []],
      ["a colon that makes no facet, as a space", "http:json", [entry("http_json")], ["http_json"]],
    ])("finds %s", async (_, text, entries, found) => {
      expect(await search(await holding(...entries), text)).toEqual(found);
    });

    it.each([
      '"',
      "'",
      "json OR zap",
      "json AND",
      "NOT json",
      "json*",
      "name:json",
      "{name}: json",
      "^json",
      "a-b",
      "NEAR(json zap, 2)",
      "json) OR (zap",
      '" OR "',
      "-- drop",
      "%_",
      "\0",
      "\ufffd",
      "🦎",
      "ﬀ",
      "a\u0300\u0301",
    ])("takes %j for what it is: words", async (text) => {
      const index = await holding(entry("json"), entry("zap"), entry("secret", { visibleTo: ["ada"] }));
      const found = await search(index, text);
      expect(found).not.toContain("secret");
      if (/\b(OR|AND|NOT|NEAR)\b/.test(text) && text.includes("json")) expect(found).toEqual([]);
    });

    it("shows what is private to those who may see it, and counts it for nobody else", async () => {
      const index = await holding(
        entry("open_soup"),
        entry("everyone", { visibleTo: ["ada", "org:cooks"] }),
        entry("none", { visibleTo: [] }),
      );
      expect(await search(index, "")).toEqual(["open_soup"]);
      expect(await search(index, "", { viewer: ["bob"] })).toEqual(["open_soup"]);
      expect(await search(index, "", { viewer: ["bob", "org:cooks"] })).toEqual(["everyone", "open_soup"]);
      expect(await search(index, "everyone", { viewer: ["everyone"] })).toEqual([]);
      const { total } = await index.find({ ...parseSearch(""), viewer: [], from: 0, size: 0 });
      expect(total).toBe(1);
    });

    it("gives pages that fit together", async () => {
      const index = await holding(
        ...Array.from({ length: 23 }, (_, at) => entry(`p${at}`, { downloads: at * 50 })),
      );
      const whole = await search(index, "p", { size: 100 });
      expect(whole).toHaveLength(23);
      const pages = await Promise.all([0, 10, 20, 30].map((from) => search(index, "p", { from, size: 10 })));
      expect(pages.flat()).toEqual(whole);
      const { total } = await index.find({ ...parseSearch("p"), viewer: [], from: 20, size: 10 });
      expect(total).toBe(23);
    });

    it("keeps one entry for a package: the one of the latest revision", async () => {
      const index = await holding(
        entry("soup", { revision: 2, description: "old" }),
        entry("soup", { revision: 3, description: "new", downloads: 7 }),
        entry("soup", { revision: 1, description: "stale" }),
      );
      expect(await search(index, "soup")).toEqual(["soup"]);
      expect(await search(index, "new")).toEqual(["soup"]);
      expect(await search(index, "old")).toEqual([]);
      expect(await search(index, "stale")).toEqual([]);
      await index.put(entry("soup", { revision: 3, description: "again" }));
      expect(await search(index, "again")).toEqual(["soup"]);
    });

    it("keeps packages of two kinds apart, and forgets one", async () => {
      const index = await holding(entry("soup"), entry("soup", { kind: "npm" }));
      expect(await search(index, "soup")).toHaveLength(2);
      await index.remove("npm", "soup", 1);
      await index.remove("npm", "soup", 1);
      expect(await search(index, "soup kind:zig")).toEqual(["soup"]);
      expect(await search(index, "soup kind:npm")).toEqual([]);
    });

    it("forgets a package for good, whatever comes late, until there is something newer", async () => {
      const index = await holding(entry("soup", { revision: 2 }));
      await index.remove("zig", "soup", 3);
      await index.put(entry("soup", { revision: 2 }));
      expect(await search(index, "soup")).toEqual([]);
      await index.put(entry("soup", { revision: 4 }));
      await index.remove("zig", "soup", 3);
      expect(await search(index, "soup")).toEqual(["soup"]);
    });

    it("takes many packages of one moment", async () => {
      const index = await holding(...Array.from({ length: 50 }, (_, at) => entry(`p${at}`)));
      expect(await search(index, "", { size: 100 })).toHaveLength(50);
    });

    it("is whole once it is said to be", async () => {
      const index = make();
      expect(await index.isWhole()).toBe(false);
      await index.setWhole();
      await index.setWhole();
      expect(await index.isWhole()).toBe(true);
    });
  });
}
