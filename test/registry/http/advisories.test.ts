import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { inTurns } from "../../../registry/advisories/in-turns.ts";
import { openAdvisoryFolder } from "../../../registry/advisories/index.ts";
import { turnMs } from "../../../registry/advisories/limits.ts";
import type { LogEntry } from "../../../registry/main.ts";
import { osv } from "../../osv/advisories.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { ask, testRegistry } from "../support/registry.ts";

const bulk = "-/npm/v1/security/advisories/bulk";
const quick = "-/npm/v1/security/audits/quick";
const own = "-/v1/advisories";
const v31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

const cook = osv(
  {
    id: "GHSA-cook",
    severity: [{ type: "CVSS_V3", score: v31 }],
    database_specific: { cwe_ids: ["CWE-79"] },
  },
  { package: { ecosystem: "npm", name: "@soup/cook" } },
);

const thousand: readonly string[] = Array.from({ length: 1000 }, (_, at) => `1.0.${at}`);

/** What npm's clients know it by: the first 48 bits of the SHA-256 of its id. */
const cookNumber = 143619350613986;

/** A registry whose operator has these files in the folder, and what it logged. */
async function registryWith(files: Readonly<Record<string, unknown>>, options: object = {}) {
  const dataFolder = temporaryFolder();
  mkdirSync(join(dataFolder, "advisories"));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(join(dataFolder, "advisories", name), text);
  }
  const logged: LogEntry[] = [];
  let isRead = () => {};
  const read = new Promise<void>((done) => {
    isRead = done;
  });
  const registry = await testRegistry({
    dataFolder,
    log: (entry) => {
      logged.push(entry);
      if (entry.event === "advisories-read") isRead();
    },
    ...options,
  });
  if (Object.keys(files).length > 0) await read;
  return { registry, logged };
}

describe("npm's bulk question", () => {
  it("is answered with {} at once where there is nothing, zipped or not", async () => {
    const { registry } = await registryWith({});
    const body = Buffer.from(JSON.stringify({ "@soup/cook": ["1.0.0"] }));
    const zipped = await ask(registry, "POST", bulk, {
      body: gzipSync(body),
      headers: { "content-encoding": "gzip", "content-type": "application/json" },
    });
    expect(zipped).toMatchObject({ status: 200, body: Buffer.from("{}") });
    expect((await ask(registry, "POST", bulk, { body })).body.toString()).toBe("{}");
  });

  it("names the advisories of each package that has any, as npm reads them", async () => {
    const { registry } = await registryWith({ "a.json": cook, "b.json": osv() });
    const body = { "@soup/cook": ["1.0.0", "2.0.0"], other: ["1.0.0"], soup: ["1.0.0"], __proto__: [] };
    const answer = await ask(registry, "POST", bulk, { body });
    expect(answer.json()).toEqual({
      "@soup/cook": [
        {
          id: cookNumber,
          url: "https://osv.dev/vulnerability/GHSA-cook",
          title: "Soup boils over",
          severity: "critical",
          vulnerable_versions: ">=0.0.0-0 <1.2.0",
          cwe: ["CWE-79"],
          cvss: { score: 9.8, vectorString: v31 },
        },
      ],
    });
    expect((await ask(registry, "POST", bulk, { body: { "@soup/cook": ["1.2.0"] } })).json()).toEqual({});
  });

  it("of 10,000 names is answered", async () => {
    const { registry } = await registryWith({ "a.json": cook });
    const names = Array.from({ length: 10_000 }, (_, at) => [`package-${at}`, ["1.0.0", "2.0.0"]]);
    const body = Object.fromEntries([...names, ["@soup/cook", ["1.0.0"]]]);
    const answer = await ask(registry, "POST", bulk, {
      body: gzipSync(JSON.stringify(body)),
      headers: { "content-encoding": "gzip" },
    });
    expect(Object.keys(answer.json())).toEqual(["@soup/cook"]);
  });

  it.each<[string, Buffer, Record<string, string>, number, string]>([
    ["no JSON", Buffer.from("{"), {}, 400, "REQUEST_INVALID"],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), {}, 400, "REQUEST_INVALID"],
    ["a list", Buffer.from("[]"), {}, 400, "REQUEST_INVALID"],
    ["null", Buffer.from("null"), {}, 400, "REQUEST_INVALID"],
    ["versions that are a text", Buffer.from('{"a":"1.0.0"}'), {}, 400, "REQUEST_INVALID"],
    ["versions that are numbers", Buffer.from('{"a":[1]}'), {}, 400, "REQUEST_INVALID"],
    ["a huge version", Buffer.from(JSON.stringify({ a: ["1".repeat(300)] })), {}, 400, "REQUEST_INVALID"],
    [
      "too many versions",
      Buffer.from(JSON.stringify({ a: Array(1001).fill("1.0.0") })),
      {},
      400,
      "REQUEST_INVALID",
    ],
    [
      "too many names",
      Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [at, []])))),
      {},
      400,
      "REQUEST_INVALID",
    ],
    [
      "too many versions in all",
      Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: 51 }, (_, at) => [at, thousand])))),
      {},
      400,
      "REQUEST_INVALID",
    ],
    ["no gzip", Buffer.from("{}"), { "content-encoding": "gzip" }, 400, "BODY_UNREADABLE"],
    ["half a gzip", gzipSync("{}").subarray(0, 12), { "content-encoding": "gzip" }, 400, "BODY_UNREADABLE"],
    ["another encoding", Buffer.from("{}"), { "content-encoding": "br" }, 400, "REQUEST_INVALID"],
    [
      "a gzip that becomes huge",
      gzipSync(Buffer.alloc(5 * 1024 * 1024)),
      { "content-encoding": "gzip" },
      413,
      "BODY_TOO_LARGE",
    ],
    ["too many bytes", Buffer.alloc(4 * 1024 * 1024 + 1), {}, 413, "BODY_TOO_LARGE"],
  ])("that is %s is refused", async (_, body, headers, status, code) => {
    const { registry } = await registryWith({});
    const answer = await ask(registry, "POST", bulk, { body, headers });
    expect({ status: answer.status, code: answer.json()["code"] }).toEqual({ status, code });
  });

  it("is answered by a registry that takes no changes", async () => {
    const { registry } = await registryWith({}, { readOnly: true });
    expect((await ask(registry, "POST", bulk, { body: {} })).status).toBe(200);
    expect((await ask(registry, "POST", own, { body: { packages: [] } })).status).toBe(200);
  });
});

describe("the question of older clients", () => {
  const tree = {
    name: "app",
    version: "1.0.0",
    dependencies: {
      "@soup/cook": { version: "1.0.0" },
      stock: { version: "2.0.0", dependencies: { "@soup/cook": { version: "1.1.0" } } },
    },
  };

  it("is answered with places", async () => {
    const { registry } = await registryWith({ "a.json": cook });
    for (const path of [quick, "-/npm/v1/security/audits"]) {
      const answer = await ask(registry, "POST", path, { body: tree });
      expect(answer.json()).toMatchObject({
        advisories: {
          [cookNumber]: {
            module_name: "@soup/cook",
            severity: "critical",
            findings: [
              { version: "1.0.0", paths: ["@soup/cook"] },
              { version: "1.1.0", paths: ["stock>@soup/cook"] },
            ],
          },
        },
        metadata: { vulnerabilities: { critical: 1, high: 0 }, dependencies: 3 },
      });
    }
  });

  it("is answered with nothing where there is nothing", async () => {
    const { registry } = await registryWith({});
    const answer = await ask(registry, "POST", quick, { body: tree });
    expect(answer.json()).toMatchObject({ actions: [], advisories: {}, muted: [] });
  });

  it("that is too deep is refused", async () => {
    const { registry } = await registryWith({});
    let deep: object = { version: "1.0.0" };
    for (let depth = 0; depth < 300; depth += 1) deep = { version: "1.0.0", dependencies: { a: deep } };
    const answer = await ask(registry, "POST", quick, { body: { dependencies: { a: deep } } });
    expect(answer.json()).toMatchObject({ code: "REQUEST_INVALID" });
  });
});

describe("what may take long", () => {
  it("is refused where a small question would have a huge answer", async () => {
    const { registry } = await registryWith({ "a.json": cook });
    const places = Array.from({ length: 1000 }, (_, at) => [
      `a${at}`,
      { dependencies: { "@soup/cook": { version: "1.0.0" } } },
    ]);
    let node: object = { dependencies: Object.fromEntries(places) };
    for (let depth = 0; depth < 20; depth++) node = { dependencies: { ["x".repeat(1000)]: node } };
    const answer = await ask(registry, "POST", quick, { body: node });
    expect([answer.status, answer.json()["code"]]).toEqual([400, "REQUEST_INVALID"]);
  });

  it("is refused where one package is asked for again and again", async () => {
    const { registry } = await registryWith({ "a.json": cook });
    const again = Array(51).fill({ ecosystem: "npm", name: "@soup/cook", versions: thousand });
    const answer = await ask(registry, "POST", own, { body: { packages: again } });
    expect([answer.status, answer.json()["code"]]).toEqual([400, "REQUEST_INVALID"]);
  });

  it("is refused where the advisories are more than one answer may hold", async () => {
    const details = "x".repeat(900_000);
    const files = Array.from({ length: 40 }, (_, at) => [
      `${at}.json`,
      { ...osv({ id: `A-${at}` }), details },
    ]);
    const { registry } = await registryWith(Object.fromEntries(files));
    const packages = [{ ecosystem: "Zig", name: "soup", versions: ["1.0.0"] }];
    const answer = await ask(registry, "POST", own, { body: { packages } });
    expect([answer.status, answer.json()["code"]]).toEqual([400, "REQUEST_INVALID"]);
  });

  it("lets others be answered in between", async () => {
    const order: string[] = [];
    const other = new Promise<void>((done) => {
      setImmediate(() => {
        order.push("another request");
        done();
      });
    });
    await inTurns(["first", "last"], (item) => {
      const end = performance.now() + 2 * turnMs;
      while (performance.now() < end);
      order.push(item);
    });
    await other;
    expect(order).toEqual(["first", "another request", "last"]);
  });
});

describe("Pantry's question", () => {
  const asking = (...versions: string[]) => ({ packages: [{ ecosystem: "Zig", name: "So_up", versions }] });

  it("is answered with the OSV documents as they are", async () => {
    const { registry } = await registryWith({ "a.json": osv(), "b.json": cook });
    expect((await ask(registry, "POST", own, { body: asking("1.0.0", "1.1.0") })).json()).toEqual({
      advisories: [osv()],
    });
    expect((await ask(registry, "POST", own, { body: asking("1.2.0") })).json()).toEqual({ advisories: [] });
  });

  it.each([
    {},
    { packages: {} },
    { packages: [{ ecosystem: "PyPI", name: "a", versions: [] }] },
    { packages: [1] },
  ])("%j is refused", async (body) => {
    const { registry } = await registryWith({});
    expect((await ask(registry, "POST", own, { body })).json()).toMatchObject({ code: "REQUEST_INVALID" });
  });
});

describe("the operator's folder", () => {
  it("may hold files that lie: they are named in the log, and hide nothing", async () => {
    const { registry, logged } = await registryWith({
      "a.json": "{",
      "b.json": osv({ affected: "everything" }),
      "c.json": osv({ withdrawn: "2026-01-01T00:00:00Z", id: "GONE" }),
      "d.json": cook,
      "notes.txt": "not one",
    });
    expect((await ask(registry, "POST", bulk, { body: { "@soup/cook": ["1.0.0"] } })).json()).toHaveProperty([
      "@soup/cook",
    ]);
    const named = logged.filter(({ event }) => event === "advisory-unusable").map(({ file }) => file);
    expect(named).toEqual(["a.json", "b.json"]);
    expect(logged).toContainEqual(
      expect.objectContaining({ event: "advisories-read", files: 4, advisories: 1 }),
    );
  });

  it("is read again where a file came, changed or went", async () => {
    const folder = temporaryFolder();
    const opened = openAdvisoryFolder(folder, () => {});
    onTestFinished(() => opened.close());
    const soup = { ecosystem: "Zig", name: "soup", versions: ["1.0.0"] } as const;
    const found = async () => {
      await opened.rescan();
      return opened.current.about(soup).map(({ advisory }) => advisory.id);
    };
    expect(await found()).toEqual([]);
    expect(opened.current.isEmpty).toBe(true);
    const path = join(folder, "a.json");
    writeFileSync(path, JSON.stringify(osv()));
    expect(await found()).toEqual(["ZIGSEC-2026-0001"]);
    writeFileSync(path, JSON.stringify(osv({ id: "ZIGSEC-2026-0002" })));
    utimesSync(path, 1, 1);
    expect(await found()).toEqual(["ZIGSEC-2026-0002"]);
    rmSync(path);
    expect(await found()).toEqual([]);
  });

  it("may be missing", async () => {
    const opened = openAdvisoryFolder(join(temporaryFolder(), "none"), () => {});
    await opened.rescan();
    expect(opened.current.isEmpty).toBe(true);
    await opened.close();
  });
});
