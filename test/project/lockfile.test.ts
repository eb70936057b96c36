import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { formatLockfile, type Lockfile, namedInHash, parseLockfile } from "../../src/project/index.ts";
import { refusalOf } from "../support/failure-of.ts";
import { fc } from "../support/fast-check.ts";
import { anyLockfile, hashOf, integrityOf, shuffled } from "./lockfiles.ts";

const httpz = hashOf("httpz-0.3.1");
const bare = hashOf("N-V");

/** A small lockfile that is right, for rows that each spoil one thing in it. */
const good = `# mine
version = 1

[[project]]
path = "."
dependencies = [
  { kind = "zig", alias = "http", range = "^0.3", hash = "${httpz}" },
  { kind = "zig", alias = "tools", path = "../tools", lazy = true },
]

[[package]]
kind = "npm"
name = "left-pad"
version = "1.3.0"
source = "registry+https://zig.example/"
integrity = "${integrityOf("left-pad")}"

[[package]]
kind = "zig"
name = "c"
source = "https+https://files.example/c.tar.gz"
hash = "${bare}"

[[package]]
kind = "zig"
name = "httpz"
version = "0.3.1"
source = "registry+https://zig.example/"
hash = "${httpz}"
integrity = "${integrityOf("httpz")}"
dependencies = [
  { alias = "c", hash = "${bare}" },
  { alias = "inner", path = "libs/inner" },
]

[[package]]
kind = "zig"
name = "tools"
source = "path+../tools"
`;

describe("the page", () => {
  const page = readFileSync(new URL("../../src/project/LOCKFILE.md", import.meta.url), "utf8");
  const example = /```toml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";

  test("its example is read, and written again to the same bytes", () => {
    expect(parseLockfile(example, "pantry.lock").packages).toHaveLength(6);
    expect(formatLockfile(parseLockfile(example, "pantry.lock"))).toBe(example);
  });
});

describe("what is written", () => {
  test("is read as the same", () => {
    fc.assert(
      fc.property(anyLockfile, (lockfile) => {
        const read = parseLockfile(formatLockfile(lockfile), "pantry.lock");
        expect(inOneOrder(read)).toEqual(inOneOrder(lockfile));
      }),
      { numRuns: 500 },
    );
  });

  test("does not depend on the order that it came in", () => {
    fc.assert(
      fc.property(anyLockfile, fc.infiniteStream(fc.constantFrom(-1, 1)), (lockfile, signs) => {
        const text = formatLockfile(lockfile);
        expect(formatLockfile(shuffled(lockfile, () => signs.next().value ?? 1))).toBe(text);
        expect(formatLockfile(parseLockfile(text, "pantry.lock"))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test("is the same after CRLF, a byte order mark and comments", () => {
    const text = formatLockfile(parseLockfile(good, "pantry.lock"));
    const touched = `\ufeff${text.replaceAll("\n", " # touched\r\n").replaceAll("[ #", "[  #")}`;
    expect(formatLockfile(parseLockfile(touched, "pantry.lock"))).toBe(text);
  });
});

describe("what is refused", () => {
  test("the lockfile that the rows spoil is right", () => {
    expect(parseLockfile(good, "pantry.lock").packages).toHaveLength(4);
  });

  const rows: [what: string, from: string | RegExp, to: string, message: string][] = [
    ["no version", "version = 1\n", "", "pantry.lock:1:1: pantry.lock has no `version`"],
    [
      "a version that is no number",
      "version = 1\n",
      'version = "1"\n',
      "the version of the format must be a whole number",
    ],
    [
      "a version that is a float",
      "version = 1\n",
      "version = 1.0\n",
      "pantry.lock:2:11: the version of the format",
    ],
    [
      "version 0",
      "version = 1\n",
      "version = 0\n",
      "the version of the format must be a whole number from 1 on",
    ],
    ["no project", /\[\[project\]\][\s\S]*?\n\n/, "", "names no project"],
    ["an unknown key at the root", "version = 1\n", "version = 1\nhash = 1\n", 'has no key "hash"'],
    ["a misspelt key", "integrity =", "intergity =", 'pantry.lock:16:1: `package` has no key "intergity"'],
    [
      "an unknown key of a dependency",
      '{ alias = "c",',
      '{ alias = "c", dev = true,',
      '`package.dependencies` has no key "dev"',
    ],
    [
      "a package that is a table",
      /\[\[package\]\][\s\S]*/,
      "[package]\nx = 1",
      "`package` must be an array, not a table",
    ],
    ["a project without its list", /dependencies = \[\n[\s\S]*?\]\n/, "", "`project` has no `dependencies`"],
    ["an unknown kind", 'kind = "npm"', 'kind = "zag"', 'pantry.lock:12:8: "zag" is no kind of package'],
    ["no kind", 'kind = "npm"\n', "", "`package` has no `kind`"],
    ["no source", 'source = "path+../tools"\n', "", "`package` has no `source`"],
    ["a name of nothing", 'name = "tools"', 'name = ""', "`package.name` is empty"],
    ["an alias of nothing", 'alias = "http"', 'alias = ""', "`project.dependencies.alias` is empty"],
    ["a range that is none", 'range = "^0.3"', 'range = "^^0.3"', '"^^0.3" is no range of semantic versions'],
    ["lazy that is no truth", "lazy = true", 'lazy = "yes"', "must be true or false"],
    ["lazy of npm", 'kind = "zig", alias = "tools"', 'kind = "npm", alias = "tools"', 'has no key "lazy"'],

    [
      "a hash of the old form",
      `hash = "${bare}"\n`,
      `hash = "1220${"a".repeat(64)}"\n`,
      "is no package hash of Zig",
    ],
    [
      "a hash that climbs",
      `hash = "${bare}"\n`,
      `hash = "../x-1.0.0-${bare.slice(-44)}"\n`,
      "is no package hash of Zig",
    ],
    ["no hash", `hash = "${bare}"\n`, "", "`package` has no `hash`"],
    [
      "a version that the hash does not have",
      'version = "0.3.1"',
      'version = "0.3.2"',
      "the hash is that of httpz 0.3.1, but the entry says httpz 0.3.2",
    ],
    [
      "a name that the hash does not have",
      'name = "httpz"',
      'name = "httpy"',
      "the hash is that of httpz 0.3.1, but the entry says httpy 0.3.1",
    ],
    [
      "a version that the hash has and the entry has not",
      'version = "0.3.1"\n',
      "",
      "but the entry says httpz without a version",
    ],
    [
      "a version without a manifest",
      'name = "c"',
      'name = "c"\nversion = "1.0.0"',
      "a package without build.zig.zon has no version",
    ],
    ["a version that is none", 'version = "1.3.0"', 'version = "v1.3.0"', '"v1.3.0" is no version'],
    ["npm without a version", 'version = "1.3.0"\n', "", "an npm package has a `version`"],
    [
      "npm with a hash",
      'version = "1.3.0"',
      `version = "1.3.0"\nhash = "${bare}"`,
      "an npm package has no hash",
    ],
    ["npm without an integrity", /integrity = .*\n/, "", "an npm package from there has an `integrity`"],
    [
      "a path with a hash",
      'source = "path+../tools"',
      `source = "path+../tools"\nhash = "${bare}"`,
      "a path has no hash",
    ],
    [
      "a path with an integrity",
      'source = "path+../tools"',
      `source = "path+../tools"\nintegrity = "${integrityOf("x")}"`,
      "a package from path has no integrity",
    ],
    [
      "git with an integrity",
      'registry+https://zig.example/"\nhash',
      `git+https://git.example/a#${"0".repeat(40)}"\nhash`,
      "a package from git has no integrity",
    ],
    [
      "an integrity of SHA-1",
      /sha512-[^"]*/,
      "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
      "an integrity is `sha512-`",
    ],
    ["an integrity that is cut", /sha512-(.{20})[^"]*/, "sha512-$1", "an integrity is `sha512-`"],
    ["two integrities", /sha512-([^"]*)/, "sha512-$1 sha512-$1", "an integrity is `sha512-`"],

    ["a source of no kind", "path+../tools", "svn+https://x/", "begins with none of registry+"],
    ["a source without a way", "path+../tools", "../tools", "begins with none of registry+"],
    [
      "a registry in another spelling",
      "registry+https://zig.example/",
      "registry+https://ZIG.example",
      "is written registry+https://zig.example/",
    ],
    [
      "a registry with credentials",
      "registry+https://zig.example/",
      "registry+https://ana:pw@zig.example/",
      "carries credentials",
    ],
    [
      "an archive with credentials",
      "https+https://files",
      "https+https://ana:pw@files",
      "the source of a package cannot be used",
    ],
    [
      "git with credentials",
      "https+https://files.example/c.tar.gz",
      "git+https://ana@git.example/a#main",
      "the source of a package cannot be used",
    ],
    [
      "an archive from a file",
      "https+https://files.example/c.tar.gz",
      "https+file:///etc/passwd",
      "the source of a package cannot be used",
    ],
    [
      "http called https",
      "https+https://files",
      "https+http://files",
      "is written http+http://files.example/c.tar.gz",
    ],
    [
      "git called an archive",
      "https+https://files.example/c.tar.gz",
      "https+git+https://git.example/a",
      "is no address of an archive",
    ],
    ["an absolute path", "path+../tools", "path+/tools", "has a path that is absolute"],
    ["a path of Windows", "path+../tools", "path+C:/tools", "has a path that is absolute"],
    ["a path with backslashes", "path+../tools", "path+..\\\\tools", "has a path that has a backslash"],
    ["a path with a detour", "path+../tools", "path+a/../../tools", "is not in its shortest form"],
    ["a path with a slash at its end", "path+../tools", "path+../tools/", "is not in its shortest form"],
    ["no path", "path+../tools", "path+", "is not in its shortest form"],
    ["a path out of a package", 'path = "libs/inner"', 'path = "../inner"', "leads out of the folder"],
    ["a project outside", 'path = "."', 'path = "../other"', "`project.path` leads out of the folder"],

    [
      "a dependency with two targets",
      `alias = "c", hash`,
      'alias = "c", path = "x", hash',
      "has either `hash` or `path`",
    ],
    [
      "a dependency with no target",
      `{ alias = "c", hash = "${bare}" }`,
      '{ alias = "c" }',
      "has either `hash` or `path`",
    ],
    [
      "a hash that leads nowhere",
      `{ alias = "c", hash = "${bare}" }`,
      `{ alias = "c", hash = "${hashOf("gone-1.0.0")}" }`,
      "pantry.lock:32:3: this dependency leads to no package",
    ],
    [
      "a path that leads nowhere",
      'path = "../tools", lazy',
      'path = "../toolz", lazy',
      "pantry.lock:8:3: this dependency leads to no package",
    ],
    [
      "a project's hash that leads nowhere",
      `range = "^0.3", hash = "${httpz}"`,
      `range = "^0.3", hash = "${hashOf("gone-1.0.0")}"`,
      "leads to no package",
    ],
    ["a dependency twice", /( {2}\{ alias = "c".*\n)/, "$1$1", "this entry is there twice"],
    [
      "a package twice",
      /(\[\[package\]\]\nkind = "zig"\nname = "c"[\s\S]*?\n\n)/,
      "$1$1",
      "this entry is there twice",
    ],
    [
      "one hash under two names",
      /(\[\[package\]\]\nkind = "zig"\nname = )"c"([\s\S]*?\n\n)/,
      '$1"c"$2$1"d"$2',
      "this package is there twice",
    ],
    [
      "packages out of order",
      /(\[\[package\]\]\nkind = "npm"[\s\S]*?\n\n)(\[\[package\]\]\nkind = "zig"\nname = "c"[\s\S]*?\n\n)/,
      "$2$1",
      "is not in its sorted place",
    ],
    [
      "dependencies out of order",
      /( {2}\{ alias = "c".*\n)( {2}\{ alias = "inner".*\n)/,
      "$2$1",
      "is not in its sorted place",
    ],
    ["projects twice", /(\[\[project\]\][\s\S]*?\n\n)/, "$1$1", "this entry is there twice"],
  ];

  test.each(rows)("%s", (_, from, to, message) => {
    const spoilt = good.replace(from, to);
    expect(spoilt).not.toBe(good);
    const error = refusal(spoilt);
    expect(error.code).toBe("LOCK_INVALID");
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^pantry\.lock:\d+:\d+: /);
    expect(error.message).not.toContain("ana:pw");
    expect(error.hint).toBeTruthy();
  });

  test("a newer format, whatever else is in it", () => {
    const error = refusal('version = 2\nsomething = "new"\n[[package]]\nnew = 1\n');
    expect(error.code).toBe("LOCK_NEWER");
    expect(error.message).toBe("pantry.lock has format 2; this Pantry reads up to 1");
    expect(error.hint).toContain("update Pantry");
  });

  test("an unfinished merge, with its own way out", () => {
    const error = refusal(good.replace("[[package]]", "<<<<<<< HEAD\n[[package]]"));
    expect(error.code).toBe("TOML_CONFLICT");
    expect(error.message).toContain("pantry.lock:11:1: the markers of an unfinished merge");
    expect(error.hint).toContain("run `pantry install`");
  });

  test.each([
    ["nothing", "", "LOCK_INVALID"],
    ["no TOML", "{}", "TOML_SYNTAX"],
    ["JSON", '{ "version": 1 }', "TOML_SYNTAX"],
    ["a cut file", good.slice(0, 300), "TOML_SYNTAX"],
  ])("%s", (_, text, code) => {
    expect(refusal(text).code).toBe(code);
  });

  test("a file cut anywhere is refused, or is missing nothing but what nothing leads to", () => {
    const whole = parseLockfile(good, "pantry.lock");
    for (let length = 0; length < good.length; length += 1) {
      const read = attempt(good.slice(0, length));
      if (read instanceof PantryError) continue;
      expect(read.projects).toEqual(whole.projects);
    }
  });

  test("garbage gives an expected error, or a lockfile that is written and read again", () => {
    const edit = fc.record({
      at: fc.nat({ max: good.length }),
      drop: fc.nat({ max: 20 }),
      add: fc.oneof(
        fc.string({ maxLength: 3 }),
        fc.constantFrom('"', "[[package]]\n", "\n", "../", "-", "\u0000", "= 1\n"),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        let text = good;
        for (const { at, drop, add } of edits) text = text.slice(0, at) + add + text.slice(at + drop);
        const read = attempt(text);
        if (read instanceof PantryError) return;
        expect(inOneOrder(parseLockfile(formatLockfile(read), "pantry.lock"))).toEqual(inOneOrder(read));
      }),
      { numRuns: 3000 },
    );
  });
});

test.each([
  [hashOf("httpz-0.3.1"), { name: "httpz", version: "0.3.1" }],
  [hashOf("N-1.0.0"), { name: "N", version: "1.0.0" }],
  [hashOf("N-V"), undefined],
])("what %s says of its package", (hash, named) => {
  expect(namedInHash(hash)).toEqual(named);
});

test("ten thousand packages are read", () => {
  const packages = Array.from({ length: 10_000 }, (_, index) => ({
    kind: "zig" as const,
    name: `p${index}`,
    version: "1.0.0",
    source: { kind: "registry" as const, url: "https://zig.example/" },
    hash: hashOf(`p${index}-1.0.0`),
    integrity: undefined,
    dependencies: [
      {
        alias: "next",
        lazy: false,
        to: { kind: "hash" as const, hash: hashOf(`p${(index + 1) % 10_000}-1.0.0`) },
      },
    ],
  }));
  const text = formatLockfile({ projects: [{ path: ".", dependencies: [] }], packages });
  expect(parseLockfile(text, "pantry.lock").packages).toHaveLength(10_000);
});

function inOneOrder({ projects, packages }: Lockfile): unknown {
  const text = (value: unknown) => JSON.stringify(value, Object.keys(flatKeys).sort());
  const sorted = <T>(list: readonly T[]) => list.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  const within = <T extends { readonly dependencies: readonly unknown[] }>(each: T) => ({
    ...each,
    dependencies: sorted(each.dependencies),
  });
  return { projects: sorted(projects.map(within)), packages: sorted(packages.map(within)) };
}

const flatKeys = {
  alias: 0,
  kind: 0,
  name: 0,
  version: 0,
  hash: 0,
  path: 0,
  url: 0,
  source: 0,
  to: 0,
  lazy: 0,
  range: 0,
};

function attempt(text: string): Lockfile | PantryError {
  try {
    return parseLockfile(text, "pantry.lock");
  } catch (error) {
    if (error instanceof PantryError) return error;
    throw error;
  }
}

function refusal(text: string): PantryError {
  return refusalOf(() => parseLockfile(text, "pantry.lock"));
}
