import { needed } from "../../src/command-line/index.ts";
import { isNpmName, isPackageName, isReservedName } from "../../src/protocol/index.ts";
import { existingUser, findOrg, makeOrg } from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import { grantPackage, npmPackage, zigPackage } from "../packages/index.ts";
import { operator, type RegistryCommand, withRegistry } from "./command.ts";

export const grant: RegistryCommand = {
  name: "grant",
  arguments: "<name> <user>",
  summary: "Give a name to a user: one that exists upstream, a scope, or a package that nobody looks after",
  examples: [
    {
      line: "pantry-registry grant left-pad ada --data /srv/pantry",
      does: "an npm name, also one that exists upstream",
    },
    { line: "pantry-registry grant zig:httpz ada --data /srv/pantry", does: "a Zig name" },
    {
      line: "pantry-registry grant @acme ada --data /srv/pantry",
      does: "makes the organisation acme, which owns @acme/…",
    },
  ],
  async run(context, invocation) {
    const [text = ""] = invocation.arguments;
    const user = needed(invocation.arguments, 1, "user's name", "pantry-registry grant NAME USER");
    await withRegistry(context.options, async (registry, packages) => {
      await existingUser(registry, user);
      const scope = /^@([^/]+)$/.exec(text)?.[1];
      if (scope !== undefined) {
        if ((await findOrg(registry, scope)) === undefined) await makeOrg(registry, scope, user, operator);
        else throw orgThere(scope);
        context.say(`${user} owns the organisation ${scope}`);
        return;
      }
      const [, kind = "npm", name = ""] = /^(?:(npm|zig):)?(.*)$/.exec(text) ?? [];
      if (kind === "zig") {
        checkZigName(name);
        // Its first version brings the fingerprint.
        const wanted = {
          ...zigPackage(name),
          name,
          facts: { fingerprint: "0x0000000000000000", access: "public" },
        } as const;
        await grantPackage(registry, packages.zig.finish, wanted, user, operator);
      } else {
        checkNpmName(name);
        const wanted = { ...npmPackage(name), name, facts: { tags: {}, access: "public" } } as const;
        await grantPackage(registry, packages.npm.finish, wanted, user, operator);
      }
      context.say(
        `${user} owns ${kind}:${name}${kind === "npm" ? "; it does not come from upstream any more" : ""}`,
      );
    });
  },
};

function checkZigName(name: string): void {
  if (isPackageName(name) && !isReservedName(name)) return;
  throw registryError("NAME_INVALID", {
    message: `a Zig package cannot be called ${JSON.stringify(name)}`,
    hint: "letters, digits and `_`, no keyword, and no word that means something else in Zig code",
  });
}

function checkNpmName(name: string): void {
  if (isNpmName(name)) return;
  throw registryError("NAME_INVALID", {
    message: `an npm package cannot be called ${JSON.stringify(name)}`,
    hint: "write `name`, `@scope/name`, or `zig:name` for a Zig package",
  });
}

function orgThere(scope: string) {
  return registryError("USER_NAME_TAKEN", {
    message: `the organisation \`${scope}\` is there already`,
    hint: `its owners make others members: \`npm org set ${scope} USER\``,
  });
}
