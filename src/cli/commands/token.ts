import { askSecret, canAsk, pipedLine } from "../ask.ts";
import type { Command } from "../command.ts";
import { cliError } from "../errors.ts";
import { withRegistry } from "../registry.ts";
import { needed, subcommand } from "../subcommands.ts";

export const token: Command = {
  name: "token",
  arguments: "<list|create|revoke> [key]",
  summary: "The tokens that act in your name",
  options: [
    { flag: "--read-only", summary: "With `create`: one that cannot publish" },
    { flag: "--password-stdin", summary: "With `create`: read the password from standard input" },
  ],
  examples: [
    { line: "pantry token list", does: "each with its key, its first letters and when it was made" },
    { line: "pantry token create --read-only", does: "prints a new token, this once" },
    { line: "pantry token revoke 3f2a", does: "ends the one with that key" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const { name, rest } = subcommand("token", invocation, ["list", "create", "revoke"]);
    if (name === "list") {
      const tokens = await withRegistry(context, (registry) => registry.tokens());
      const rows = tokens.map(({ key, masked, createdAt, readOnly }) =>
        [key, masked, createdAt.slice(0, 10), readOnly ? "read only" : ""].join("  ").trimEnd(),
      );
      terminal.answer({ tokens }, rows.join("\n"));
    } else if (name === "create") {
      const password = await passwordFor(invocation.has("password-stdin"));
      const readOnly = invocation.has("read-only");
      const made = await withRegistry(context, (registry) => registry.createToken({ password, readOnly }));
      terminal.say("keep it now: the registry shows it this once");
      terminal.answer({ token: made }, made);
    } else {
      const key = needed(rest, 0, "token's key", "pantry token revoke KEY");
      await withRegistry(context, (registry) => registry.revokeToken(key));
      terminal.say(`the token ${key} is ended`);
      terminal.answer({ revoked: key }, "");
    }
  },
};

async function passwordFor(piped: boolean): Promise<string> {
  if (piped) return pipedLine("password");
  if (canAsk()) return askSecret("Password");
  throw cliError("NOBODY_TO_ASK", {
    message: "there is nobody to ask for a password",
    hint: "pipe it in with `--password-stdin`",
  });
}
