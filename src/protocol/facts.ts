import * as limits from "./limits.ts";
import { type Check, fieldsOf, list, oneOf, text } from "./shape.ts";
import { isVersion } from "./versions.ts";

export type ArtifactKind = "exe" | "lib" | "obj" | "test";

/** Something that a package's build.zig installs: `b.dependency(…).artifact(name)`. */
export interface Artifact {
  readonly name: string;
  readonly kind: ArtifactKind;
}

/** A text without control characters: these names are printed on terminals. */
export const printableName: Check<string> = text({
  maxLength: limits.factBytes,
  matches: isPrintableName,
});

/** True for a name of a module, artifact, dependency or folder that may be printed on a terminal. */
export function isPrintableName(name: string): boolean {
  return name !== "" && name.length <= limits.factBytes && !unprintable.test(name);
}

/** Control characters, line ends, and marks that turn the direction of a text. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/u;

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
