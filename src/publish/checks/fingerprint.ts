import type { Check } from "./check.ts";
import { notAsked } from "./not-asked.ts";

export const fingerprint: Check = {
  name: "fingerprint",
  ensures: "the fingerprint is the one that the first version had",
  look({ manifest, registry }) {
    if (registry.kind !== "asked") return notAsked(registry, "which fingerprint the first version had");
    const first = registry.document?.versions[0];
    const own = `0x${manifest.fingerprint.toString(16).padStart(16, "0")}`;
    if (first === undefined) {
      return [{ verdict: "new", message: `later versions must keep ${own}` }];
    }
    if (first.fingerprint === own) return [];
    return [
      {
        verdict: "failed",
        message: `\`${manifest.name}\` has the fingerprint ${first.fingerprint} since ${first.version}, and build.zig.zon has ${own}`,
        hint: `write \`.fingerprint = ${first.fingerprint},\`; a package of its own needs a name of its own`,
      },
    ];
  },
};
