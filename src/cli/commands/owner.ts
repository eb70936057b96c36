import { needed, subcommand } from "../../command-line/index.ts";
import type { Command } from "../command.ts";
import { withRegistry } from "../registry.ts";

export const owner: Command = {
  name: "owner",
  arguments: "<list|add|remove> [package] [user]",
  completes: "registry",
  summary: "Who may publish a package",
  examples: [
    { line: "pantry owner list soup", does: "prints who owns it" },
    {
      line: "pantry owner add soup grace",
      does: "lets grace publish it too, and read it where it is private",
    },
    { line: "pantry owner remove soup grace", does: "takes that back; the last owner stays" },
  ],
  async run(context, invocation) {
    const { name, rest } = subcommand("pantry owner", invocation, ["list", "add", "remove"]);
    const packageName = needed(
      rest,
      0,
      "package's name",
      `pantry owner ${name} NAME${name === "list" ? "" : " USER"}`,
    );
    const owners = await withRegistry(context, (registry) => {
      if (name === "list") return registry.owners(packageName);
      const user = needed(rest, 1, "user's name", `pantry owner ${name} ${packageName} USER`);
      return name === "add" ? registry.addOwner(packageName, user) : registry.removeOwner(packageName, user);
    });
    context.terminal.answer({ package: packageName, owners }, owners.join("\n"));
  },
};
