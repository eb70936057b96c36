import type { Command } from "../command.ts";
import { namedVersion } from "../named-version.ts";
import { withRegistry } from "../registry.ts";

export const yank: Command = {
  name: "yank",
  arguments: "<name@version>",
  completes: "registry",
  summary: "Keep a version from being chosen anew; who has it keeps it",
  options: [{ flag: "--undo", summary: "Take that back" }],
  examples: [
    { line: "pantry yank soup@1.2.0", does: "`add` and `update` pass it over from now on" },
    { line: "pantry yank soup@1.2.0 --undo", does: "and now they do not" },
  ],
  async run(context, invocation) {
    const { name, version } = namedVersion(invocation.arguments[0], "yank");
    const undo = invocation.has("undo");
    await withRegistry(context, (registry) =>
      undo ? registry.unyank(name, version) : registry.yank(name, version),
    );
    context.terminal.say(
      `${name} ${version} ${undo ? "can be chosen again" : "is yanked: nothing new chooses it"}`,
    );
    context.terminal.answer({ name, version, yanked: !undo }, "");
  },
};
