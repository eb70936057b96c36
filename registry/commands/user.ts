import { randomBytes } from "node:crypto";
import { needed, subcommand } from "../../src/command-line/index.ts";
import {
  changePassword,
  checkAccountName,
  checkNewPassword,
  makeUser,
  nameTaken,
  removeUser,
} from "../accounts/index.ts";
import { patiently } from "../attempts.ts";
import type { Registry } from "../registry.ts";
import { type CommandContext, operator, type RegistryCommand, withRegistry } from "./command.ts";

export const user: RegistryCommand = {
  name: "user",
  arguments: "<add|remove|password|list> [name]",
  summary: "Who has an account",
  options: [
    { flag: "--email <address>", summary: "With `add`: where they can be reached" },
    {
      flag: "--password-stdin",
      summary: "Read the password from standard input; else one is made and printed",
    },
  ],
  examples: [
    { line: "pantry-registry user add ada --data /srv/pantry", does: "prints a password for her, this once" },
    {
      line: "pantry-registry user password ada --password-stdin --data /srv/pantry < password.txt",
      does: "gives her another; her tokens go on working",
    },
    {
      line: "pantry-registry user remove ada --data /srv/pantry",
      does: "ends her tokens and lets her in no more; the name stays hers",
    },
  ],
  async run(context, invocation) {
    const { name: action, rest } = subcommand("pantry-registry user", invocation, [
      "add",
      "remove",
      "password",
      "list",
    ]);
    if (action === "list") return withRegistry(context.options, (registry) => list(context, registry));
    const name = needed(rest, 0, "user's name", `pantry-registry user ${action} NAME`);
    if (action === "remove") {
      await withRegistry(context.options, (registry) => removeUser(registry, name, operator));
      context.say(`${name} can no longer sign in, and has no tokens`);
      return;
    }
    const given = invocation.has("password-stdin") ? await context.readLine() : undefined;
    const password = given ?? randomBytes(15).toString("base64url");
    await withRegistry(context.options, async (registry) => {
      checkNewPassword(registry, password);
      if (action === "password") {
        await changePassword(registry, name, password, operator);
        return;
      }
      checkAccountName(name);
      const email = invocation.value("email");
      if ((await makeUser(registry, { name, password, email }, operator)) === undefined)
        throw nameTaken(name);
    });
    context.say(action === "add" ? `made the account ${name}` : `${name} has another password`);
    if (given === undefined) context.print(password);
  },
};

async function list(context: CommandContext, registry: Registry): Promise<void> {
  for (const user of await patiently(() => registry.metadata.users())) {
    const { name, email = "", createdAt, removedAt } = user;
    const state = removedAt === undefined ? "" : "removed";
    context.print([name, email, createdAt.slice(0, 10), state].join("\t").trimEnd());
  }
}
