import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { parseManifest, parseZon } from "../../src/zon/index.ts";
import { fc } from "../support/fast-check.ts";
import { sharedFolder } from "../support/folders.ts";
import { zig } from "../support/zig.ts";
import { damage, numberComments, scalar, trivia } from "./arbitraries.ts";
import { fingerprintOf, manifest } from "./manifests.ts";

const scratch = sharedFolder();
afterAll(scratch.remove);

/** Mostly right, sometimes any ZON there is. */
function value(...right: string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: scalar });
}

const hash = `"a-1.0.0-${"A".repeat(44)}"`;
const location = fc.oneof(
  value('"b"', '"../b"', '""').map((text) => `.path = ${text}`),
  value('"ftp://x/y"', '"x"').map((text) => `.url = ${text}`),
);
const dependency = fc
  .tuple(
    location,
    fc.array(
      fc.oneof(
        location,
        value(hash).map((text) => `.hash = ${text}`),
        value("true", "false").map((text) => `.lazy = ${text}`),
        scalar.map((text) => `.other = ${text}`),
      ),
      { maxLength: 2 },
    ),
  )
  .map(([first, more]) => `.{ ${[first, ...more].join(", ")} }`);
const dependencies = fc
  .array(
    fc.tuple(
      fc.constantFrom("a", "b", '@"a-b"', '@"\\x61"'),
      fc.oneof({ weight: 12, arbitrary: dependency }, { weight: 1, arbitrary: scalar }),
    ),
    { maxLength: 3 },
  )
  .map((entries) => `.{ ${entries.map(([alias, entry]) => `.${alias} = ${entry}`).join(", ")} }`);

const field = fc.oneof(
  value(".demo").map((text) => `.name = ${text}`),
  value('"1.2.3"', '"1.2.3-rc.1"').map((text) => `.version = ${text}`),
  value(fingerprintOf("demo")).map((text) => `.fingerprint = ${text}`),
  value('.{""}', '.{ "a", "b", }').map((text) => `.paths = ${text}`),
  value('"0.16.0"').map((text) => `.minimum_zig_version = ${text}`),
  dependencies.map((text) => `.dependencies = ${text}`),
  scalar.map((text) => `.other = ${text}`),
);

const whole = fc
  .tuple(fc.array(field, { maxLength: 3 }), trivia)
  .map(([fields, gap]) => numberComments(manifest({}, `${gap}${fields.join(`,${gap}`)}`)));

/** `zig build --fetch` of a project that has all of them as path dependencies: the places of all errors, by folder. */
async function askZig(name: string, texts: readonly Buffer[]): Promise<string[][]> {
  const project = join(scratch.path, name);
  mkdirSync(project);
  writeFileSync(join(project, "build.zig"), 'pub fn build(_: *@import("std").Build) void {}\n');
  const table = texts.map((_, i) => `.d${i} = .{ .path = "d${i}" }`).join(",\n");
  writeFileSync(join(project, "build.zig.zon"), manifest({}, `.dependencies = .{ ${table} }`));
  texts.forEach((text, i) => {
    mkdirSync(join(project, `d${i}`));
    writeFileSync(join(project, `d${i}`, "build.zig.zon"), text);
  });
  const { stderr } = await zig(scratch.path, ["build", "--fetch"], { cwd: project });
  const places = texts.map((): string[] => []);
  for (const [, folder, place, message] of stderr.matchAll(
    /\bd(\d+)\/build\.zig\.zon:(\d+:\d+): error: (.*)/g,
  )) {
    // What a manifest says is one thing, what is found when it is followed another.
    if (!whenFetching.test(message ?? "")) places[Number(folder)]?.push(place ?? "");
  }
  return places;
}

const whenFetching =
  /^(unsupported URL scheme|invalid URI|path-based dependencies are not hashed|dependency is missing hash|expected path relative|unable to (?!parse))/;

async function agree(name: string, texts: readonly Buffer[]): Promise<{ good: number; bad: number }> {
  const answers = await askZig(name, texts);
  let good = 0;
  for (const [i, text] of texts.entries()) {
    const shown = text.toString("latin1");
    const own = verdict(text);
    const isGood = answers[i]?.length === 0;
    // Unknown fields may hold what is Zig but not ZON; there Pantry is stricter on purpose.
    if (isGood && own === "ZON_SYNTAX") expect([shown, await isZon(text)]).toEqual([shown, false]);
    // Of dependencies Pantry reads UTF-8 only, on purpose too.
    else if (!(isGood && own === notUtf8)) expect([shown, own === ""]).toEqual([shown, isGood]);
    if (isGood) good += 1;
  }
  return { good, bad: texts.length - good };
}

function verdict(text: Buffer): string {
  try {
    parseManifest(text, "build.zig.zon", { allowMissingPaths: true });
    return "";
  } catch (error) {
    if (error instanceof PantryError) return /UTF-8/.test(error.message) ? notUtf8 : error.code;
    throw error;
  }
}

const notUtf8 = "not UTF-8";

async function isZon(text: Buffer): Promise<boolean> {
  const path = join(scratch.path, "question.zon");
  writeFileSync(path, text);
  const { ok } = await zig(scratch.path, ["ast-check", "--zon", path]);
  return ok;
}

test("Zig and Pantry agree on manifests put together at random", async () => {
  const texts = fc.sample(whole, 400).map((text) => Buffer.from(text));
  const { good, bad } = await agree("random", texts);
  expect(Math.min(good, bad)).toBeGreaterThan(20);
});

test("Zig and Pantry agree on damaged manifests", async () => {
  const { good, bad } = await agree("damaged", fc.sample(damage(whole), 400));
  expect(Math.min(good, bad)).toBeGreaterThan(5);
});

test("the compiler's own check agrees on what is ZON", async () => {
  const folder = join(scratch.path, "zon");
  mkdirSync(folder);
  const texts = fc.sample(damage(whole), 400);
  texts.forEach((text, i) => {
    writeFileSync(join(folder, `${i}.zon`), text);
  });
  const { stderr } = await zig(scratch.path, ["fmt", "--check", "--ast-check", "--zon", folder]);
  const refused = new Set([...stderr.matchAll(/(\d+)\.zon:\d+:\d+: error/g)].map(([, i]) => Number(i)));
  texts.forEach((text, i) => {
    expect([text.toString("latin1"), parses(text)]).toEqual([text.toString("latin1"), !refused.has(i)]);
  });
});

function parses(text: Buffer): boolean {
  try {
    parseZon(text, "a.zon");
    return true;
  } catch (error) {
    if (error instanceof PantryError) return false;
    throw error;
  }
}
