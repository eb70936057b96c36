import semver from "semver";
import packageJson from "../../../package.json" with { type: "json" };
import { type Check, failed, ok } from "./check.ts";

/** What Pantry runs on. */
export const node: Check = {
  name: "node",
  look() {
    const { version } = process;
    const needed = packageJson.engines.node;
    if (semver.satisfies(version, needed)) return ok(`Node ${version.slice(1)}`);
    return failed(`Node ${version.slice(1)} is too old: Pantry needs ${needed}`, "install a newer Node");
  },
};
