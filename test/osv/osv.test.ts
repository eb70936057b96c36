import semver from "semver";
import { describe, expect, it } from "vitest";
import { affectedRange, hitOf, type Level, readAdvisory } from "../../src/osv/index.ts";
import { fc } from "../support/fast-check.ts";
import { advisory, osv, read } from "./advisories.ts";

const soup = { ecosystem: "Zig", name: "soup" } as const;
const v31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

describe("an advisory", () => {
  it("says what it must", () => {
    const document = osv({
      severity: [{ type: "CVSS_V3", score: v31 }],
      database_specific: { cwe_ids: ["CWE-79", "x"] },
    });
    expect(read(document)).toEqual({
      id: "ZIGSEC-2026-0001",
      aliases: ["CVE-2026-1000"],
      summary: "Soup boils over",
      severity: { level: "critical", cvss: { score: 9.8, vector: v31 } },
      url: "https://osv.dev/vulnerability/ZIGSEC-2026-0001",
      cwes: ["CWE-79"],
      affected: [
        {
          ...soup,
          versions: [],
          ranges: [
            [
              { kind: "introduced", version: "0" },
              { kind: "fixed", version: "1.2.0" },
            ],
          ],
        },
      ],
    });
  });

  it.each<[string, unknown, string]>([
    [
      "where it says that it is told",
      [
        { type: "WEB", url: "https://soup.example/" },
        { type: "ADVISORY", url: "https://soup.example/1" },
      ],
      "https://soup.example/1",
    ],
    [
      "nowhere that a browser would not go",
      [{ type: "ADVISORY", url: "javascript:alert(1)" }, { type: "ADVISORY" }, "x"],
      "https://osv.dev/vulnerability/ZIGSEC-2026-0001",
    ],
    [
      "nowhere that a terminal would obey",
      [{ type: "ADVISORY", url: "https://soup.example/\u001b]8;;x" }],
      "https://soup.example/%1B]8;;x",
    ],
  ])("leads %s", (_, references, url) => {
    expect(read(osv({ references }))?.url).toBe(url);
  });

  it.each([
    ["that was withdrawn", osv({ withdrawn: "2026-02-01T00:00:00Z" })],
    ["about another ecosystem", osv({ affected: [{ package: { ecosystem: "PyPI", name: "soup" } }] })],
    ["about nothing", osv({ affected: [] })],
    ["about commits only", osv({ affected: [{ ranges: [{ type: "GIT", repo: "x", events: [] }] }] })],
  ])("%s is none", (_, document) => {
    expect(read(document)).toBeUndefined();
  });

  it.each<[string, object, Level]>([
    ["CVSS 3.1", { severity: [{ score: v31 }] }, "critical"],
    ["CVSS 3.0", { severity: [{ score: "CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:C/C:L/I:L/A:N" }] }, "moderate"],
    ["CVSS 2", { severity: [{ score: "AV:N/AC:L/Au:N/C:P/I:P/A:P" }] }, "high"],
    [
      "CVSS 4",
      { severity: [{ score: "CVSS:4.0/AV:L/AC:H/AT:P/PR:L/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N" }] },
      "low",
    ],
    [
      "the worst of several",
      { severity: [{ score: "CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:C/C:L/I:L/A:N" }, { score: v31 }] },
      "critical",
    ],
    [
      "words, where no vector is whole",
      { severity: [{ score: "CVSS:3.1/AV:N" }], database_specific: { severity: "HIGH" } },
      "high",
    ],
    [
      "a vector before words",
      { severity: [{ score: v31 }], database_specific: { severity: "LOW" } },
      "critical",
    ],
    ["nothing", {}, "moderate"],
    [
      "nonsense",
      { severity: [{ score: "CVSS:3.1/XX:Y" }, 7, null], database_specific: { severity: {} } },
      "moderate",
    ],
    ["a huge vector", { severity: [{ score: `${v31}${"/E:X".repeat(10_000)}` }] }, "moderate"],
  ])("is as bad as %s says", (_, fields, level) => {
    expect(advisory(osv(fields)).severity.level).toBe(level);
  });

  it("takes a package's own severity too", () => {
    expect(advisory(osv({}, { severity: [{ type: "CVSS_V3", score: v31 }] })).severity.level).toBe(
      "critical",
    );
  });

  it("has no text that a terminal would obey, nor a long one", () => {
    const { summary } = advisory(osv({ summary: `\u001b[2J\u202e\nx${"y".repeat(1000)}` }));
    expect(summary).toMatch(/^\[2J xy+…$/);
    expect(summary.length).toBeLessThanOrEqual(300);
    expect(advisory(osv({ summary: undefined, details: "\n\nFirst.\nSecond." })).summary).toBe("First.");
    expect(advisory(osv({ aliases: ["ok", "\u001b", 1, "a b"] })).aliases).toEqual(["ok"]);
  });

  it.each<[string, string | Buffer]>([
    ["no JSON", "{"],
    ["no UTF-8", Buffer.from([0xff, 0xfe, 0x7b])],
    ["a list", "[]"],
    ["no id", JSON.stringify({ affected: [] })],
    ["an id that a terminal obeys", JSON.stringify(osv({ id: "\u001b[2J" }))],
    ["an id of spaces", JSON.stringify(osv({ id: " " }))],
    ["a huge id", JSON.stringify(osv({ id: "x".repeat(129) }))],
    ["packages that are none", JSON.stringify(osv({ affected: {} }))],
    ["a package that is a text", JSON.stringify(osv({ affected: ["soup"] }))],
    ["a name that is a number", JSON.stringify(osv({}, { package: { ecosystem: "Zig", name: 1 } }))],
    ["versions that are numbers", JSON.stringify(osv({}, { versions: [1] }))],
    ["events that are an object", JSON.stringify(osv({}, { ranges: [{ type: "SEMVER", events: {} }] }))],
    ["an event that is a list", JSON.stringify(osv({}, { ranges: [{ type: "SEMVER", events: [[]] }] }))],
    [
      "too many events",
      JSON.stringify(osv({}, { ranges: [{ type: "SEMVER", events: Array(1001).fill({}) }] })),
    ],
    ["too many packages", JSON.stringify(osv({ affected: Array(10_001).fill({}) }))],
    ["too many bytes", Buffer.alloc(16 * 1024 * 1024 + 1, 0x20)],
  ])("with %s is refused, and named", (_, bytes) => {
    expect(() => readAdvisory(Buffer.from(bytes), "bad.json")).toThrowError(
      expect.objectContaining({ code: "ADVISORY_INVALID", message: expect.stringContaining("bad.json") }),
    );
  });

  it("that is any JSON is read or refused, and never a bug", () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (a, b) => {
        const document = osv(
          { severity: JSON.parse(a), aliases: JSON.parse(b) },
          { ranges: JSON.parse(b), package: JSON.parse(a) },
        );
        for (const text of [a, JSON.stringify(document)]) {
          try {
            readAdvisory(Buffer.from(text), "x");
          } catch (error) {
            expect(error).toMatchObject({ code: "ADVISORY_INVALID" });
          }
        }
      }),
    );
  });
});

type Event = { introduced?: string; fixed?: string; last_affected?: string };

describe("which versions are affected", () => {
  const about = (events: Event[], versions: string[] = [], type = "SEMVER") =>
    advisory(osv({}, { ranges: [{ type, events }], versions }));

  it.each<[string, Event[], string[], string[]]>([
    [
      "from the start to a fix",
      [{ introduced: "0" }, { fixed: "1.2.0" }],
      ["0.0.0-a", "1.1.9", "1.2.0-rc.1"],
      ["1.2.0", "2.0.0"],
    ],
    ["from a version on", [{ introduced: "1.0.0" }], ["1.0.0", "9.0.0"], ["0.9.0", "1.0.0-rc.1"]],
    [
      "to a last one",
      [{ introduced: "1.0.0" }, { last_affected: "1.5.0" }],
      ["1.0.0", "1.5.0"],
      ["0.9.9", "1.5.1"],
    ],
    [
      "one",
      [{ introduced: "1.0.0" }, { last_affected: "1.0.0" }],
      ["1.0.0", "1.0.0+build"],
      ["1.0.1", "0.9.0"],
    ],
    [
      "two spans, in any order",
      [{ fixed: "2.1.0" }, { introduced: "2.0.0" }, { fixed: "1.1.0" }, { introduced: "1.0.0" }],
      ["1.0.5", "2.0.0"],
      ["1.1.0", "1.9.0", "2.1.0"],
    ],
    [
      "what is introduced again where it was fixed",
      [{ introduced: "0" }, { fixed: "1.0.0" }, { introduced: "1.0.0" }],
      ["0.1.0", "1.0.0", "3.0.0"],
      [],
    ],
    [
      "with a beginning that is no version",
      [{ introduced: "one" }, { fixed: "1.0.0" }],
      ["0.5.0"],
      ["1.0.0"],
    ],
    [
      "with an end that is no version",
      [{ introduced: "1.0.0" }, { fixed: "soon" }],
      ["1.0.0", "9.9.9"],
      ["0.1.0"],
    ],
    ["without a beginning", [{ fixed: "1.0.0" }], ["0.5.0"], ["1.0.0"]],
    ["with no event", [], [], []],
  ])("%s", (_, events, yes, no) => {
    const found = about(events);
    expect(yes.filter((version) => hitOf(found, soup, version) === undefined)).toEqual([]);
    if (events.length > 0)
      expect(no.filter((version) => hitOf(found, soup, version) !== undefined)).toEqual([]);
  });

  it("as a list, and by ranges of the ecosystem", () => {
    expect(hitOf(about([], ["1.0.0"]), soup, "1.0.0")).toBeDefined();
    expect(hitOf(about([{ introduced: "1.0.0" }], [], "ECOSYSTEM"), soup, "1.0.1")).toBeDefined();
    expect(hitOf(about([{ introduced: "0" }], [], "GIT"), soup, "1.0.1")).toBeUndefined();
  });

  it("of the package in any of Zig's spellings, and npm's exactly", () => {
    const zig = advisory(osv({}, { package: { ecosystem: "Zig", name: "Known_Folders" } }));
    expect(hitOf(zig, { ecosystem: "Zig", name: "knownfolders" }, "1.0.0")).toBeDefined();
    expect(hitOf(zig, { ecosystem: "npm", name: "knownfolders" }, "1.0.0")).toBeUndefined();
    const npm = advisory(osv({}, { package: { ecosystem: "npm", name: "Soup" } }));
    expect(hitOf(npm, { ecosystem: "npm", name: "soup" }, "1.0.0")).toBeUndefined();
  });

  it("and which later one is the nearest without it", () => {
    const spans = about([
      { introduced: "0" },
      { fixed: "1.2.0" },
      { introduced: "2.0.0" },
      { fixed: "2.0.3" },
    ]);
    expect(hitOf(spans, soup, "1.0.0")).toEqual({ fixed: "1.2.0" });
    expect(hitOf(spans, soup, "2.0.1")).toEqual({ fixed: "2.0.3" });
    expect(hitOf(about([{ introduced: "0" }]), soup, "1.0.0")).toEqual({ fixed: undefined });
    const lying = about([{ introduced: "0" }, { fixed: "1.2.0" }, { introduced: "1.2.0" }]);
    expect(hitOf(lying, soup, "0.1.0")).toEqual({ fixed: undefined });
  });

  it("the same as npm's range says", () => {
    const versions = ["0.0.1", "0.9.0", "1.0.0-rc.1", "1.0.0", "1.1.0", "1.5.0", "2.0.0", "2.3.4", "3.0.0"];
    const event = fc.oneof(
      ...(["introduced", "fixed", "last_affected"] as const).map((kind) =>
        fc.constantFrom("0", ...versions).map((version) => ({ [kind]: version })),
      ),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 2 }), (events) => {
        const found = about([{ introduced: "0.5.0" }, ...events.filter((each) => !("introduced" in each))]);
        const range = affectedRange(found.affected);
        for (const version of versions) {
          const isHit = hitOf(found, soup, version) !== undefined;
          expect(semver.satisfies(version, range, { includePrerelease: true }), `${range} ${version}`).toBe(
            isHit,
          );
        }
      }),
    );
  });
});
