import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWord } from "../src/shell-word.ts";

test.each([
  ["../lib/ink-1.0", "../lib/ink-1.0"],
  ["süß", "süß"],
  ["my kitchen", "'my kitchen'"],
  ["it's $HOME", "'it'\\''s $HOME'"],
  ["", "''"],
])("%s becomes %s, and a shell reads it as it was", (text, word) => {
  expect(shellWord(text)).toBe(word);
  expect(execFileSync("sh", ["-c", `printf %s ${word}`], { encoding: "utf8" })).toBe(text);
});
