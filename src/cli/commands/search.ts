import { highestSearchSize, type RegistryClient } from "../../client/index.ts";
import { nearest } from "../../nearest.ts";
import type { Command } from "../command.ts";
import { cliError } from "../errors.ts";
import { withRegistry } from "../registry.ts";
import { plural } from "../terminal/index.ts";
import { searchText } from "./search-text.ts";

/** As many as fit on a screen. */
const usualLimit = 20;

export const search: Command = {
  name: "search",
  arguments: "[...words]",
  summary: "Find packages in the registry",
  options: [{ flag: "--limit <count>", summary: `How many to show; ${usualLimit} unless given` }],
  examples: [
    { line: "pantry search soup", does: "Zig packages with that word in name, keywords or description" },
    {
      line: "pantry search soup owner:ada license:mit zig:0.16",
      does: "of one owner, one licence, for one Zig",
    },
    { line: "pantry search soup kind:npm --limit 5", does: "npm packages, and only the best" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const text = invocation.arguments.join(" ");
    const size = limitOf(invocation.value("limit"));
    const { answer, guess } = await withRegistry(context, async (registry) => {
      const found = await registry.search({ text, kind: "zig", size });
      return { answer: found, guess: found.total > 0 ? undefined : await guessFor(registry, text) };
    });
    const { packages, total } = answer;
    terminal.answer(answer, searchText(packages, terminal.columns, terminal.style));
    if (total === 0) {
      terminal.say(`no package fits \`${text}\``);
      terminal.say(`${terminal.style.hint("hint:")} ${guess ?? "try fewer or other words, or `kind:npm`"}`);
    } else if (total > packages.length) {
      terminal.say(`the best ${packages.length} of ${total}; \`--limit\` shows more`);
    } else terminal.say(plural(total, "package"));
  },
};

/** The package that was probably meant by the first word. */
async function guessFor(registry: RegistryClient, text: string): Promise<string | undefined> {
  const word = text.split(/\s+/).find((term) => term !== "" && !term.includes(":"));
  if (word === undefined) return undefined;
  const meant = nearest(word, await registry.namesLike(word));
  return meant === undefined || meant === word ? undefined : `did you mean \`${meant}\`?`;
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return usualLimit;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= highestSearchSize) return limit;
  throw cliError("USAGE", {
    message: `\`${text}\` is no number of packages to show`,
    hint: `give one from 1 to ${highestSearchSize}`,
  });
}
