import { type ManifestDependency, readDependencies } from "./dependencies.ts";
import { isFingerprintOf, newFingerprint, showFingerprint } from "./fingerprint.ts";
import { isBareIdentifier } from "./keywords.ts";
import { maxNameBytes, maxVersionBytes } from "./limits.ts";
import { ManifestReading } from "./manifest-reading.ts";
import { decodeNumber } from "./number-literal.ts";
import { problemsError, shorten } from "./problem.ts";
import { resolvePath } from "./resolve-path.ts";
import { parseZigVersion } from "./semantic-version.ts";
import { parseSyntax, type SyntaxItem, type SyntaxNode } from "./syntax.ts";

/** What Zig 0.16 reads from a build.zig.zon. Fields that it does not know are not here, whatever they hold. */
export interface Manifest {
  /** A bare identifier of at most 32 bytes. */
  readonly name: string;
  /** As Zig prints it, which is how it goes into the package hash. */
  readonly version: string;
  readonly fingerprint: bigint;
  readonly minimumZigVersion: string | undefined;
  /** By alias, in the order of the file. Of several with one alias Zig takes the last, and so does this. */
  readonly dependencies: ReadonlyMap<string, ManifestDependency>;
  /**
   * What belongs to the package, each as `std.fs.path.resolve` leaves it; `.` or nothing stands for all.
   * Bytes, since names of files need not be UTF-8.
   */
  readonly paths: readonly Buffer[];
}

/**
 * Reads a build.zig.zon as Zig 0.16 reads it (its src/Package/Manifest.zig), and refuses what Zig refuses, with
 * all problems in one error. What Zig checks only when it fetches (schemes, absolute paths, a hash beside a path)
 * is not checked here either. Two deliberate differences: values in unknown fields must be ZON, where Zig would
 * take any expression; and aliases, urls and paths of dependencies must be UTF-8.
 *
 * `allowMissingPaths`: Zig requires `.paths` for what it fetches, and not when it builds. `allowOldHashes`: those of
 * the form of Zig 0.13 are left to the reader.
 *
 * Throws ZON_SYNTAX, ZON_LIMIT, MANIFEST_INVALID; MANIFEST_OUTDATED for the form of Zig 0.13, whose name is a string.
 */
export function parseManifest(
  source: Buffer,
  fileName: string,
  options: { readonly allowMissingPaths?: boolean; readonly allowOldHashes?: boolean } = {},
): Manifest {
  const reading = new ManifestReading(source, options.allowOldHashes);
  const root = parseSyntax(source, fileName);
  const found = readFields(reading, root);
  if (found !== undefined) checkTogether(reading, root, found, options.allowMissingPaths === true);
  const { name, version, fingerprint } = found ?? {};
  if (
    reading.problems.length > 0 ||
    name === undefined ||
    version === undefined ||
    fingerprint === undefined
  ) {
    const code = reading.isOutdated ? "MANIFEST_OUTDATED" : "MANIFEST_INVALID";
    throw problemsError(code, source, fileName, reading.problems);
  }
  return {
    name,
    version,
    fingerprint,
    minimumZigVersion: found?.minimumZigVersion,
    dependencies: found?.dependencies ?? new Map(),
    paths: found?.paths ?? [Buffer.alloc(0)],
  };
}

/** The manifest of the user's own project: Pantry can replace old hashes there, so it must be able to read them. */
export function parseOwnManifest(source: Buffer, fileName: string): Manifest {
  return parseManifest(source, fileName, { allowMissingPaths: true, allowOldHashes: true });
}

/** The fields as they come; of a field that is there twice the last counts, but dependencies and paths add up. */
interface Found {
  readonly seen: Set<string>;
  name?: string | undefined;
  version?: string | undefined;
  fingerprint?: bigint | undefined;
  minimumZigVersion?: string | undefined;
  paths?: Buffer[];
  readonly dependencies: Map<string, ManifestDependency>;
}

function readFields(reading: ManifestReading, root: SyntaxNode): Found | undefined {
  const fields = reading.fieldsOf(root);
  if (fields === undefined) {
    reading.report(
      root,
      "expected top level expression to be a struct",
      "a manifest is one `.{ … }` with fields",
    );
    return undefined;
  }
  const found: Found = { seen: new Set(), dependencies: new Map() };
  for (const field of fields) {
    const name = reading.fieldName(field);
    found.seen.add(name);
    readField(reading, found, name, field);
  }
  return found;
}

function readField(reading: ManifestReading, found: Found, name: string, { value }: SyntaxItem): void {
  switch (name) {
    case "name":
      found.name = readName(reading, value);
      break;
    case "version":
      found.version = readVersion(reading, value, maxVersionBytes);
      break;
    case "fingerprint":
      found.fingerprint = readFingerprint(reading, value);
      break;
    case "minimum_zig_version":
      found.minimumZigVersion = readVersion(reading, value);
      break;
    case "paths":
      found.paths ??= [];
      readPaths(reading, value, found.paths);
      break;
    case "dependencies":
      readDependencies(reading, value, found.dependencies);
      break;
  }
}

function readName(reading: ManifestReading, node: SyntaxNode): string | undefined {
  if (node.kind === "string") {
    reading.isOutdated = true;
    const hint = outdatedHint(reading.bytes(node)?.toString("utf8") ?? "");
    reading.report(node, "expected enum literal: a name in quotes is the form of Zig 0.13", hint);
    return undefined;
  }
  if (node.kind !== "enum") {
    reading.report(node, "expected enum literal", "a name is written `.name = .my_package`");
    return undefined;
  }
  const name = reading.textOf(node.token);
  if (name.startsWith("@")) {
    const hint = "letters, digits and `_`, no digit first, and no keyword of Zig";
    reading.report(node, "name must be a valid bare zig identifier", hint);
    return undefined;
  }
  if (name.length > maxNameBytes) {
    reading.report(node, `name '${shorten(name)}' exceeds max length of ${maxNameBytes}`);
  }
  return name;
}

/** What the author has to write, as far as that can be told from the old name. */
function outdatedHint(oldName: string): string {
  const forUsers = "if it is somebody else's, take a version that was made for Zig 0.14 or later";
  const name = oldName.replaceAll(/[^A-Za-z0-9_]/g, "_").slice(0, maxNameBytes);
  if (!isBareIdentifier(name)) return forUsers;
  const fingerprint = showFingerprint(newFingerprint(name));
  return `in your own package write \`.name = .${name}, .fingerprint = ${fingerprint},\`; ${forUsers}`;
}

function readVersion(
  reading: ManifestReading,
  node: SyntaxNode,
  maxBytes = Number.POSITIVE_INFINITY,
): string | undefined {
  const bytes = reading.bytes(node);
  if (bytes === undefined) return undefined;
  if (bytes.length > maxBytes) {
    reading.report(node, `version string length ${bytes.length} exceeds maximum of ${maxBytes}`);
    return undefined;
  }
  const text = bytes.toString("latin1");
  const version = parseZigVersion(text);
  if (version === undefined) {
    const hint = "three numbers without leading zeros, as in 1.2.3 or 1.2.3-beta.1+build";
    reading.report(node, `unable to parse semantic version: "${shorten(text)}"`, hint);
  }
  return version;
}

function readFingerprint(reading: ManifestReading, node: SyntaxNode): bigint | undefined {
  if (node.kind !== "number") {
    reading.report(node, "expected integer literal", "a fingerprint is written 0x… without quotes");
    return undefined;
  }
  const decoded = decodeNumber(reading.source, node);
  if ("problem" in decoded) {
    reading.report(node, `bad integer literal: ${decoded.problem.message}`, decoded.problem.hint);
    return undefined;
  }
  if ("int" in decoded.value && decoded.value.int < 2n ** 64n) return decoded.value.int;
  reading.report(
    node,
    `expected u64 integer literal, found ${"int" in decoded.value ? "a larger one" : "a float"}`,
  );
  return undefined;
}

function readPaths(reading: ManifestReading, node: SyntaxNode, into: Buffer[]): void {
  if (node.kind !== "tuple") {
    const hint = 'everything is .{""}; else name files and folders: .{ "build.zig", "build.zig.zon", "src" }';
    reading.report(node, "expected paths expression to be a list of strings", hint);
    return;
  }
  for (const { value } of node.items) {
    const path = reading.bytes(value);
    if (path !== undefined) into.push(resolvePath(path));
  }
}

/** What can be said only when all fields are known. */
function checkTogether(
  reading: ManifestReading,
  root: SyntaxNode,
  found: Found,
  allowMissingPaths: boolean,
): void {
  const { seen, name, fingerprint } = found;
  const missing = (field: string, hint: string) =>
    reading.report(root, `missing top-level '${field}' field`, hint);
  if (!seen.has("name")) missing("name", "add `.name = .my_package,`");
  if (!seen.has("version")) missing("version", 'add `.version = "0.1.0",`');
  if (!seen.has("paths") && !allowMissingPaths) {
    missing("paths", 'add `.paths = .{ "build.zig", "build.zig.zon", "src" },`');
  }
  if (!seen.has("fingerprint") && !reading.isOutdated) {
    const hint = name === undefined ? "" : `add \`.fingerprint = ${showFingerprint(newFingerprint(name))},\``;
    missing("fingerprint", hint);
  }
  if (name === undefined || fingerprint === undefined || isFingerprintOf(fingerprint, name)) return;
  const fresh = showFingerprint(newFingerprint(name));
  reading.report(
    root,
    `invalid fingerprint for '${shorten(name)}': ${showFingerprint(fingerprint)}`,
    `a fingerprint belongs to one name; if this is a new or forked package, write \`.fingerprint = ${fresh},\``,
  );
}
