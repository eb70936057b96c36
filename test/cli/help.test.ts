import { describe, expect, test } from "vitest";
import { commandText, overviewText } from "../../src/cli/help.ts";
import { allCommands } from "../../src/cli/index.ts";
import { globalOptions } from "../../src/cli/parse.ts";
import { styleFor } from "../../src/cli/terminal/index.ts";

const plain = styleFor(false);
const commands = await allCommands();
const texts = (columns: number) => [
  overviewText(commands, plain, columns),
  ...commands.map((command) => commandText(command, plain, columns)),
];
const words = (text: string) => text.split(/\s+/).join(" ");

describe("help", () => {
  test.each([100, 80, 60, 40])("fits %s columns, with no word broken or lost", (columns) => {
    const wide = texts(1000).map(words);
    for (const [index, text] of texts(columns).entries()) {
      expect(words(text)).toBe(wide[index]);
      const [prose = "", examples = ""] = text.split("\nexamples:\n");
      const wrapped = [prose.split("\n"), examples.split("\n").filter((line) => line.startsWith("      "))];
      const tooLong = wrapped.flat().filter((line) => line.length > columns && !line.startsWith("usage:"));
      expect(tooLong).toEqual([]);
    }
  });

  test("the overview has a line for each command, and one for each option, at 80 columns", () => {
    const [, listed = "", options = ""] = overviewText(commands, plain, 80).split(/commands:|options:/);
    expect(listed.trim().split("\n")).toHaveLength(commands.length);
    expect(options.split("\n\n")[0]?.trim().split("\n")).toHaveLength(globalOptions.length + 1);
  });
});
