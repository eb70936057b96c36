import { deprecationLength } from "../../../src/protocol/index.ts";
import type { Manifest } from "./manifest.ts";

/**
 * Why those who use a version better did not, as its manifest says; undefined where it is not deprecated. npm's clients
 * take a deprecation back with an empty text. Throws what `invalid` makes of one that is too long.
 */
export function readDeprecation(
  { deprecated }: Manifest,
  invalid: (why: string) => Error,
): string | undefined {
  if (deprecated === true) return "deprecated";
  if (typeof deprecated !== "string" || deprecated === "") return undefined;
  if (deprecated.length > deprecationLength) {
    throw invalid(`a deprecation has more than ${deprecationLength} characters`);
  }
  return deprecated;
}
