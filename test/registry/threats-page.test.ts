import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const page = readFileSync(new URL("../../registry/THREATS.md", import.meta.url), "utf8");
const named = [...page.matchAll(/`(registry\/[\w./-]+) › ([^`]+)`/g)].map(([, file = "", name = ""]) => ({
  file,
  name,
}));

it("THREATS.md names tests", () => {
  expect(named.length).toBeGreaterThan(30);
});

it.each(named)("$file has the test: $name", ({ file, name }) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
  const isNamed = ['"', "`"].some(
    (quote) =>
      text.includes(`${quote}${name}${quote}`) ||
      text.includes(`${quote}${name}:`) ||
      text.includes(`${quote}${name} `),
  );
  expect(isNamed).toBe(true);
});
