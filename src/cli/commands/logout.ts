import { loadCredentials, removeCredential, type Settings } from "../../config/index.ts";
import { PantryError } from "../../errors.ts";
import { projectRootAbove } from "../../install/index.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { connect, settingsFor } from "../registry.ts";

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

/** Tells the registry; why that failed, or undefined where the token is good for nothing any more. */
async function endToken(
  context: Context,
  settings: Settings,
  token: string,
): Promise<PantryError | undefined> {
  const registry = connect(context, settings, { registryUrl: settings.registry.value, token });
  try {
    await registry.logout();
    return undefined;
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    return error.exit === "denied" ? undefined : error;
  } finally {
    await registry.close();
  }
}
