import semver from "semver";
import { describe, expect, test } from "vitest";
import { inRange, readRange } from "../../src/resolve/range.ts";
import { compareVersions, parseVersion } from "../../src/resolve/version.ts";
import { fc } from "../support/fast-check.ts";

const small = fc.integer({ min: 0, max: 3 });
const part = fc.oneof(small.map(String), fc.constantFrom("alpha", "beta", "rc", "a-b", "1a"));
const before = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `-${parts.join(".")}`);
const versions = fc
  .tuple(small, small, small, fc.option(before, { nil: "" }), fc.constantFrom("", "+build.1"))
  .map(([major, minor, patch, pre, build]) => `${major}.${minor}.${patch}${pre}${build}`);

function parse(text: string) {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`${text} was not read`);
  return version;
}

test("orders as the semver library does", () => {
  fc.assert(
    fc.property(versions, versions, (a, b) => {
      expect(Math.sign(compareVersions(parse(a), parse(b)))).toBe(semver.compare(a, b));
    }),
    { numRuns: 3000 },
  );
});

const partial = fc.oneof(
  versions.map((text) => text.replace(/\+.*/, "")),
  fc.tuple(small, small).map(([major, minor]) => `${major}.${minor}`),
  small.map(String),
  fc.constant("*"),
);
const simple = fc
  .tuple(fc.constantFrom("", "^", "~", ">=", "<=", "<", ">", "="), partial)
  .map((parts) => parts.join(""));
const ranges = fc.oneof(
  simple,
  fc.array(simple, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(" ")),
  fc.array(simple, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(" || ")),
  fc.tuple(versions, versions).map(([from, to]) => `${from} - ${to}`),
);

test("a range holds what the semver library says", () => {
  fc.assert(
    fc.property(ranges, versions, (range, version) => {
      fc.pre(semver.validRange(range) !== null);
      expect(inRange(readRange(range), parse(version))).toBe(semver.satisfies(version, range));
    }),
    { numRuns: 10_000 },
  );
});

describe("no versions", () => {
  test.each([
    "",
    "1",
    "1.2",
    "1.2.3.4",
    "v1.2.3",
    "01.2.3",
    "1.2.3-",
    "1.2.3+",
    "1.2.3-a..b",
    "1.2.3-01",
    " 1.2.3",
  ])("%j", (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });
});
