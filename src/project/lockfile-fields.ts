import { quoteForMessage, type TomlNode } from "../toml/index.ts";
import { isHash } from "../zig/index.ts";
import type { PackageKind } from "./lockfile.ts";

/** A value with the place it was read from. */
export interface Read<Value> {
  readonly node: TomlNode;
  readonly value: Value;
}

/** A merge that went through without a conflict shows as an entry that is there twice, or in the wrong place. */
export function checkOrder<Value>(
  reads: readonly Read<Value>[],
  compare: (a: Value, b: Value) => number,
): void {
  for (const [index, { node, value }] of reads.entries()) {
    const before = reads[index - 1];
    const order = before === undefined ? -1 : compare(before.value, value);
    if (order === 0) throw node.fail("this entry is there twice");
    if (order > 0) throw node.fail("this entry is not in its sorted place: Pantry did not write it here");
  }
}

export function readKind(node: TomlNode): PackageKind {
  const kind = node.need("kind");
  const text = kind.string();
  if (text === "zig" || text === "npm") return text;
  throw kind.fail(`${quoteForMessage(text)} is no kind of package: there are zig and npm`);
}

export function readText(node: TomlNode): string {
  return checked(node, (text) => (text === "" ? "is empty" : undefined));
}

/** A text that `problemOf` finds nothing wrong with. */
export function checked(node: TomlNode, problemOf: (text: string) => string | undefined): string {
  const text = node.string();
  const problem = problemOf(text);
  if (problem !== undefined) throw node.fail(`${node.name()} ${problem}`);
  return text;
}

export function hashProblem(text: string): string | undefined {
  return isHash(text) ? undefined : "is no package hash of Zig 0.14 or later";
}
