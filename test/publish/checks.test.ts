import { describe, expect, it } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { tokenText } from "../../src/protocol/index.ts";
import { checks, runChecks } from "../../src/publish/checks/index.ts";
import type { Subject } from "../../src/publish/subject.ts";
import { documentOf, type Files, library, manifestOf, subjectOf, withFiles } from "./fixtures.ts";

const hash = "leaf-1.0.0-Fy-PJpLKAAAmMEnwre7fFcfsxBGULd24N8Bp2pWEu3sf";
const depends = (entry: string): Files => withFiles({ "build.zig.zon": manifestOf({ dependencies: entry }) });
const url = (address: string) => depends(`.leaf = .{ .url = "${address}", .hash = "${hash}" }`);
const asked = (change = {}): Partial<Subject> => ({
  registry: { kind: "asked", document: documentOf(change), user: "ada" },
});
const unreachable: Partial<Subject> = {
  registry: {
    kind: "unreachable",
    failure: new PantryError("REGISTRY_UNREACHABLE", "network", {
      message: "nobody answers",
      hint: "start one",
    }),
  },
};
const key = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw".repeat(3)}\n-----END PRIVATE KEY-----\n`;

it("a package with all that it should have passes every check", () => {
  expect(runChecks(subjectOf(library, asked())).filter(({ verdict }) => verdict !== "ok")).toEqual([]);
});

it("checks have names of their own", () => {
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  expect(runChecks(subjectOf(library)).map(({ name }) => name)).toEqual(checks.map(({ name }) => name));
});

// Which check, what it is about, the files, what else there is, and every finding: its verdict and a part of its words.
type Row = [string, string, Files, Partial<Subject>, ...(readonly [string, RegExp])[]];

const rows: readonly Row[] = [
  ["paths", "all that is there", library, {}],
  [
    "paths",
    "a list that takes in all",
    withFiles({ "build.zig.zon": manifestOf({ paths: '"build.zig", "build.zig.zon", "src"' }) }),
    {},
  ],
  [
    "paths",
    "a list without the manifest",
    withFiles({ "build.zig.zon": manifestOf({ paths: '"build.zig", "src"' }) }),
    {},
    ["failed", /leave out build\.zig\.zon/],
  ],
  [
    "paths",
    "a list without the build script",
    withFiles({ "build.zig.zon": manifestOf({ paths: '"build.zig.zon", "src"' }) }),
    {},
    ["failed", /leave out build\.zig:/],
  ],
  ["paths", "no build script", withFiles({ "build.zig": undefined }), {}, ["warning", /no build\.zig/]],
  [
    "paths",
    "a name that is not there",
    withFiles({ "build.zig.zon": manifestOf({ paths: '"build.zig", "build.zig.zon", "sr", "src/*"' }) }),
    {},
    ["warning", /"sr"/],
    ["warning", /"src\/\*"/],
  ],

  [
    "files",
    "a link",
    withFiles({ "src/link.zig": "-> root.zig" }),
    {},
    ["failed", /src\/link\.zig.* is a link/],
  ],
  [
    "files",
    "names that differ in case",
    withFiles({ "src/Root.zig": "" }),
    {},
    ["failed", /Root\.zig.*case/],
  ],
  ["files", "a name that Windows has not", withFiles({ "src/aux.zig": "" }), {}, ["failed", /aux\.zig/]],

  ["name", "a free one", library, {}],
  ["name", "one's own", library, asked()],
  [
    "name",
    "somebody else's",
    library,
    { registry: { kind: "asked", document: documentOf(), user: "bob" } },
    ["failed", /belongs to ada, and you are bob/],
  ],
  [
    "name",
    "nobody signed in",
    library,
    { registry: { kind: "asked", document: undefined, user: undefined } },
    ["warning", /nobody is signed in/],
  ],
  [
    "name",
    "a word of Zig's",
    { ...library, "build.zig.zon": manifestOf().replace(".ink", ".std").replace("0x9959d744", "0xa87a16a8") },
    {},
    ["failed", /`std` means something else/],
  ],
  ["name", "a registry that is away", library, unreachable, ["warning", /whose the name is: nobody answers/]],
  ["name", "no registry asked", library, { registry: { kind: "not asked" } }, ["skipped", /not asked whose/]],

  ["version", "a new one", library, asked()],
  [
    "version",
    "one that is there",
    library,
    asked({ version: "1.0.0" }),
    ["failed", /1\.0\.0 was published before, with other files/],
  ],
  [
    "version",
    "one that differs in build metadata only",
    library,
    asked({ version: "1.0.0+b" }),
    ["failed", /as 1\.0\.0\+b/],
  ],
  [
    "version",
    "the very same files",
    library,
    asked({ version: "1.0.0", hash: subjectOf(library).package.hash }),
    ["warning", /already, with exactly these files/],
  ],
  [
    "version",
    "a number that no range can hold",
    withFiles({ "build.zig.zon": manifestOf({ version: "9007199254740993.0.0" }) }),
    {},
    ["failed", /no registry takes 9007199254740993/],
  ],
  ["version", "a registry that is away", library, unreachable, ["warning", /nobody answers/]],

  ["fingerprint", "the first one", library, asked()],
  ["fingerprint", "a first version", library, {}, ["new", /later versions must keep/]],
  [
    "fingerprint",
    "another one",
    library,
    asked({ fingerprint: "0x9959d74400000001" }),
    ["failed", /0x9959d74400000001 since 0\.9\.0/],
  ],

  ["dependencies", "https", url("https://zig.example/leaf-1.0.0.tar.gz"), {}],
  ["dependencies", "git at a commit", url(`git+https://zig.example/leaf#${"a".repeat(40)}`), {}],
  [
    "dependencies",
    "no hash",
    depends('.leaf = .{ .url = "https://zig.example/x.tar.gz" }'),
    {},
    ["failed", /`leaf` has no `\.hash`/],
  ],
  [
    "dependencies",
    "a hash that leaves its folder",
    depends(`.leaf = .{ .url = "https://zig.example/x.tar.gz", .hash = "../${hash}" }`),
    {},
    ["failed", /`\.hash` that is none/],
  ],
  ["dependencies", "a file", url("file:///home/ada/leaf.tar.gz"), {}, ["failed", /begins with `file:`/]],
  [
    "dependencies",
    "credentials",
    url("https://ada:secret@zig.example/leaf.tar.gz"),
    {},
    ["failed", /carries credentials/],
  ],
  ["dependencies", "loopback", url("http://127.0.0.1:7117/leaf.tar.gz"), {}, ["failed", /own machine/]],
  [
    "dependencies",
    "loopback, for a registry there",
    url("http://127.0.0.1:7117/leaf.tar.gz"),
    { registryUrl: "http://localhost:7117/" },
  ],
  ["dependencies", "a branch in git", url("git+https://zig.example/leaf#main"), {}, ["warning", /a branch/]],
  [
    "dependencies",
    "a branch's archive",
    url("https://zig.example/o/r/archive/refs/heads/x.tar.gz"),
    {},
    ["warning", /a branch/],
  ],
  [
    "dependencies",
    "main's archive",
    url("https://zig.example/o/r/archive/main.tar.gz"),
    {},
    ["warning", /a branch/],
  ],
  ["dependencies", "a tag's archive", url("https://zig.example/o/r/archive/refs/tags/main.tar.gz"), {}],
  [
    "dependencies",
    "those of a nested package",
    {
      ...depends('.inner = .{ .path = "libs/inner" }'),
      "libs/inner/build.zig.zon": manifestOf({
        dependencies: '.leaf = .{ .url = "https://zig.example/x.tar.gz" }',
      }),
    },
    {},
    ["failed", /`leaf` of the nested package libs\/inner has no/],
  ],

  [
    "path-dependencies",
    "one inside",
    { ...depends('.inner = .{ .path = "libs/inner" }'), "libs/inner/build.zig": "" },
    {},
  ],
  [
    "path-dependencies",
    "one beside",
    depends('.inner = .{ .path = "../inner" }'),
    {},
    ["failed", /`inner` is at "\.\.\/inner", outside/],
  ],
  [
    "path-dependencies",
    "one that only seems inside",
    depends('.inner = .{ .path = "src/../../inner" }'),
    {},
    ["failed", /outside/],
  ],
  [
    "path-dependencies",
    "an absolute one",
    depends('.inner = .{ .path = "/home/ada/inner" }'),
    {},
    ["failed", /outside/],
  ],
  [
    "path-dependencies",
    "one as Windows writes it",
    depends('.inner = .{ .path = "libs\\\\inner" }'),
    {},
    ["failed", /outside/],
  ],
  [
    "path-dependencies",
    "one that is not packed",
    depends('.inner = .{ .path = "libs/inner" }'),
    {},
    ["failed", /nothing of that folder/],
  ],
  [
    "path-dependencies",
    "one of a nested package that leaves",
    {
      ...depends('.inner = .{ .path = "libs/inner" }'),
      "libs/inner/build.zig.zon": manifestOf({ dependencies: '.up = .{ .path = "../../../up" }' }),
    },
    {},
    ["failed", /`up` of the nested package libs\/inner.*outside/],
  ],
  [
    "path-dependencies",
    "two that lead to each other",
    {
      ...depends('.inner = .{ .path = "inner" }'),
      "inner/build.zig.zon": manifestOf({ dependencies: '.back = .{ .path = ".." }' }),
    },
    {},
  ],
  [
    "path-dependencies",
    "a nested manifest that is broken",
    { ...depends('.inner = .{ .path = "inner" }'), "inner/build.zig.zon": ".{" },
    {},
    ["failed", /inner\/build\.zig\.zon/],
  ],

  ["secrets", "variables", withFiles({ ".env": "A=1" }), {}, ["failed", /^\.env is a file of variables/]],
  ["secrets", "an example of variables", withFiles({ ".env.example": "A=" }), {}],
  [
    "secrets",
    "an SSH key by name",
    withFiles({ "keys/id_ed25519": "" }),
    {},
    ["failed", /^keys\/id_ed25519 is a private SSH key/],
  ],
  ["secrets", "npm's settings", withFiles({ ".npmrc": "" }), {}, ["failed", /^\.npmrc/]],
  [
    "secrets",
    "a private key",
    withFiles({ "server.pem": key }),
    {},
    ["failed", /^server\.pem has a private key/],
  ],
  [
    "secrets",
    "a private key for tests",
    withFiles({ "test/server.pem": key }),
    {},
    ["warning", /private key/],
  ],
  ["secrets", "a certificate", withFiles({ "ca.pem": key.replaceAll("PRIVATE KEY", "CERTIFICATE") }), {}],
  [
    "secrets",
    "a program that reads keys",
    withFiles({ "src/pem.zig": 'const begin = "-----BEGIN PRIVATE KEY-----";\nconst end = "";\n' }),
    {},
  ],
  [
    "secrets",
    "a token of a registry",
    withFiles({ "notes.txt": `token: ${tokenText(Buffer.alloc(20, 7))}` }),
    {},
    ["failed", /^notes\.txt has the token/],
  ],
  ["secrets", "what only looks like one", withFiles({ "notes.txt": `ptry_${"0".repeat(48)}` }), {}],
  [
    "secrets",
    "a forge's token",
    withFiles({ "notes.txt": `ghp_${"a1B2".repeat(9)}` }),
    {},
    ["warning", /token of a forge/],
  ],

  [
    "junk",
    "what Zig builds and fetches",
    withFiles({ ".zig-cache/h/x": "", "zig-out/lib/x": "", "zig-pkg/x/y": "" }),
    {},
    ["failed", /^\.zig-cache\/h\/x: Zig's cache/],
    ["failed", /^zig-out\/lib\/x/],
    ["failed", /^zig-pkg\/x\/y/],
  ],
  [
    "junk",
    "work folders that are asked for",
    withFiles({
      "build.zig.zon": manifestOf({ paths: '"build.zig", "build.zig.zon", "src", "zig-out/lib"' }),
    }),
    {},
    ["failed", /`\.paths` name zig-out, which is part of no package/],
  ],
  ["junk", "an earlier archive", withFiles({ "ink-0.9.0.tar.gz": "" }), {}, ["failed", /`pantry pack` made/]],
  ["junk", "somebody else's archive", withFiles({ "zlib-1.3.1.tar.gz": "", "src/ink-1.tar.gz": "" }), {}],
  ["junk", "a repository", withFiles({ ".git/HEAD": "" }), {}, ["failed", /history/]],
  [
    "junk",
    "many at once",
    withFiles(Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [`a${n}.orig`, ""]))),
    {},
    ["warning", /^a1\.orig, .*a5\.orig and 2 more: /],
  ],
  ["junk", "a desktop's", withFiles({ "src/.DS_Store": "" }), {}, ["warning", /desktop/]],
  [
    "junk",
    "names that only seem so",
    withFiles({ "src/zig-out.zig": "", "docs/zig-cache.md": "", ".gitignore": "" }),
    {},
  ],

  [
    "size",
    "a large file",
    withFiles({ "src/data.bin": Buffer.alloc(6 * 1024 * 1024) }),
    {},
    ["warning", /src\/data\.bin/],
  ],
  [
    "size",
    "a large archive",
    library,
    { packed: { archive: Buffer.alloc(11 * 1024 * 1024), problem: undefined } },
    ["warning", /everybody who uses it/],
  ],
  [
    "size",
    "one beyond what registries take",
    library,
    { packed: { archive: Buffer.alloc(101 * 1024 * 1024), problem: undefined } },
    ["warning", /many registries/],
  ],
  [
    "size",
    "one that no reader takes",
    library,
    {
      packed: {
        archive: Buffer.alloc(0),
        problem: new PantryError("ARCHIVE_LIMIT", "refused", { message: "too many entries" }),
      },
    },
    ["failed", /too many entries/],
  ],

  ["readme", "none", withFiles({ "README.md": undefined }), {}, ["warning", /no README/]],
  [
    "readme",
    "one elsewhere",
    withFiles({ "README.md": undefined, "docs/README.md": "" }),
    {},
    ["warning", /no README/],
  ],
  ["license", "none", withFiles({ LICENSE: undefined }), {}, ["warning", /no licence/]],
  ...["LICENCE.txt", "COPYING", "LICENSE-MIT", "LICENSES/MIT.txt", "license.md"].map(
    (file): Row => ["license", file, withFiles({ LICENSE: undefined, [file]: "" }), {}],
  ),

  ["git", "all committed", library, { git: { kind: "known", changed: [] } }],
  ["git", "changes in what is not packed", library, { git: { kind: "known", changed: ["notes.txt"] } }],
  [
    "git",
    "changes in what is",
    library,
    { git: { kind: "known", changed: ["src/root.zig", "notes.txt"] } },
    ["warning", /committed: src\/root\.zig$/],
  ],
  ["git", "no repository", library, { git: { kind: "no repository" } }, ["skipped", /no git repository/]],
  [
    "git",
    "no commit yet",
    library,
    { git: { kind: "no commit" } },
    ["warning", /nothing of this is committed/],
  ],
];

describe.each(checks.map(({ name }) => name))("%s", (name) => {
  const own = rows.filter(([check]) => check === name);
  it.each(own.map(([, what, files, change, ...expected]) => ({ what, files, change, expected })))(
    "$what",
    ({ files, change, expected }) => {
      const report = runChecks(subjectOf(files, change)).find((one) => one.name === name);
      expect(report?.findings.map(({ verdict }) => verdict)).toEqual(expected.map(([verdict]) => verdict));
      report?.findings.forEach((finding, index) => {
        expect(finding.message).toMatch(expected[index]?.[1] ?? /^$/);
        expect(
          ["skipped", "new"].includes(finding.verdict) || finding.hint !== undefined || name === "size",
        ).toBe(true);
      });
      expect(JSON.stringify(report)).not.toContain("secret@");
    },
  );

  it("has rows", () => {
    expect(own.length).toBeGreaterThan(1);
  });
});
