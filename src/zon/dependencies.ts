import type { ManifestReading } from "./manifest-reading.ts";
import type { SyntaxItem, SyntaxNode } from "./syntax.ts";
import type { Span } from "./tokenizer.ts";

export interface ManifestDependency {
  readonly location:
    | { readonly kind: "url"; readonly url: string }
    | { readonly kind: "path"; readonly path: string };
  readonly hash: string | undefined;
  readonly lazy: boolean;
  /** The entry in the file, from the dot of its alias to its closing brace. */
  readonly span: Span;
}

/** Reads one `.dependencies` table into `into`: a later entry takes the place of an earlier one, as it does for Zig. */
export function readDependencies(
  reading: ManifestReading,
  node: SyntaxNode,
  into: Map<string, ManifestDependency>,
): void {
  const entries = reading.fieldsOf(node);
  if (entries === undefined) {
    reading.report(
      node,
      "expected dependencies expression to be a struct",
      "without any, write `.dependencies = .{},`",
    );
    return;
  }
  for (const entry of entries) {
    const alias = reading.aliasOf(entry);
    const dependency = readDependency(reading, entry);
    if (dependency !== undefined) into.set(alias, dependency);
  }
}

function readDependency(reading: ManifestReading, entry: SyntaxItem): ManifestDependency | undefined {
  const fields = reading.fieldsOf(entry.value);
  if (fields === undefined) {
    reading.report(entry.value, "expected dependency expression to be a struct", dependencyHint);
    return undefined;
  }
  let location: ManifestDependency["location"] | undefined;
  let hasLocation = false;
  let hash: string | undefined;
  let lazy = false;
  for (const field of fields) {
    const name = reading.fieldName(field);
    if (name === "url" || name === "path") {
      if (hasLocation) {
        reading.report(field.value, "dependency should specify only one of 'url' and 'path' fields.");
        continue;
      }
      hasLocation = true;
      const text = reading.string(field.value);
      if (text !== undefined) {
        location = name === "url" ? { kind: "url", url: text } : { kind: "path", path: text };
      }
    } else if (name === "hash") {
      hash = readHash(reading, field.value);
    } else if (name === "lazy") {
      lazy = readBool(reading, field.value);
    }
  }
  if (!hasLocation) {
    reading.report(
      entry.value,
      "dependency requires location field, one of 'url' or 'path'.",
      dependencyHint,
    );
  }
  return location && { location, hash, lazy, span: { start: entry.start, end: entry.end } };
}

const dependencyHint = 'a dependency is .{ .url = "…", .hash = "…" } or .{ .path = "…" }';

/** Checks no more than Zig does: how long it is, and that it has a name, a version and 44 characters. */
function readHash(reading: ManifestReading, node: SyntaxNode): string | undefined {
  const hash = reading.string(node);
  if (hash === undefined) return undefined;
  const problem = hashProblem(Buffer.from(hash));
  if (problem !== undefined) {
    const isOld = isOldHash(hash);
    const hint = isOld
      ? "this is a hash of the form that Zig 0.13 used; adding the dependency again replaces it"
      : undefined;
    if (!isOld || !reading.allowsOldHashes) reading.report(node, `invalid hash: ${problem}`, hint);
  }
  return hash;
}

/** True for a hash as Zig 0.11 to 0.13 wrote it: SHA-256 as a multihash. Nothing that is fetched can have it. */
export function isOldHash(hash: string): boolean {
  return /^1220[0-9a-f]{64}$/.test(hash);
}

const digestLength = 44;
const maxHashLength = 32 + 1 + 32 + 1 + digestLength;

/** Zig 0.16's three words for a hash it does not take. */
function hashProblem(hash: Buffer): "short" | "incomplete" | "long" | undefined {
  if (hash.length < digestLength) return "short";
  if (hash.length > maxHashLength) return "long";
  const versionDash = hash.indexOf("-", hash.indexOf("-") + 1);
  return versionDash > 0 && hash.length - versionDash > digestLength ? undefined : "incomplete";
}

function readBool(reading: ManifestReading, node: SyntaxNode): boolean {
  const word = node.kind === "identifier" ? reading.textOf(node) : undefined;
  if (word === "true" || word === "false") return word === "true";
  reading.report(
    node,
    word === undefined ? "expected identifier" : "expected boolean",
    "write true or false",
  );
  return false;
}
