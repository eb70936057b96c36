import { PantryError } from "../errors.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Conditions } from "./conditions.ts";
import type { Demand } from "./demand.ts";
import { resolveError } from "./errors.ts";
import { noFittingVersion } from "./no-fitting-version.ts";
import type { Listing } from "./problem.ts";

/** The error for direct dependencies that have nothing to take, whatever is chosen for the others: about all at once. */
export function hopelessError(
  demands: readonly Demand[],
  catalogue: Catalogue,
  conditions: Conditions,
): PantryError {
  const errors = demands.map((demand) => errorFor(demand, catalogue, conditions));
  const [first] = errors;
  if (first === undefined) throw new Error("there is no demand without offers");
  if (errors.length === 1) return first;
  const hints = [...new Set(errors.flatMap(({ hint }) => (hint === undefined ? [] : [hint])))];
  return new PantryError(first.code, first.exit, {
    message: [
      `${errors.length} dependencies have no version to take`,
      ...errors.flatMap(({ message }) => message.split("\n").map((line) => `  ${line}`)),
    ].join("\n"),
    ...(hints.length === 0 ? {} : { hint: hints.join("\n      ") }),
  });
}

function errorFor({ requirement, label }: Demand, catalogue: Catalogue, conditions: Conditions): PantryError {
  const range = "range" in requirement ? requirement.range : "*";
  const shelf = catalogue.shelf(label);
  const releases = shelf.releases();
  switch (shelf.listing?.kind) {
    case "absent":
      return noPackage(label, shelf.listing);
    case "offline":
      return resolveError("RESOLVE_OFFLINE", {
        message: `cannot choose a version of \`${label}\` offline: ${releases.length === 0 ? "its versions are not known here" : `the lockfile has none that fits \`${range}\``}`,
        hint: "run the same command once without `--offline`",
      });
    case "denied":
      return resolveError("RESOLVE_DENIED", {
        message: `cannot choose a version of \`${label}\`: the registry does not show it to you`,
        hint: "sign in with `pantry login`, or ask one of its owners",
      });
    default:
      return noFittingVersion(label, range, releases, conditions);
  }
}

/** Throws nothing: gives RESOLVE_NO_PACKAGE for a name that the registry does not know. */
function noPackage(
  name: string,
  { similar = [], hint }: Partial<Extract<Listing, { kind: "absent" }>>,
): PantryError {
  const [closest] = similar;
  const search = hint ?? `\`pantry search ${name}\` looks for it by words`;
  return resolveError("RESOLVE_NO_PACKAGE", {
    message: `the registry has no package \`${name}\``,
    hint: closest === undefined ? search : `did you mean \`${closest}\`?`,
  });
}
