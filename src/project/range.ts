import semver from "semver";
import { maxRangeLength } from "./limits.ts";

/** Why a text is no range of versions, in words that follow it; undefined where it is one. */
export function rangeProblem(text: string): string | undefined {
  if (text.length > maxRangeLength) return `is longer than ${maxRangeLength} characters`;
  if (text.trim() === "") return 'is no range; every version is "*"';
  return semver.validRange(text) === null ? "is no range of semantic versions" : undefined;
}
