import { isUserName } from "../../src/protocol/index.ts";
import { registryError } from "../errors.ts";

/**
 * Makes sure that a user or an organisation may be called so. Both share one set of names, since `@name` is the scope
 * of either. Throws USER_NAME_INVALID, USER_NAME_RESERVED.
 */
export function checkAccountName(name: string): void {
  if (!isUserName(name)) {
    throw registryError("USER_NAME_INVALID", {
      message: `nobody can be called ${JSON.stringify(name.slice(0, 100))}`,
      hint: "use small letters, digits, `.`, `_` and `-`, at most 64, and begin with a letter or digit",
    });
  }
  if (reserved.has(readsAs(name))) {
    throw registryError("USER_NAME_RESERVED", {
      message: `nobody can be called \`${name}\`: it would be taken for the registry itself or for no name at all`,
      hint: "choose another name",
    });
  }
}

/**
 * One text for all names that a person would take for each other: `ada-l` and `ada_1`. Names are ASCII and of small
 * letters, so only separators and the digits that look like letters are left to be mistaken.
 */
export function readsAs(name: string): string {
  return name.replace(/[._-]/g, "").replaceAll("0", "o").replaceAll("1", "l");
}

/** Who a stranger would trust for the name alone, and what programs write where a name is missing. */
const reserved = new Set(
  (
    "admin administrator anonymous moderator npm operator owner pantry registry root security staff support " +
    "system zig zigofficial null undefined none nil true false nan me everyone"
  )
    .split(" ")
    .map(readsAs)
    .concat(""),
);
