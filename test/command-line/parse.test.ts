import { expect, test } from "vitest";
import { readerOf } from "../../src/command-line/index.ts";

const { parseInvocation } = readerOf("pantry", [
  { flag: "-C, --directory <dir>", summary: "" },
  { flag: "-q, --quiet", summary: "" },
]);
const tree = {
  name: "tree",
  arguments: "[name]",
  summary: "",
  options: [{ flag: "--invert <name>", summary: "" }],
};

test.each([
  [["--invert"], "`--invert` needs a value"],
  [["--invert="], "`--invert` needs a value"],
  [["-C", ""], "`-C` needs a value"],
  [["-C", "-q"], "`-C` needs a value, and `-q` is an option: `-C=…` if it is meant"],
  [["--quiet=x"], "`--quiet` takes no value"],
  [["soup", "salt", "ink"], "`pantry tree` does not take `salt`, `ink`"],
  [["--invrt", "soup"], "unknown option `--invrt`"],
])("%j is wrong", (args, message) => {
  expect(() => parseInvocation(tree, args)).toThrow(
    expect.objectContaining({ code: "USAGE", exit: "usage", message }),
  );
});
