import { parseHash } from "../zig/index.ts";

/**
 * What a Zig hash says its package is; undefined for one without a manifest. A package that leaves its manifest out of
 * its own `.paths` has none when it is unpacked, but its hash still names it.
 */
export function namedInHash(hash: string): { readonly name: string; readonly version: string } | undefined {
  const { name, version } = parseHash(hash);
  return version === versionOfNone ? undefined : { name, version };
}

/** It is no version that a package could have. */
const versionOfNone = "V";
