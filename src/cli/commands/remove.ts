import { removePackages } from "../../install/index.ts";
import { sayChanges } from "../changes.ts";
import type { Command } from "../command.ts";
import { withWorkbench } from "../workbench.ts";

export const remove: Command = {
  name: "remove",
  aliases: ["rm"],
  arguments: "<...names>",
  completes: "dependencies",
  summary: "Take dependencies out again",
  examples: [
    { line: "pantry remove soup", does: "takes out what `pantry add` put in; all else stays byte for byte" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const outcome = await withWorkbench(context, (bench, root) =>
      removePackages(bench, root, invocation.arguments),
    );
    sayChanges(terminal, outcome.changes);
    terminal.say(`took ${outcome.removed.map((name) => `\`${name}\``).join(", ")} out of build.zig.zon`);
    terminal.answer(outcome, "");
  },
};
