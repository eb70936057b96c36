import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningRegistry, startRegistry } from "../../../registry/main.ts";
import { packTarGz } from "../../../src/archive/index.ts";
import { paths, readErrorBody } from "../../../src/protocol/index.ts";
import { sharedFolder } from "../../support/folders.ts";
import { type TarEntry, tar } from "../../support/tar.ts";
import {
  dependency,
  file,
  link,
  manifestText,
  type PackageText,
  type TestPackage,
  testPackage,
} from "../support/package.ts";
import { type Answer, ask, publish, signUp } from "../support/registry.ts";

/** A hash of the right form that no registry has. */
const elsewhere = "metrics-0.0.0-W7G4eIegAQD4XxA9Co7Atbw59u_2zvxYf406AZuoAHPM";

const folder = sharedFolder();
let registry: RunningRegistry & { readonly local: string };
let token: string;

beforeAll(async () => {
  // A registry for others, which is asked on its local port.
  const publicUrl = "https://zig.example/";
  let port = 0;
  const running = await startRegistry({
    dataFolder: folder.path,
    host: "127.0.0.1",
    port: 0,
    upstream: false,
    publicUrl,
    log: (entry) => {
      if (typeof entry["port"] === "number") port = entry["port"];
    },
  });
  registry = { ...running, local: `http://127.0.0.1:${port}/` };
  token = await signUp(here(), "ada");
  const first = await publish(here(), token, testPackage());
  expect(first.status, String(first.body)).toBe(201);
});

afterAll(async () => {
  await registry.close();
  folder.remove();
});

function here() {
  return { url: registry.local };
}

/** A package that is what it says it is, and packed as it must be. */
const good = (text: PackageText) => () => testPackage({ version: "2.0.0", ...text });
/** A good package in an archive that was packed by somebody else. */
const packedAs = (archive: (pack: TestPackage) => Buffer) => () => {
  const pack = testPackage({ version: "2.0.0", files: { "src/a.zig": "a", "src/b.zig": "b" } });
  return { ...pack, archive: archive(pack) };
};
/** A tar of the good package's files, changed. */
const retar = (change: (entries: TarEntry[]) => readonly TarEntry[], endBlocks = 2) =>
  packedAs((pack) => {
    const entries = pack.entries.map(({ path, bytes }) => ({ name: `leaf-2.0.0/${path}`, bytes }));
    return gzipSync(tar(change(entries), endBlocks));
  });
/** The good package with one more entry in its archive. */
const withEntries = (...more: ReturnType<typeof file>[]) =>
  packedAs((pack) => packTarGz([...pack.entries, ...more], { root: "leaf-2.0.0" }));

const at200 = manifestText({ version: "2.0.0" });
const withManifest = (text: string) =>
  packedAs(() => packTarGz([file("build.zig.zon", text)], { root: "leaf-2.0.0" }));

type Row = readonly [what: string, pack: () => TestPackage, status: number, code: string, hint: RegExp];

const rows: readonly Row[] = [
  ["a taken version", () => testPackage({ files: { more: "x" } }), 409, "VERSION_TAKEN", /raise `.version`/],
  ["a taken version with the same files", () => testPackage(), 409, "VERSION_TAKEN", /raise `.version`/],
  [
    "another build of a taken version",
    () => testPackage({ version: "1.0.0+b" }),
    409,
    "VERSION_TAKEN",
    /raise/,
  ],
  ["a name that reads like a taken one", good({ name: "Le_af" }), 409, "NAME_TAKEN", /another name/],
  ["a reserved name", good({ name: "std" }), 422, "NAME_RESERVED", /another name/],
  ["underscores alone", good({ name: "__" }), 422, "NAME_INVALID", /letters/],
  [
    "a number that no range can hold",
    good({ version: "9007199254740992.0.0" }),
    422,
    "VERSION_INVALID",
    /three/,
  ],
  ["another fingerprint", good({ id: 0x87654321 }), 422, "FINGERPRINT_DIFFERS", /write `.fingerprint = 0x/],

  [
    ".paths without build.zig.zon",
    packedAs(() =>
      packTarGz(
        [file("build.zig.zon", at200.replace('.paths = .{ ""', '.paths = .{ "src"')), file("src/a", "")],
        { root: "leaf-2.0.0" },
      ),
    ),
    422,
    "PATHS_WITHOUT_MANIFEST",
    /add "build.zig.zon" to `.paths`/,
  ],
  [
    "no build.zig.zon",
    packedAs(() => packTarGz([file("a", "")], { root: "x" })),
    422,
    "MANIFEST_MISSING",
    /init/,
  ],
  ["a manifest that is no ZON", withManifest("{}"), 422, "ZON_SYNTAX", /./],
  ["a fingerprint of another name", withManifest(at200.replace(/0x./, "0x0")), 422, "MANIFEST_INVALID", /./],
  ["a manifest of Zig 0.13", withManifest(at200.replace(".leaf", '"leaf"')), 422, "MANIFEST_OUTDATED", /./],
  ["a name that Zig does not take", withManifest(at200.replace(".leaf", ".test")), 422, "ZON_SYNTAX", /./],
  [
    "a version that Zig does not take",
    withManifest(at200.replace("2.0.0", "2.0")),
    422,
    "MANIFEST_INVALID",
    /./,
  ],
  [
    "another name in the manifest",
    () => ({ ...good({ name: "other" })(), name: "leaf" }),
    422,
    "NAME_DIFFERS",
    /./,
  ],
  [
    "another version in the manifest",
    () => ({ ...good({})(), version: "3.0.0" }),
    422,
    "VERSION_DIFFERS",
    /./,
  ],
  [
    "a minimum Zig version without end",
    good({ more: `.minimum_zig_version = "0.16.0-${"x".repeat(80)}",` }),
    422,
    "MANIFEST_REFUSED",
    /0\.16\.0/,
  ],
  [
    "another hash than its publisher says",
    () => ({ ...good({})(), facts: { ...testPackage().facts } }),
    422,
    "HASH_DIFFERS",
    /publish again/,
  ],
  [
    "facts that are none",
    () => ({ ...good({})(), facts: { ...testPackage().facts, modules: [""] } }),
    422,
    "PUBLISH_FACTS_INVALID",
    /JSON/,
  ],

  [
    "a module whose name ends the string that it is printed in",
    () => ({ ...good({})(), facts: { ...good({})().facts, modules: ['a"); evil(b); _ = b.path("'] } }),
    422,
    "PUBLISH_FACTS_INVALID",
    /JSON/,
  ],
  [
    "a dependency without a hash",
    good({ dependencies: '.a = .{ .url = "https://e.x/a.tar.gz" },' }),
    422,
    "DEPENDENCY_UNPINNED",
    /pantry add/,
  ],
  [
    "a dependency with a hash of Zig 0.13",
    () => withDependencies(dependency("a", "https://e.x/a.tar.gz", `1220${"a".repeat(64)}`)),
    422,
    "MANIFEST_INVALID",
    /adding the dependency again/,
  ],
  [
    "a dependency with a hash that leaves its folder",
    good({ dependencies: dependency("a", "https://e.x/a.tar.gz", `../${elsewhere}`) }),
    422,
    "DEPENDENCY_UNPINNED",
    /pantry add/,
  ],
  ...(
    [
      ["file:///etc/passwd", /https/],
      ["ftp://e.x/a", /https/],
      ["https://ada:secret@e.x/a", /take them out/],
      ["git+https://secret@e.x/a", /take them out/],
      ["http://localhost:7117/-/zig/a/a-1.0.0.tar.gz", /publish the dependency/],
      ["http://127.1/a", /publish the dependency/],
      ["git+http://[::1]/a", /publish the dependency/],
      ["https:///a", /https:\/\/host/],
    ] as const
  ).map(
    ([url, hint]): Row => [
      `a dependency at ${url}`,
      good({ dependencies: dependency("a", url, elsewhere) }),
      422,
      "DEPENDENCY_ADDRESS",
      hint,
    ],
  ),
  ...["../other", "/abs", "a/../../b", "..\\\\other", "C:/x", "nested/../.."].map(
    (path): Row => [
      `a dependency with the path ${path}`,
      good({ dependencies: `.a = .{ .path = "${path}" },` }),
      422,
      "DEPENDENCY_PATH",
      /publish that package/,
    ],
  ),
  [
    "a nested package whose path leaves the whole",
    good({
      dependencies: '.a = .{ .path = "libs/a" },',
      files: {
        "libs/a/build.zig.zon": manifestText({ name: "a", dependencies: '.b = .{ .path = "../../../b" },' }),
      },
    }),
    422,
    "DEPENDENCY_PATH",
    /publish that package/,
  ],
  [
    "a nested package with a dependency without a hash",
    good({
      dependencies: '.a = .{ .path = "libs/a" },',
      files: {
        "libs/a/build.zig.zon": manifestText({
          name: "a",
          dependencies: '.b = .{ .url = "https://e.x/b" },',
        }),
      },
    }),
    422,
    "DEPENDENCY_UNPINNED",
    /pantry add/,
  ],
  [
    "a dependency that was not brought along",
    good({ dependencies: dependency("metrics", "https://e.x/m.tar.gz", elsewhere) }),
    422,
    "DEPENDENCY_UNAVAILABLE",
    /before the version/,
  ],
  [
    "a dependency whose name a terminal obeys",
    good({ dependencies: '.@"\\x1b[2J" = .{ .path = "a" },' }),
    422,
    "MANIFEST_REFUSED",
    /terminal/,
  ],

  [
    "a dependency whose name ends the string that it is printed in",
    good({ dependencies: '.@"\\"" = .{ .path = "a" },' }),
    422,
    "MANIFEST_REFUSED",
    /quote/,
  ],

  ["a link", withEntries(link("l", "build.zig")), 422, "PACKAGE_NOT_PUBLISHABLE", /copy/],
  ["a link that leads out", withEntries(link("l", "../../etc")), 422, "PACKAGE_LINK_ESCAPES", /./],
  ["a file twice", withEntries(file("build.zig", "other")), 422, "PACKAGE_ENTRY_REFUSED", /each once/],
  ["case twins", withEntries(file("SRC/A.zig", "")), 422, "PACKAGE_NOT_PUBLISHABLE", /rename/],
  [
    "a name in two pieces of Unicode",
    withEntries(file("e\u0301", "")),
    422,
    "PACKAGE_NOT_PUBLISHABLE",
    /rename/,
  ],
  ["a name of a device", withEntries(file("nul.zig", "")), 422, "PACKAGE_NOT_PUBLISHABLE", /rename/],
  ["a name that leads out", withEntries(file("../../x", "")), 422, "PACKAGE_ENTRY_REFUSED", /./],
  [
    "a hard link",
    retar((all) => [...all, { name: "leaf-2.0.0/h", type: "1", link: "leaf-2.0.0/build.zig" }]),
    422,
    "PACKAGE_ENTRY_REFUSED",
    /./,
  ],
  [
    "a device",
    retar((all) => [...all, { name: "leaf-2.0.0/d", type: "3" }]),
    422,
    "PACKAGE_ENTRY_REFUSED",
    /./,
  ],
  [
    "a file that .paths leave out",
    packedAs(() => {
      const text = at200.replace('.paths = .{ ""', '.paths = .{ "build.zig.zon"');
      return packTarGz([file("build.zig.zon", text), file("secret", "")], { root: "leaf-2.0.0" });
    }),
    422,
    "PACKAGE_NOT_PUBLISHABLE",
    /pantry pack/,
  ],

  ["entries in another order", retar((all) => all.reverse()), 422, "ARCHIVE_NOT_CANONICAL", /pantry pack/],
  [
    "another mode",
    retar((all) => all.map((entry) => ({ ...entry, mode: 0o600 }))),
    422,
    "ARCHIVE_NOT_CANONICAL",
    /./,
  ],
  [
    "a folder's own entry",
    retar((all) => [{ name: "leaf-2.0.0/", type: "5" }, ...all]),
    422,
    "ARCHIVE_NOT_CANONICAL",
    /./,
  ],
  ["more zeros at the end", retar((all) => all, 20), 422, "ARCHIVE_NOT_CANONICAL", /./],
  ["no zeros at the end", retar((all) => all, 0), 422, "ARCHIVE_NOT_CANONICAL", /./],
  [
    "another folder around it",
    packedAs((pack) => packTarGz(pack.entries, { root: "other" })),
    422,
    "ARCHIVE_NOT_CANONICAL",
    /./,
  ],
  [
    "a second gzip member",
    packedAs((pack) => Buffer.concat([pack.archive, gzipSync("more")])),
    422,
    "PACKAGE_AMBIGUOUS",
    /pack it anew/,
  ],
  [
    "bytes behind its end",
    packedAs((pack) => Buffer.concat([pack.archive, Buffer.from("more")])),
    422,
    "PACKAGE_AMBIGUOUS",
    /pack it anew/,
  ],
  ["a cut archive", packedAs((pack) => pack.archive.subarray(0, -20)), 422, "ARCHIVE_DAMAGED", /./],
  ["a wrong checksum", packedAs((pack) => damaged(pack.archive)), 422, "ARCHIVE_DAMAGED", /./],
  ["a page", packedAs(() => Buffer.from("<html>")), 422, "ARCHIVE_DAMAGED", /./],
  ["nothing", packedAs(() => Buffer.alloc(0)), 422, "ARCHIVE_DAMAGED", /./],
  [
    "an archive that unpacks to more than 256 MiB, at a ratio that is taken",
    packedAs(() => {
      const noise = gzipSync(randomBytes(2 * 1024 * 1024));
      return packTarGz([file("noise", noise), file("zeros", Buffer.alloc(257 * 1024 * 1024))], { root: "x" });
    }),
    422,
    "ARCHIVE_LIMIT",
    /source code/,
  ],
  ["a bomb", packedAs(() => gzipSync(Buffer.alloc(70 * 1024 * 1024))), 422, "ARCHIVE_LIMIT", /./],
];

describe("the registry refuses", () => {
  it.each(rows)("%s", async (_, pack, status, code, hint) => {
    const answer = await publish(here(), token, pack());
    expectRefusal(answer, status, code, hint);
    expect(String(answer.body)).not.toContain("secret@");
    const document = (await ask(here(), "GET", paths.zigDocument("leaf"))).json();
    expect(document["versions"]).toHaveLength(1);
  });

  it("names that are none in the address, before it looks at the body", async () => {
    for (const [name, version, code] of [
      ["a-b", "1.0.0", "NAME_INVALID"],
      ["test", "1.0.0", "NAME_INVALID"],
      ["..%2Fx", "1.0.0", "NAME_INVALID"],
      ["fresh", "1.0", "VERSION_INVALID"],
      ["fresh", "v1.0.0", "VERSION_INVALID"],
    ] as const) {
      const answer = await ask(here(), "PUT", `-/zig/${name}/${version}`, { token, body: Buffer.from("x") });
      expectRefusal(answer, 422, code, /./);
    }
  });

  it("what it refused is nobody's: the name stays free", async () => {
    expect(
      (
        await publish(
          here(),
          token,
          testPackage({ name: "free", id: 1, dependencies: '.a = .{ .path = ".." },' }),
        )
      ).status,
    ).toBe(422);
    const bob = await signUp(here(), "bob");
    expect((await publish(here(), bob, testPackage({ name: "free" }))).status).toBe(201);
  });
});

describe("a foreign archive that is brought along", () => {
  const foreign = testPackage({ name: "foreign", files: { "src/a.zig": "a" } });
  const bring = (hash: string, body: Buffer) => ask(here(), "PUT", paths.zigByHash(hash), { token, body });

  it.each<[string, string, () => Buffer, string]>([
    ["with another hash", elsewhere, () => foreign.archive, "HASH_DIFFERS"],
    ["that is cut", foreign.hash, () => foreign.archive.subarray(0, 50), "ARCHIVE_DAMAGED"],
    [
      "with a link that leads out",
      foreign.hash,
      () => packTarGz([link("l", "/etc")], { root: "x" }),
      "PACKAGE_LINK_ESCAPES",
    ],
    [
      "on which programs disagree",
      foreign.hash,
      () => Buffer.concat([foreign.archive, gzipSync("x")]),
      "PACKAGE_AMBIGUOUS",
    ],
    ["whose own dependency has no hash", unpinned().hash, () => unpinned().archive, "DEPENDENCY_UNPINNED"],
    [
      "whose own dependency is on loopback",
      onLoopback().hash,
      () => onLoopback().archive,
      "DEPENDENCY_ADDRESS",
    ],
  ])("%s is refused", async (_, hash, body, code) => {
    expectRefusal(await bring(hash, body()), 422, code, /./);
    expect((await ask(here(), "HEAD", paths.zigByHash(hash))).status).toBe(404);
  });

  it("by something that is no hash is refused", async () => {
    for (const hash of ["x", `1220${"a".repeat(64)}`, `../${elsewhere}`]) {
      expectRefusal(await bring(hash, foreign.archive), 400, "REQUEST_INVALID", /1220/);
    }
  });

  it("needs a token", async () => {
    const answer = await ask(here(), "PUT", paths.zigByHash(foreign.hash), { body: foreign.archive });
    expectRefusal(answer, 401, "SIGN_IN_REQUIRED", /login/);
  });
});

function expectRefusal(answer: Answer, status: number, code: string, hint: RegExp): void {
  const body = readErrorBody(answer.body);
  expect({ status: answer.status, code: body?.code, error: body?.error }).toEqual({
    status,
    code,
    error: expect.stringMatching(/./),
  });
  expect(body?.hint).toMatch(hint);
}

/** A package whose dependencies Zig itself would not take, so its hash cannot be computed here. */
function withDependencies(dependencies: string): TestPackage {
  const pack = testPackage({ version: "2.0.0" });
  const text = manifestText({ version: "2.0.0", dependencies });
  return { ...pack, archive: packTarGz([file("build.zig.zon", text)], { root: "leaf-2.0.0" }) };
}

function unpinned(): TestPackage {
  return testPackage({ name: "foreign", dependencies: '.b = .{ .url = "https://e.x/b" },' });
}

function onLoopback(): TestPackage {
  return testPackage({ name: "foreign", dependencies: dependency("b", "http://127.0.0.1/b", elsewhere) });
}

function damaged(archive: Buffer): Buffer {
  const copy = Buffer.from(archive);
  copy.writeUInt8(copy.readUInt8(copy.length - 8) ^ 1, copy.length - 8);
  return copy;
}
