import { expect, test } from "vitest";
import { allCommands } from "../../src/cli/index.ts";
import { knownElsewhere } from "../../src/cli/known-elsewhere.ts";

test("words of other package managers are none of ours, and lead to what there is", async () => {
  const commands = await allCommands();
  const names = commands.map(({ name }) => name);
  const typed = [...names, ...commands.flatMap(({ aliases = [] }) => aliases)];
  for (const [word, meant] of Object.entries(knownElsewhere)) {
    expect(typed).not.toContain(word);
    const [program, command] = meant.split(" ");
    expect(program === "zig" || names.includes(command ?? ""), meant).toBe(true);
  }
});
