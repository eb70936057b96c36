import type { Command } from "../command.ts";
import { cliError } from "../errors.ts";
import { namedVersion } from "../named-version.ts";
import { withRegistry } from "../registry.ts";

export const deprecate: Command = {
  name: "deprecate",
  arguments: "<name@version> [...message]",
  completes: "registry",
  summary: "Tell those who use a version what to use instead",
  options: [{ flag: "--undo", summary: "Take that back" }],
  examples: [
    {
      line: 'pantry deprecate soup@1.2.0 "it burns: use 1.3"',
      does: "chosen last from now on; `add`, `info`, `outdated` and `audit` say why",
    },
    { line: "pantry deprecate soup@1.2.0 --undo", does: "and now it is as before" },
  ],
  async run(context, invocation) {
    const [word, ...words] = invocation.arguments;
    const { name, version } = namedVersion(word, "deprecate");
    const undo = invocation.has("undo");
    const message = words.join(" ");
    if (undo === (message !== "")) {
      throw cliError("USAGE", {
        message: undo ? "`--undo` takes no message" : "a message is needed, for those who use it",
        hint: `\`pantry deprecate ${word} "use something else"\`, or \`pantry deprecate ${word} --undo\``,
      });
    }
    await withRegistry(context, (registry) =>
      undo ? registry.undeprecate(name, version) : registry.deprecate(name, version, message),
    );
    context.terminal.say(`${name} ${version} is ${undo ? "not deprecated any more" : "deprecated"}`);
    context.terminal.answer({ name, version, deprecated: undo ? undefined : message }, "");
  },
};
