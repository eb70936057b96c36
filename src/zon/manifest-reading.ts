import type { Problem } from "./problem.ts";
import { decodeIdentifier, decodeString } from "./string-literal.ts";
import type { SyntaxItem, SyntaxNode } from "./syntax.ts";
import type { Span } from "./tokenizer.ts";

/** A manifest being read: the source, and all problems so far. A problem does not end the reading. */
export class ManifestReading {
  readonly source: Buffer;
  readonly problems: Problem[] = [];
  /** The manifest has the form of Zig 0.13. */
  isOutdated = false;
  /** A hash of the form of Zig 0.13 is not a problem yet. */
  readonly allowsOldHashes: boolean;

  constructor(source: Buffer, allowsOldHashes = false) {
    this.source = source;
    this.allowsOldHashes = allowsOldHashes;
  }

  /** Notes a problem at the token where zig shows it. */
  report(node: SyntaxNode, message: string, hint?: string): void {
    this.problems.push({ at: mainOffset(node), message, hint });
  }

  textOf(token: Span): string {
    return this.source.toString("utf8", token.start, token.end);
  }

  /** The fields of a struct, or undefined for anything else. */
  fieldsOf(node: SyntaxNode): readonly SyntaxItem[] | undefined {
    return node.kind === "struct" ? node.items : undefined;
  }

  /** What a field is called; where the quoting is wrong, its bytes as they stand. */
  fieldName(field: SyntaxItem): string {
    const token = field.name ?? field;
    const decoded = decodeIdentifier(this.source, token);
    if ("value" in decoded) return decoded.value.toString("utf8");
    this.problems.push(decoded.problem);
    return this.textOf(token);
  }

  /** A field's name that must be UTF-8, since it is handed on. */
  aliasOf(field: SyntaxItem): string {
    const alias = this.fieldName(field);
    if (alias.includes("\ufffd")) this.problems.push({ at: field.start, message: "expected UTF-8" });
    return alias;
  }

  /** The bytes of a one-line string literal; the only kind that a manifest has. */
  bytes(node: SyntaxNode): Buffer | undefined {
    if (node.kind !== "string") {
      const hint = node.kind === "multiline" ? "a manifest takes no multi-line strings" : undefined;
      this.report(node, "expected string literal", hint);
      return undefined;
    }
    const decoded = decodeString(this.source, node);
    if ("value" in decoded) return decoded.value;
    this.problems.push(decoded.problem);
    return undefined;
  }

  /** A string literal that must be UTF-8. */
  string(node: SyntaxNode): string | undefined {
    const bytes = this.bytes(node);
    if (bytes === undefined) return undefined;
    const text = bytes.toString("utf8");
    if (Buffer.from(text).equals(bytes)) return text;
    this.report(node, "expected UTF-8");
    return undefined;
  }
}

/** Where zig points: at the brace of a list, at the name of an enum literal, at the minus of a negative number. */
function mainOffset(node: SyntaxNode): number {
  if ("items" in node) return node.brace;
  return node.kind === "enum" ? node.token.start : node.start;
}
