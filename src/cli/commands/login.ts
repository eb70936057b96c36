import { userInfo } from "node:os";
import { saveCredential } from "../../config/index.ts";
import { askSecret, askText, canAsk, pipedLine } from "../ask.ts";
import type { Command, Invocation } from "../command.ts";
import { cliError } from "../errors.ts";
import { withRegistry } from "../registry.ts";

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
    const { terminal, disk, home } = context;
    const asked = invocation.has("token-stdin")
      ? { token: await pipedLine("token") }
      : { name: await nameFor(invocation), password: await passwordFor(invocation) };
    const typed = "token" in asked ? asked.token : undefined;
    const signedIn = await withRegistry(context, { token: typed }, async (registry) => {
      if (typed !== undefined) return { url: registry.url, user: await registry.whoami(), token: typed };
      const { name, password } = asked as { name: string; password: string };
      return { url: registry.url, user: name, token: await registry.login({ name, password }) };
    });
    const { url, user, token } = signedIn;
    saveCredential(disk, home, url, { token, user });
    terminal.say(`signed in to ${url} as ${terminal.style.strong(user)}`);
    terminal.answer({ registry: url, user }, "");
  },
};

async function nameFor(invocation: Invocation): Promise<string> {
  const given = invocation.value("username");
  if (given !== undefined) return given;
  if (canAsk()) return askText("User name", userInfo().username);
  throw cliError("USAGE", {
    message: "there is nobody to ask for a user name",
    hint: "give it: `--username NAME`",
  });
}

async function passwordFor(invocation: Invocation): Promise<string> {
  if (invocation.has("password-stdin")) return pipedLine("password");
  if (canAsk()) return askSecret("Password");
  throw cliError("USAGE", {
    message: "there is nobody to ask for a password",
    hint: "pipe it in with `--password-stdin`, or a token with `--token-stdin`",
  });
}
