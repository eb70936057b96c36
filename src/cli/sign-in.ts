import { userInfo } from "node:os";
import type { RegistryClient } from "../client/index.ts";
import { loadUserConfig, registry, type Setting, type Settings, saveCredential } from "../config/index.ts";
import { askConsent, askSecret, askText, canAsk, pipedLine } from "./ask.ts";
import type { Invocation } from "./command.ts";
import type { Context } from "./context.ts";
import { endToken } from "./end-token.ts";
import { cliError } from "./errors.ts";
import { connect } from "./registry.ts";

export interface SignedIn {
  readonly url: string;
  readonly user: string;
  readonly token: string;
  /** True where the registry made the account just now. */
  readonly created: boolean;
}

/**
 * Signs in with what flags give or a person at the terminal says, and keeps the token. A registry that only the
 * project names gets neither password nor token before somebody has agreed to it: `--registry` does.
 */
export async function signIn(
  context: Context,
  settings: Settings,
  invocation: Invocation,
): Promise<SignedIn> {
  const { disk, home } = context;
  const registryUrl = settings.registry.value;
  await agreeToRegistry(context, settings.registry, invocation);
  const typed = invocation.has("token-stdin") ? await pipedLine("token") : undefined;
  const client = connect(context, settings, { registryUrl, token: typed });
  try {
    const signedIn =
      typed === undefined
        ? await withPassword(client, invocation)
        : { url: client.url, user: await client.whoami(), token: typed, created: false };
    try {
      saveCredential(disk, home, signedIn.url, signedIn);
    } catch (error) {
      // Nobody has it then, and it would be good for ever.
      if (typed === undefined) await endToken(context, settings, signedIn.token);
      throw error;
    }
    const { say, style } = context.terminal;
    const user = style.strong(signedIn.user);
    if (signedIn.created) say(`made the account ${user}: nobody had that name`);
    say(`signed in to ${signedIn.url} as ${user}`);
    return signedIn;
  } finally {
    await client.close();
  }
}

async function agreeToRegistry(
  { disk, home }: Context,
  { value, origin, where }: Setting<string>,
  invocation: Invocation,
): Promise<void> {
  if (origin !== "project" || value === (loadUserConfig(disk, home).registry ?? registry.fallback)) return;
  const isPiped = invocation.has("token-stdin") || invocation.has("password-stdin");
  if (isPiped || !canAsk()) {
    throw cliError("REGISTRY_UNCONFIRMED", {
      message: `only ${where} names the registry ${value}: whoever wrote it would get what you sign in with`,
      hint: `if you trust it, name it yourself: \`--registry ${value}\``,
    });
  }
  if (await askConsent(`Sign in to ${value}? Only ${where} names it`)) return;
  throw cliError("CANCELLED", { message: "cancelled; nothing was sent" });
}

async function withPassword(client: RegistryClient, invocation: Invocation): Promise<SignedIn> {
  const { url } = client;
  // Nobody types a password for a registry that does not answer.
  if (canAsk()) await client.ping();
  const name = await nameFor(url, invocation);
  const password = await passwordFor(url, invocation);
  return { url, user: name, ...(await client.login({ name, password })) };
}

async function nameFor(url: string, invocation: Invocation): Promise<string> {
  const given = invocation.value("username");
  if (given !== undefined) return given;
  if (canAsk()) return askText(`User name at ${url}`, userInfo().username);
  throw cliError("NOBODY_TO_ASK", {
    message: "there is nobody to ask for a user name",
    hint: "give it: `--username NAME`",
  });
}

async function passwordFor(url: string, invocation: Invocation): Promise<string> {
  if (invocation.has("password-stdin")) return pipedLine("password");
  if (canAsk()) return askSecret(`Password at ${url}`);
  throw cliError("NOBODY_TO_ASK", {
    message: "there is nobody to ask for a password",
    hint: "pipe it in with `--password-stdin`, or a token with `--token-stdin`",
  });
}
