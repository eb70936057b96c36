import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { parseManifest } from "../../src/zon/index.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { zig, zigFetch } from "../support/zig.ts";
import { fingerprintOf, manifest, manifests } from "./manifests.ts";

const scratch = sharedFolder();
afterAll(scratch.remove);

describe("Zig and Pantry agree on", () => {
  test.for(Object.entries(manifests))("%s", async ([kind, texts]) => {
    for (const [i, text] of texts.entries()) {
      const theirs = await askZig(`${kind} ${i}`, text);
      const own = askPantry(text);
      expect({ text, ok: own.places.length === 0 }).toEqual({ text, ok: theirs.length === 0 });
      // Within a token, and where the grammar ends, Pantry points closer; Zig also lists what follows from the first.
      const isComparable = own.code.startsWith("MANIFEST") && !/\\[qx]/.test(text);
      if (!isComparable) continue;
      expect({ text, places: own.places }).toEqual({
        text,
        places: expect.arrayContaining(theirs.slice(0, 1)),
      });
    }
  });
});

describe("of what is there twice", () => {
  test("Zig takes the last version, and all paths together", async () => {
    const text = manifest({ paths: '.{"one"}' }, '.version = "2.0.0", .paths = .{"ten"}');
    const folder = write("twice", text);
    for (const size of [1, 10, 100])
      writeFileSync(join(folder, ["one", "ten", "hundred"][Math.log10(size)] ?? ""), "x".repeat(size));
    const { stdout } = await zigFetch(scratch.path, folder);
    expect(stdout).toMatch(/^demo-2\.0\.0-/);
    expect(Buffer.from(stdout.slice(-44), "base64url").readUInt32LE(4)).toBe(11);
    const { version, paths } = parseManifest(Buffer.from(text), "build.zig.zon");
    expect([version, paths.map(String)]).toEqual(["2.0.0", ["one", "ten"]]);
  });

  test.for([
    {
      first: '.path = "b"',
      second: '.url = "ftp://x/y", .hash = "a-1-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"',
      kind: "url",
    },
    {
      first: '.url = "ftp://x/y", .hash = "a-1-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"',
      second: '.path = "b"',
      kind: "path",
    },
  ])("Zig takes the last dependency of a name: $kind", async ({ first, second, kind }) => {
    for (const text of [
      manifest({}, `.dependencies = .{ .a = .{ ${first} }, .a = .{ ${second} } }`),
      manifest({}, `.dependencies = .{ .a = .{ ${first} } }, .dependencies = .{ .a = .{ ${second} } }`),
    ]) {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "build.zig.zon"), text);
      writeFileSync(join(folder, "build.zig"), 'pub fn build(_: *@import("std").Build) void {}\n');
      const fetched = await zig(scratch.path, ["build", "--fetch"], { cwd: folder });
      expect(fetched.stderr.includes("unsupported URL scheme: ftp")).toBe(kind === "url");
      expect(parseManifest(Buffer.from(text), "build.zig.zon").dependencies.get("a")?.location.kind).toBe(
        kind,
      );
    }
  });
});

test.for([".a = 1 + 2", ".a = u8", ".a = (1)", ".a = &.{1}", '.a = @import("b")', ".a = .{}{}"])(
  "an unknown field that is Zig but not ZON is refused, where Zig does not look: %s",
  async (field, { task }) => {
    const text = manifest({}, field);
    const places = await askZig(`expression ${task.id}`, text);
    expect([places, askPantry(text).code]).toEqual([[], field === ".a = u8" ? "" : "ZON_SYNTAX"]);
  },
);

describe("a manifest", () => {
  test("is read as it stands", () => {
    const source = Buffer.from(String.raw`.{
    .name = .demo,
    .version = "1_0.0.0-rc.1+b",
    .fingerprint = ${fingerprintOf("demo")},
    .minimum_zig_version = "0.16.0",
    .dependencies = .{
        .httpz = .{
            .url = "git+https://example.com/httpz?ref=v1#0123456789012345678901234567890123456789",
            .hash = "httpz-0.0.0-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        },
        .@"local-\x61\u{e9}" = .{ .path = "../a b", .lazy = true },
    },
    .paths = .{ "build.zig", "./src//", "a/../b", "\xff" },
}
`);
    const { dependencies, paths, ...rest } = parseManifest(source, "build.zig.zon");
    expect(rest).toEqual({
      name: "demo",
      version: "10.0.0-rc.1+b",
      fingerprint: BigInt(fingerprintOf("demo")),
      minimumZigVersion: "0.16.0",
    });
    expect(paths.map((path) => path.toString("latin1"))).toEqual(["build.zig", "src", "b", "\xff"]);
    expect([...dependencies].map(([alias, { span, ...dependency }]) => [alias, dependency])).toEqual([
      [
        "httpz",
        {
          location: {
            kind: "url",
            url: "git+https://example.com/httpz?ref=v1#0123456789012345678901234567890123456789",
          },
          hash: "httpz-0.0.0-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
          lazy: false,
        },
      ],
      ["local-aé", { location: { kind: "path", path: "../a b" }, hash: undefined, lazy: true }],
    ]);
    const local = dependencies.get("local-aé")?.span;
    expect(source.toString("utf8", local?.start, local?.end)).toBe(
      String.raw`.@"local-\x61\u{e9}" = .{ .path = "../a b", .lazy = true }`,
    );
  });

  test("without paths stands for everything, where Zig only builds it", () => {
    const text = Buffer.from(
      `.{ .name = .demo, .version = "1.0.0", .fingerprint = ${fingerprintOf("demo")} }`,
    );
    expect(parseManifest(text, "build.zig.zon", { allowMissingPaths: true }).paths).toEqual([
      Buffer.alloc(0),
    ]);
    expect(() => parseManifest(text, "build.zig.zon")).toThrow("missing top-level 'paths' field");
  });

  test.for(["alias", "url", "path"])("with a dependency's %s that is not UTF-8 is refused", (what) => {
    const bad = (field: string) => (field === what ? "\\xff" : "x");
    const location = what === "path" ? `.path = "${bad("path")}"` : `.url = "${bad("url")}"`;
    const text = manifest({}, `.dependencies = .{ .@"${bad("alias")}" = .{ ${location} } }`);
    expect(() => parseManifest(Buffer.from(text), "build.zig.zon")).toThrow("expected UTF-8");
  });
});

function write(name: string, text: string): string {
  const folder = join(scratch.path, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "build.zig.zon"), text);
  return folder;
}

async function askZig(name: string, text: string): Promise<string[]> {
  const { ok, stderr } = await zigFetch(scratch.path, write(name, text));
  const places = [...stderr.matchAll(/build\.zig\.zon:(\d+:\d+): error/g)].map(([, place]) => place ?? "");
  expect({ text, ok, stderr }).toEqual({ text, ok: places.length === 0, stderr });
  return places;
}

function askPantry(text: string): { readonly code: string; readonly places: readonly string[] } {
  try {
    parseManifest(Buffer.from(text), "build.zig.zon");
    return { code: "", places: [] };
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    const places = [...error.message.matchAll(/^build\.zig\.zon:(\d+:\d+): /gm)].map(
      ([, place]) => place ?? "",
    );
    return { code: error.code, places };
  }
}
