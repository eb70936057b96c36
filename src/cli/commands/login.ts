import { projectRootAbove } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { settingsFor } from "../registry.ts";
import { signIn } from "../sign-in.ts";

export const login: Command = {
  name: "login",
  summary: "Sign in to the registry; makes the account where there is none",
  options: [
    { flag: "--username <name>", summary: "Your name there; asked for unless given" },
    { flag: "--password-stdin", summary: "Read the password from standard input" },
    { flag: "--token-stdin", summary: "Keep a token that you have, read from standard input" },
  ],
  examples: [
    { line: "pantry login", does: "asks for name and password, and keeps a token" },
    { line: "pantry login --username ada --password-stdin < password.txt", does: "the same for scripts" },
    { line: "pantry login --token-stdin < token.txt", does: "keeps a token that was made elsewhere" },
  ],
  async run(context, invocation) {
    const settings = settingsFor(context, projectRootAbove(context.disk, context.folder));
    const { url, user, created } = await signIn(context, settings, invocation);
    context.terminal.answer({ registry: url, user, created }, "");
  },
};
