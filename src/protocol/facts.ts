import * as limits from "./limits.ts";
import { type Check, fieldsOf, list, oneOf, text, unprintable } from "./shape.ts";
import { isVersion } from "./versions.ts";

export type ArtifactKind = "exe" | "lib" | "obj" | "test";

/** Something that a package's build.zig installs: `b.dependency(…).artifact(name)`. */
export interface Artifact {
  readonly name: string;
  readonly kind: ArtifactKind;
}

/** A name that may be printed as it is: on a terminal, and between quotes in a line of Zig code. */
export const printableName: Check<string> = text({
  maxLength: limits.factBytes,
  matches: isPrintableName,
});

/**
 * True for a name of a module, artifact, dependency or folder that may be printed. Names come from strangers, and
 * are shown in lines such as `b.dependency("…", .{}).module("…")`, which people paste into their build.zig.
 */
export function isPrintableName(name: string): boolean {
  return (
    name !== "" && name.length <= limits.factBytes && name.search(unprintable) < 0 && !/["\\]/.test(name)
  );
}

export const zigVersion: Check<string> = text({ maxLength: 64, matches: isZigVersion });
export const zigVersions = list(zigVersion, limits.testedVersionCount);
export const moduleNames = list(printableName, limits.factCount);
export const artifacts: Check<readonly Artifact[]> = list((value, at) => {
  const field = fieldsOf(value, at);
  return { name: field("name", printableName), kind: field("kind", oneOf("exe", "lib", "obj", "test")) };
}, limits.factCount);

/** Versions of the compiler itself: a development build's is longer than a package's may be. */
export function isZigVersion(version: string): boolean {
  if (version.length > 64) return false;
  const [release = "", ...build] = version.split("+");
  return build.length <= 1 && isVersion(release) && build.every((part) => /^[0-9A-Za-z.-]+$/.test(part));
}
