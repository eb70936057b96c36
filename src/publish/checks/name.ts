import { isPackageName, isReservedName } from "../../protocol/index.ts";
import type { Check, Finding } from "./check.ts";
import { notAsked } from "./not-asked.ts";

export const name: Check = {
  name: "name",
  ensures: "the name is one that a registry takes, and is free or yours",
  look({ manifest, registry }) {
    const unusable = whyUnusable(manifest.name);
    if (unusable !== undefined) return [unusable];
    if (registry.kind !== "asked") return notAsked(registry, "whose the name is");
    const { document, user } = registry;
    if (user === undefined) {
      return [
        {
          verdict: "warning",
          message: "nobody is signed in, so it is not known whether you may publish it",
          hint: "`pantry login` signs in",
        },
      ];
    }
    if (document === undefined || document.owners.includes(user)) return [];
    return [
      {
        verdict: "failed",
        message: `\`${manifest.name}\` belongs to ${document.owners.join(", ")}, and you are ${user}`,
        isDenied: true,
        hint: `ask one of them to run \`pantry owner add ${manifest.name} ${user}\`, or choose another name`,
      },
    ];
  },
};

function whyUnusable(text: string): Finding | undefined {
  if (!isPackageName(text)) {
    return {
      verdict: "failed",
      message: `no registry takes \`${text}\` as a name`,
      hint: "letters, digits and `_`, no digit first, no keyword of Zig, at most 32 characters",
    };
  }
  if (!isReservedName(text)) return undefined;
  return {
    verdict: "failed",
    message: `\`${text}\` means something else in Zig code`,
    hint: "choose another name, and a new fingerprint with it",
  };
}
