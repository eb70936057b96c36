import type { Command } from "../command.ts";
import { withRegistry } from "../registry.ts";

export const whoami: Command = {
  name: "whoami",
  summary: "Print who is signed in to the registry",
  examples: [{ line: "pantry whoami", does: "prints the user name" }],
  async run(context) {
    const { user, url } = await withRegistry(context, async (registry) => ({
      user: await registry.whoami(),
      url: registry.url,
    }));
    context.terminal.answer({ user, registry: url }, user);
  },
};
