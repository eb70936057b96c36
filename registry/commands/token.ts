import { commandLineError, type Invocation, needed, subcommand } from "../../src/command-line/index.ts";
import {
  allRights,
  existingUser,
  makeToken,
  revokeToken,
  type TokenLimits,
  tokensOf,
} from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { Right, TokenRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { operator, type RegistryCommand, withRegistry } from "./command.ts";

export const token: RegistryCommand = {
  name: "token",
  arguments: "<create|list|revoke> <user> [key]",
  summary: "The tokens that act in a user's name",
  options: [
    { flag: "--name <name>", summary: "With `create`: what to call it" },
    { flag: "--rights <list>", summary: `With \`create\`: some of ${allRights.join(",")}; all unless given` },
    { flag: "--packages <list>", summary: "With `create`: only for these: name, @scope/*, zig:name" },
    { flag: "--cidr <list>", summary: "With `create`: only from these addresses: 10.0.0.0/8" },
    { flag: "--expires <days>", summary: "With `create`: ends after so many days" },
  ],
  examples: [
    {
      line: "pantry-registry token create ada --rights publish --packages @acme/* --data /srv/pantry",
      does: "prints a token for her CI, this once",
    },
    { line: "pantry-registry token list ada --data /srv/pantry", does: "each with its key and its limits" },
    { line: "pantry-registry token revoke ada 3f2a --data /srv/pantry", does: "ends the one with that key" },
  ],
  async run(context, invocation) {
    const { name: action, rest } = subcommand("pantry-registry token", invocation, [
      "create",
      "list",
      "revoke",
    ]);
    const user = needed(rest, 0, "user's name", `pantry-registry token ${action} USER`);
    if (action === "create") {
      const limits = limitsIn(invocation);
      const { text } = await withRegistry(context.options, async (registry) => {
        await existingUser(registry, user);
        return makeToken(registry, user, limits, operator);
      });
      context.say("keep it now: it is shown this once");
      context.print(text);
    } else if (action === "list") {
      const tokens = await withRegistry(context.options, async (registry) => {
        await existingUser(registry, user);
        return tokensOf(registry, user);
      });
      for (const each of tokens) context.print(lineOf(each));
    } else {
      const key = needed(rest, 1, "token's key", "pantry-registry token revoke USER KEY");
      await withRegistry(context.options, async (registry) =>
        revokeToken(registry, user, await wholeKey(registry, user, key), operator),
      );
      context.say(`the token ${key} is ended`);
    }
  },
};

function lineOf(token: TokenRecord): string {
  const { hash, masked, name = "", rights, packages = [], cidr = [], expiresAt = "", createdAt } = token;
  const limits = [rights.join(","), packages.join(","), cidr.join(",")];
  const times = [createdAt.slice(0, 10), expiresAt.slice(0, 10)];
  return [hash.slice(0, 12), masked, name, ...limits, ...times].join("\t").trimEnd();
}

function limitsIn(invocation: Invocation): TokenLimits {
  const days = invocation.value("expires");
  if (days !== undefined && !/^\d{1,6}$/.test(days)) {
    throw commandLineError("USAGE", { message: `\`${days}\` is no number of days`, hint: "`--expires 30`" });
  }
  return {
    name: invocation.value("name"),
    // What is no right is refused where the token is made.
    rights: (listOf(invocation.value("rights")) as readonly Right[] | undefined) ?? allRights,
    packages: listOf(invocation.value("packages")),
    cidr: listOf(invocation.value("cidr")),
    days: days === undefined ? undefined : Number(days),
  };
}

/** The key that begins so, as the list shows it. Throws TOKEN_MISSING. */
async function wholeKey(registry: Registry, user: string, start: string): Promise<string> {
  const found = (await tokensOf(registry, user)).filter(({ hash }) => hash.startsWith(start));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only.hash;
  throw registryError("TOKEN_MISSING", {
    message: `${only === undefined ? "no token" : "more than one token"} of \`${user}\` has a key that begins with ${start}`,
    hint: `\`pantry-registry token list ${user}\` lists them`,
  });
}

/** The words of a list: `read,publish`. Undefined where it was not given. */
function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));
}
