import { loadCredentials, removeCredential } from "../../config/index.ts";
import { projectRootAbove } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { endToken } from "../end-token.ts";
import { settingsFor } from "../registry.ts";

export const logout: Command = {
  name: "logout",
  summary: "End the token that `login` keeps, and forget it",
  examples: [{ line: "pantry logout", does: "signs out of the registry in use" }],
  async run(context) {
    const { terminal, disk, home } = context;
    const settings = settingsFor(context, projectRootAbove(disk, context.folder));
    const url = settings.registry.value;
    // The one that `login` keeps: another, from the environment or a .env, is not this command's to end.
    const token = loadCredentials(disk, home).get(url)?.token;
    const failure = token === undefined ? undefined : await endToken(context, settings, token);
    const was = removeCredential(disk, home, url);
    if (failure !== undefined) {
      terminal.say(`warning: the token is forgotten here, but may still be good: ${failure.message}`);
      terminal.say("  `pantry token revoke` ends it, once you are signed in again");
    }
    terminal.say(was ? `signed out of ${url}` : `nobody was signed in to ${url}`);
    terminal.answer({ registry: url, wasSignedIn: was, tokenEnded: was && failure === undefined }, "");
  },
};
