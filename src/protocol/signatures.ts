/**
 * The text that a registry signs for a Zig package: npm's `name@version:integrity` behind a kind,
 * so that a signature for one kind of package is never one for the other.
 */
export function signedText(name: string, version: string, integrity: string): string {
  return `zig:${name}@${version}:${integrity}`;
}

/** The text that a registry signs for an npm package (npm registry signatures). */
export function npmSignedText(name: string, version: string, integrity: string): string {
  return `${name}@${version}:${integrity}`;
}
