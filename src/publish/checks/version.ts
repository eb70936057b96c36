import { isVersion, versionKey } from "../../protocol/index.ts";
import type { Check } from "./check.ts";
import { notAsked } from "./not-asked.ts";

export const version: Check = {
  name: "version",
  ensures: "the version was not published before",
  look({ manifest, package: { hash }, registry }) {
    if (!isVersion(manifest.version)) {
      return [
        {
          verdict: "failed",
          message: `no registry takes ${manifest.version} as a version`,
          hint: "three numbers below 2^53, as in 1.2.3 or 1.2.3-beta.1, and at most 32 characters",
        },
      ];
    }
    if (registry.kind !== "asked") return notAsked(registry, "which versions there are");
    const key = versionKey(manifest.version);
    const taken = registry.document?.versions.find((one) => versionKey(one.version) === key);
    if (taken === undefined) return [];
    if (taken.hash === hash) {
      return [
        {
          verdict: "warning",
          message: `${manifest.name} ${taken.version} is published already, with exactly these files`,
          hint: "nothing is left to do; for a new version raise `.version` in build.zig.zon",
        },
      ];
    }
    const as =
      taken.version === manifest.version ? "" : ` as ${taken.version}: build metadata makes no other version`;
    return [
      {
        verdict: "failed",
        message: `${manifest.name} ${manifest.version} was published before${as}, with other files`,
        hint: "a published version never changes: raise `.version` in build.zig.zon",
      },
    ];
  },
};
