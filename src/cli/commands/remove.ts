import { removePackages } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { patchText, sayOutcome } from "../outcome.ts";
import { withWorkbench } from "../workbench.ts";

export const remove: Command = {
  name: "remove",
  aliases: ["rm"],
  arguments: "<...names>",
  completes: "dependencies",
  summary: "Take dependencies out again",
  options: [{ flag: "--dry-run", summary: "Show the difference in every file, and write nothing" }],
  examples: [
    { line: "pantry remove soup", does: "takes out what `pantry add` put in; all else stays byte for byte" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const dryRun = invocation.has("dry-run");
    const outcome = await withWorkbench(context, (bench, root) =>
      removePackages(bench, root, invocation.arguments, { dryRun }),
    );
    sayOutcome(terminal, outcome);
    const names = outcome.removed.map((name) => `\`${name}\``).join(", ");
    terminal.say(
      dryRun ? `would take ${names} out; nothing was written` : `took ${names} out of build.zig.zon`,
    );
    terminal.answer(outcome, patchText(outcome.files, terminal.style));
  },
};
