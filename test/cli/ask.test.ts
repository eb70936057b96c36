import { expect, test, vi } from "vitest";
import { askSecret, askText } from "../../src/cli/ask.ts";

/** What the prompts give where somebody presses Ctrl-C. */
const ended = Symbol("ended");
vi.mock("@clack/prompts", () => ({ text: async () => ended, password: async () => ended }));

test.each([
  ["a text", () => askText("Name")],
  ["a secret", () => askSecret("Password")],
])("%s that is not given ends the command", async (_, ask) => {
  await expect(ask()).rejects.toMatchObject({ code: "CANCELLED", exit: "failed" });
});
