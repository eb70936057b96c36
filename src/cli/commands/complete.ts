import { resolve } from "node:path";
import type { Command } from "../command.ts";
import { candidates } from "../completions/candidates.ts";
import { namesIn } from "../completions/names.ts";
import { aliases, allCommands } from "../main.ts";
import { looseInvocation } from "../parse.ts";

export const complete: Command = {
  name: "complete",
  arguments: "[...words]",
  summary: "What could stand in place of the last word; for the scripts that `completions` prints",
  hidden: true,
  examples: [{ line: "pantry complete -- ad", does: "prints `add`" }],
  async run(context, invocation) {
    const words = invocation.arguments;
    const folder = resolve(context.folder, looseInvocation(words).value("directory") ?? "");
    const found = candidates(words, await allCommands(), aliases, namesIn({ ...context, folder }));
    const text = found.map(({ value, summary }) => (summary === "" ? value : `${value}\t${summary}`));
    context.terminal.answer({ candidates: found }, text.join("\n"));
  },
};
