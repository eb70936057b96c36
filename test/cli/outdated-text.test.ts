import { expect, test } from "vitest";
import { outdatedText, saysSomething } from "../../src/cli/commands/outdated-text.ts";
import { styleFor } from "../../src/cli/terminal/index.ts";
import type { OutdatedRow } from "../../src/install/index.ts";

const rows: readonly OutdatedRow[] = [
  {
    project: ".",
    alias: "http",
    name: "httpz",
    current: "0.3.1",
    wanted: "0.3.4",
    latest: "1.0.0",
    heldBack: [
      { kind: "range", version: "1.0.0", text: "1.0.0 is outside of `^0.3` in pantry.toml" },
      { kind: "zig", version: "1.0.0", text: "1.0.0 needs Zig 0.17.0, and 0.16.0 is in use" },
    ],
  },
  {
    project: ".",
    alias: "fresh",
    name: "fresh",
    current: "1.0.0",
    wanted: "1.0.0",
    latest: "1.0.0",
    heldBack: [],
  },
  {
    project: ".",
    alias: "known_folders",
    name: "known_folders",
    current: "0.9.0",
    wanted: "0.9.0",
    latest: undefined,
    heldBack: [
      {
        kind: "no-registry",
        version: undefined,
        text: "it comes from no registry, but from the commit 5a1b2c3d of `master`",
      },
    ],
  },
  {
    project: ".",
    alias: "metrics",
    name: "metrics",
    current: "0.2.0",
    wanted: "0.2.0",
    latest: "0.2.1",
    heldBack: [
      {
        kind: "age",
        version: "0.2.1",
        text: "0.2.1 is 4 hours old, and versions wait until they are 24 hours old\u001b[2J",
      },
    ],
  },
];

test("rows that say nothing are left out", () => {
  expect(rows.filter(saysSomething).map(({ alias }) => alias)).toEqual(["http", "known_folders", "metrics"]);
});

test("at 80 columns", () => {
  expect(outdatedText(rows.filter(saysSomething), 80, styleFor(false)).split("\n")).toEqual([
    "dependency     current  wanted  latest",
    "http (httpz)   0.3.1    0.3.4   1.0.0",
    "  1.0.0 is outside of `^0.3` in pantry.toml",
    "  1.0.0 needs Zig 0.17.0, and 0.16.0 is in use",
    "known_folders  0.9.0    0.9.0   –",
    "  it comes from no registry, but from the commit 5a1b2c3d of `master`",
    "metrics        0.2.0    0.2.0   0.2.1",
    "  0.2.1 is 4 hours old, and versions wait until they are 24 hours old·[2J",
  ]);
});

test("at 60 columns", () => {
  const text = outdatedText(rows.filter(saysSomething), 60, styleFor(false));
  expect(text.split("\n")).toEqual([
    "dependency     current  wanted  latest",
    "http (httpz)   0.3.1    0.3.4   1.0.0",
    "  1.0.0 is outside of `^0.3` in pantry.toml",
    "  1.0.0 needs Zig 0.17.0, and 0.16.0 is in use",
    "known_folders  0.9.0    0.9.0   –",
    "  it comes from no registry, but from the commit 5a1b2c3d of",
    "    `master`",
    "metrics        0.2.0    0.2.0   0.2.1",
    "  0.2.1 is 4 hours old, and versions wait until they are 24",
    "    hours old·[2J",
  ]);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
});

test("nothing to say is no table", () => {
  expect(outdatedText([], 80, styleFor(false))).toBe("");
});
