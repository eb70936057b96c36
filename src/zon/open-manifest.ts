import type { PantryError } from "../errors.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { placeOf, problemsError } from "./problem.ts";
import { decodeIdentifier } from "./string-literal.ts";
import { parseSyntax, type SyntaxInit, type SyntaxItem } from "./syntax.ts";

/** A manifest to be edited. It need not be complete, only ZON with a table that Zig would read. */
export interface OpenManifest {
  readonly source: Buffer;
  readonly fileName: string;
  readonly root: SyntaxInit;
  readonly layout: Layout;
  /** The value of `.dependencies`. */
  readonly table: SyntaxInit | undefined;
}

/** Throws ZON_SYNTAX, ZON_LIMIT, MANIFEST_INVALID, or MANIFEST_NOT_EDITABLE for two tables. */
export function openManifest(source: Buffer, fileName: string): OpenManifest {
  const root = parseSyntax(source, fileName);
  if (root.kind !== "struct") {
    throw problemsError("MANIFEST_INVALID", source, fileName, [
      { at: root.start, message: "expected top level expression to be a struct" },
    ]);
  }
  const closed = { source, fileName, root, layout: layoutOf(source, root) };
  const field = fieldNamed(closed, root, "dependencies");
  const table = field === undefined ? undefined : structIn(closed, field);
  return { ...closed, table };
}

/** The one item of a struct that is called so. Throws MANIFEST_NOT_EDITABLE where there are several. */
export function fieldNamed(
  { source, fileName }: Pick<OpenManifest, "source" | "fileName">,
  struct: SyntaxInit,
  name: string,
): SyntaxItem | undefined {
  const [first, second] = struct.items.filter((item) => nameOf(source, item) === name);
  if (first === undefined || second === undefined) return first;
  throw notEditable(source, fileName, first, second, `'${name}' is there twice`);
}

/** Two fields stand where one is meant; Zig would not say so. */
export function notEditable(
  source: Buffer,
  fileName: string,
  first: SyntaxItem,
  second: SyntaxItem,
  message: string,
): PantryError {
  const { line } = placeOf(source, first.start);
  return problemsError("MANIFEST_NOT_EDITABLE", source, fileName, [
    {
      at: second.start,
      message: `${message}: here and on line ${line}`,
      hint: "take one of them out by hand",
    },
  ]);
}

/** A field's value, which must be a struct. Throws MANIFEST_INVALID. */
export function structIn(
  { source, fileName }: Pick<OpenManifest, "source" | "fileName">,
  field: SyntaxItem,
): SyntaxInit {
  if (field.value.kind === "struct") return field.value;
  const message = `expected '${nameOf(source, field)}' to be a struct`;
  throw problemsError("MANIFEST_INVALID", source, fileName, [{ at: field.value.start, message }]);
}

export function nameOf(source: Buffer, { name }: SyntaxItem): string | undefined {
  if (name === undefined) return undefined;
  const decoded = decodeIdentifier(source, name);
  return "value" in decoded ? decoded.value.toString("utf8") : undefined;
}
