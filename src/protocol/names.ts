import { nameBytes, userNameBytes } from "./limits.ts";

/**
 * True for a name that Zig 0.16 takes and a registry can keep: not underscores alone, which read as nothing.
 */
export function isPackageName(text: string): boolean {
  return isZigName(text) && canonicalName(text) !== "";
}

/** True for what Zig 0.16 takes as `.name`: a bare identifier of at most 32 bytes, and no keyword. */
export function isZigName(text: string): boolean {
  return text.length <= nameBytes && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !zigKeywords.has(text);
}

/**
 * Two Zig names with one canonical name are one name: `Known_Folders` and `knownfolders`.
 * Whoever comes second would be mistaken for the first.
 */
export function canonicalName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** Names that mean something else wherever Zig code is read: `@import("std")` is never a package. */
export function isReservedName(name: string): boolean {
  return reservedNames.has(canonicalName(name));
}

/** True for the name of a user: lower case, as npm's clients and registries have it. */
export function isUserName(text: string): boolean {
  return text.length <= userNameBytes && /^[a-z0-9][a-z0-9._-]*$/.test(text);
}

const reservedNames = new Set(["std", "builtin", "root", "zig"]);

/** Zig 0.16, `std/zig/tokenizer.zig`. */
const zigKeywords = new Set(
  (
    "addrspace align allowzero and anyframe anytype asm break callconv catch comptime const continue defer " +
    "else enum errdefer error export extern fn for if inline linksection noalias noinline nosuspend opaque " +
    "or orelse packed pub resume return struct suspend switch test threadlocal try union unreachable var " +
    "volatile while"
  ).split(" "),
);
