import { subcommand } from "../../command-line/index.ts";
import type { Command } from "../command.ts";
import { type Shell, scripts } from "../completions/scripts.ts";

export const completions: Command = {
  name: "completions",
  arguments: "<bash|zsh|fish>",
  summary: "Print what makes the Tab key complete in a shell",
  examples: [
    {
      line: 'eval "$(pantry completions bash)"',
      does: "in .bashrc: commands, options and names of packages",
    },
    { line: "pantry completions zsh > _pantry", does: "into a folder of $fpath" },
    { line: "pantry completions fish > pantry.fish", does: "into ~/.config/fish/completions" },
  ],
  async run({ terminal }, invocation) {
    const { name } = subcommand("pantry completions", invocation, Object.keys(scripts) as Shell[]);
    terminal.answer({ shell: name, script: scripts[name] }, scripts[name].trimEnd());
  },
};
