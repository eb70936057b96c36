import { needed, subcommand } from "../../command-line/index.ts";
import type { ListedToken } from "../../protocol/index.ts";
import { askSecret, canAsk, pipedLine } from "../ask.ts";
import type { Command } from "../command.ts";
import { cliError } from "../errors.ts";
import { withRegistry } from "../registry.ts";

export const token: Command = {
  name: "token",
  arguments: "<list|create|revoke> [key]",
  summary: "The tokens that act in your name",
  options: [
    { flag: "--read-only", summary: "With `create`: one that cannot publish" },
    { flag: "--packages <list>", summary: "With `create`: only for these: name, @scope/*, zig:name" },
    { flag: "--expires <days>", summary: "With `create`: ends after so many days" },
    { flag: "--name <name>", summary: "With `create`: what to call it" },
    { flag: "--password-stdin", summary: "With `create`: read the password from standard input" },
  ],
  examples: [
    { line: "pantry token list", does: "each with its key, its first letters and when it was made" },
    { line: "pantry token create --read-only", does: "prints a new token, this once" },
    {
      line: "pantry token create --packages httpz --expires 90 --name ci",
      does: "one that can do no more than its work, and not for ever",
    },
    { line: "pantry token revoke 3f2a", does: "ends the one whose key begins so" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const { name, rest } = subcommand("pantry token", invocation, ["list", "create", "revoke"]);
    if (name === "list") {
      const tokens = await withRegistry(context, (registry) => registry.tokens());
      const rows = tokens.map((each) => rowOf(each).join("  ").trimEnd());
      terminal.answer({ tokens }, rows.join("\n"));
    } else if (name === "create") {
      const days = daysIn(invocation.value("expires"));
      const packages = invocation.value("packages")?.split(",");
      const password = await passwordFor(invocation.has("password-stdin"));
      const made = await withRegistry(context, (registry) =>
        registry.createToken({
          password,
          readOnly: invocation.has("read-only"),
          name: invocation.value("name"),
          packages,
          days,
        }),
      );
      terminal.say("keep it now: the registry shows it this once");
      terminal.answer({ token: made }, made);
    } else {
      const start = needed(rest, 0, "token's key", "pantry token revoke KEY");
      const key = await withRegistry(context, async (registry) => {
        const whole = wholeKey(await registry.tokens(), start);
        await registry.revokeToken(whole);
        return whole;
      });
      terminal.say(`the token ${shortKey(key)} is ended`);
      terminal.answer({ revoked: key }, "");
    }
  },
};

function rowOf({ key, masked, createdAt, readOnly, packages = [], expiresAt, name = "" }: ListedToken) {
  const limits = [
    ...(readOnly ? ["read only"] : []),
    ...(packages.length > 0 ? [`for ${packages.join(", ")}`] : []),
    ...(expiresAt === undefined ? [] : [`until ${expiresAt.slice(0, 10)}`]),
  ];
  return [
    shortKey(key),
    `${masked}…`,
    createdAt.slice(0, 10),
    ...(name === "" ? [] : [name]),
    limits.join(", "),
  ];
}

/** Enough of a key to tell one's tokens apart. */
const shortKey = (key: string) => key.slice(0, 12);

/** The key that begins so. Throws TOKEN_UNCLEAR where none does, or several do. */
function wholeKey(tokens: readonly ListedToken[], start: string): string {
  const [only, ...others] = tokens.filter(({ key }) => key.startsWith(start));
  if (only !== undefined && others.length === 0) return only.key;
  throw cliError("TOKEN_UNCLEAR", {
    message: `${only === undefined ? "none" : "more than one"} of your tokens has a key that begins with \`${start}\``,
    hint: "`pantry token list` lists them",
  });
}

function daysIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw cliError("USAGE", { message: `\`--expires ${text}\` is no number of days`, hint: "`--expires 90`" });
}

async function passwordFor(piped: boolean): Promise<string> {
  if (piped) return pipedLine("password");
  if (canAsk()) return askSecret("Password");
  throw cliError("NOBODY_TO_ASK", {
    message: "there is nobody to ask for a password",
    hint: "pipe it in with `--password-stdin`",
  });
}
