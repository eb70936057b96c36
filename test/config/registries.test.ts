import { describe, expect, test } from "vitest";
import { fitsRule, registryRules } from "../../src/config/index.ts";
import { parseUserConfig } from "../../src/config/user-config.ts";

const user = (text: string) => parseUserConfig(text, "config.toml");

test.each([
  ["acme_*", "acme_soup", true],
  ["acme_*", "Acme_Soup", true],
  ["acme_*", "acme", false],
  ["acme_*", "acmesoup", false],
  ["acme_*", "my_acme_soup", false],
  ["soup", "soup", true],
  ["soup", "soups", false],
])("%s and %s: %s", (pattern, name, fits) => {
  expect(fitsRule({ pattern, url: "https://a.example/" }, name)).toBe(fits);
});

test("the project's come first, and a flag names one for all", () => {
  const own = { pattern: "b*", url: "https://b.example/" };
  const project = { fileName: "pantry.toml", values: { registries: [own] } };
  const sources = { flags: {}, env: {}, project, user: user('[registries]\n"a*" = "https://a.example"') };
  expect(registryRules(sources)).toEqual([own, { pattern: "a*", url: "https://a.example/" }]);
  expect(registryRules({ ...sources, flags: { registry: "https://c.example" } })).toEqual([]);
});

describe("is refused, with its place", () => {
  test.each([
    ["a star in the middle", '"a*b" = "https://a.example"'],
    ["everything", '"*" = "https://a.example"'],
    ["plain http", '"a*" = "http://a.example"'],
    ["credentials", '"a*" = "https://me:secret@a.example"'],
    ["no address", '"a*" = 1'],
  ])("%s", (_, line) => {
    expect(() => user(`[registries]\n${line}\n`)).toThrowError(
      expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining("config.toml:2") }),
    );
  });
});
