import { listEntries } from "../../archive/index.ts";
import { PantryError } from "../../errors.ts";
import { readPackage } from "../../zig/index.ts";
import type { Check } from "./check.ts";

/** The rule itself is the `published` policy, which the registry applies to the archive. */
export const portableFiles: Check = {
  name: "files",
  ensures: "plain files with names that every system takes and keeps apart, and no links",
  look({ package: { entries }, manifest }) {
    try {
      readPackage(listEntries(entries), "published", manifest.name);
      return [];
    } catch (error) {
      if (!(error instanceof PantryError)) throw error;
      const { message, hint } = error;
      return [{ verdict: "failed", message, ...(hint === undefined ? {} : { hint }) }];
    }
  },
};
