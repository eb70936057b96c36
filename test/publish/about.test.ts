import { describe, expect, it } from "vitest";
import { aboutWithReadme, firstParagraph } from "../../src/publish/about.ts";

describe("the first paragraph of a README", () => {
  it.each<[string, string, string | undefined]>([
    ["below a heading", "# soup\n\nCooks soup,\nand well.\n\nMore.\n", "Cooks soup, and well."],
    ["below an underlined heading", "soup\n====\n\nCooks.\n", "Cooks."],
    [
      "below badges and pictures",
      "# soup\n\n[![ci](https://e.x/b.svg)](https://e.x) ![logo](l.png)\n\nCooks.",
      "Cooks.",
    ],
    ["below HTML", '<p align="center">\n<img src="x">\n</p>\n\nCooks.', "Cooks."],
    [
      "without its marks",
      "**Cooks** `soup` with [salt](https://e.x) and [herbs][1].",
      "Cooks soup with salt and herbs.",
    ],
    ["below code, which may hold empty lines", "```sh\nzig build\n\nzig test\n```\n\nCooks.", "Cooks."],
    ["below code that never ends", "```\nzig build\n\nCooks.", undefined],
    [
      "below lists, quotes, tables and rules",
      "- a one\n- b\n\n> said\n\n| a | b |\n\n1. x\n\nCooks.",
      "Cooks.",
    ],
    ["with Windows' line ends", "# soup\r\n\r\nCooks.\r\n", "Cooks."],
    ["without what a terminal obeys", "Cooks \u001b[2Jsoup\u202e.", "Cooks ·[2Jsoup·."],
    ["where there is none", "# soup\n", undefined],
  ])("%s", (_, markdown, paragraph) => {
    expect(firstParagraph(markdown)).toBe(paragraph);
  });

  it("is cut between words, to what a registry takes", () => {
    const cut = firstParagraph("soup ".repeat(200)) ?? "";
    expect(cut.length).toBeLessThanOrEqual(300);
    expect(cut).toMatch(/soup…$/);
  });
});

describe("what a package says of itself", () => {
  const readme = (shown: string) => {
    const bytes = Buffer.from("# soup\n\nCooks.\n");
    return { shown, path: Buffer.from(shown), bytes, kind: "file" as const, executable: false };
  };
  const said = {
    description: "From pantry.toml",
    license: "MIT",
    keywords: [],
    repository: undefined,
    homepage: undefined,
  };

  it("is what pantry.toml says, and the README's only where that has no description", () => {
    expect(aboutWithReadme(said, [readme("README.md")])).toEqual(said);
    expect(aboutWithReadme({ ...said, description: undefined }, [readme("readme.md")])).toEqual({
      ...said,
      description: "Cooks.",
    });
    expect(aboutWithReadme(undefined, [readme("README.md")])?.description).toBe("Cooks.");
    expect(aboutWithReadme(undefined, [readme("docs/README.md")])).toBeUndefined();
  });
});
