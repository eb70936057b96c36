import { userInfo } from "node:os";
import { createClient } from "../client/index.ts";
import { saveCredential } from "../config/index.ts";
import { openStore } from "../store/index.ts";
import { askSecret, askText, canAsk, pipedLine } from "./ask.ts";
import type { Invocation } from "./command.ts";
import type { Context } from "./context.ts";
import { cliError } from "./errors.ts";

export interface SignedIn {
  readonly url: string;
  readonly user: string;
  readonly token: string;
}

/** Signs in with what flags give or a person at the terminal says, and keeps the token. */
export async function signIn(
  context: Context,
  registryUrl: string,
  invocation: Invocation,
): Promise<SignedIn> {
  const { disk, home } = context;
  const typed = invocation.has("token-stdin") ? await pipedLine("token") : undefined;
  const registry = createClient({
    registryUrl,
    token: typed,
    disk,
    cacheFolder: openStore({ disk, home }).layout.index,
  });
  try {
    const signedIn =
      typed === undefined
        ? await withPassword(registry, invocation)
        : { url: registry.url, user: await registry.whoami(), token: typed };
    saveCredential(disk, home, signedIn.url, signedIn);
    context.terminal.say(`signed in to ${signedIn.url} as ${context.terminal.style.strong(signedIn.user)}`);
    return signedIn;
  } finally {
    await registry.close();
  }
}

async function withPassword(
  registry: ReturnType<typeof createClient>,
  invocation: Invocation,
): Promise<SignedIn> {
  const name = await nameFor(invocation);
  const password = await passwordFor(invocation);
  return { url: registry.url, user: name, token: await registry.login({ name, password }) };
}

async function nameFor(invocation: Invocation): Promise<string> {
  const given = invocation.value("username");
  if (given !== undefined) return given;
  if (canAsk()) return askText("User name", userInfo().username);
  throw cliError("NOBODY_TO_ASK", {
    message: "there is nobody to ask for a user name",
    hint: "give it: `--username NAME`",
  });
}

async function passwordFor(invocation: Invocation): Promise<string> {
  if (invocation.has("password-stdin")) return pipedLine("password");
  if (canAsk()) return askSecret("Password");
  throw cliError("NOBODY_TO_ASK", {
    message: "there is nobody to ask for a password",
    hint: "pipe it in with `--password-stdin`, or a token with `--token-stdin`",
  });
}
