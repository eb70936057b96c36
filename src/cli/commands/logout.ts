import { removeCredential } from "../../config/index.ts";
import type { Command } from "../command.ts";
import { withRegistry } from "../registry.ts";

export const logout: Command = {
  name: "logout",
  summary: "End the token that `login` keeps, and forget it",
  examples: [{ line: "pantry logout", does: "signs out of the registry in use" }],
  async run(context) {
    const { terminal, disk, home } = context;
    const url = await withRegistry(context, async (registry) => {
      await registry.logout();
      return registry.url;
    });
    const was = removeCredential(disk, home, url);
    terminal.say(was ? `signed out of ${url}` : `nobody was signed in to ${url}`);
    terminal.answer({ registry: url, wasSignedIn: was }, "");
  },
};
