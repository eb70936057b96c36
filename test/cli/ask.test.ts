import { expect, onTestFinished, test, vi } from "vitest";
import { askSecret, askText } from "../../src/cli/ask.ts";

/** What the prompts give where somebody presses Ctrl-C. */
const ended = Symbol("ended");
const widths: number[] = [];
vi.mock("@clack/prompts", () => ({
  text: async ({ output }: { output: NodeJS.WriteStream }) => {
    widths.push(output.columns);
    return ended;
  },
  password: async () => ended,
}));

test.each([
  ["a text", () => askText("Name")],
  ["a secret", () => askSecret("Password")],
])("%s that is not given ends the command", async (_, ask) => {
  await expect(ask()).rejects.toMatchObject({ code: "CANCELLED", exit: "failed" });
});

test("a terminal that tells no width is taken for one of 80 columns", async () => {
  const { columns } = process.stderr;
  onTestFinished(() => {
    process.stderr.columns = columns;
  });
  process.stderr.columns = 0;
  await askText("Name").catch(() => undefined);
  expect(widths.at(-1)).toBe(80);
});
