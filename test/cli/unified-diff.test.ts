import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unifiedDiff } from "../../src/cli/unified-diff.ts";
import { fc } from "../support/fast-check.ts";
import { temporaryFolder } from "../support/folders.ts";

test.each<[string, string | undefined, string, string[]]>([
  ["nothing", "a\n", "a\n", [""]],
  ["a new file", undefined, "a\nb\n", ["--- /dev/null", "+++ b/x", "@@ -0,0 +1,2 @@", "+a", "+b"]],
  [
    "one line in the middle",
    "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
    "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
    ["--- a/x", "+++ b/x", "@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"],
  ],
  [
    "the end of the last line",
    "a\nb",
    "a\nb\n",
    ["--- a/x", "+++ b/x", "@@ -1,2 +1,2 @@", " a", "-b", "\\ No newline at end of file", "+b"],
  ],
])("%s", (_, before, after, lines) => {
  expect(unifiedDiff("x", before, after).split("\n")).toEqual(lines);
});

test("git applies what it writes", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  execFileSync("git", ["init", "-q"], { cwd: folder });
  const path = join(folder, "x");
  const text = fc
    .array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 30 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== "" && after !== "" && before !== after);
      writeFileSync(path, before);
      execFileSync("git", ["apply", "-"], { cwd: folder, input: `${unifiedDiff("x", before, after)}\n` });
      expect(readFileSync(path, "utf8")).toBe(after);
    }),
    { numRuns: 60 },
  );
});

test("a file that is another one entirely is replaced", () => {
  const lines = (word: string) => Array.from({ length: 5_000 }, (_, at) => `${word} ${at}\n`).join("");
  expect(unifiedDiff("x", lines("a"), lines("b")).split("\n")).toHaveLength(10_003);
});
