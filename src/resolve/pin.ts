import { readHash } from "../protocol/index.ts";

/** What a hash says of the package that it pins (zig 0.16 Package hash). */
export interface Pin {
  readonly hash: string;
  /** Undefined where the package has no build.zig.zon. */
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Two pins with one identity are versions of one package: same name and same id in the fingerprint. */
  readonly identity: string;
}

/** Reads a hash. One that says nothing, as that of a package without build.zig.zon, is like no other. */
export function readPin(hash: string): Pin {
  const parts = readHash(hash);
  if (parts?.name === undefined) return { hash, name: undefined, version: undefined, identity: hash };
  return { hash, name: parts.name, version: parts.version, identity: `${parts.name}#${parts.id}` };
}
