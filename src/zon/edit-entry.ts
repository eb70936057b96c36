import type { DependencyText } from "./dependency-text.ts";
import { appendItem, insertAfter, removeItem } from "./edit-list.ts";
import { fieldNamed, nameOf, notEditable, type OpenManifest, structIn } from "./open-manifest.ts";
import type { Edit } from "./splice.ts";
import { decodeString } from "./string-literal.ts";
import type { SyntaxInit, SyntaxItem } from "./syntax.ts";

/** One step of changing an entry. Each works on the bytes that the one before left. */
export type EntryChange = (manifest: OpenManifest, entry: SyntaxItem, wanted: DependencyText) => Edit[];

export const entryChanges: readonly EntryChange[] = [changeLocation, changeHash, changeLazy];

function changeLocation(manifest: OpenManifest, entry: SyntaxItem, wanted: DependencyText): Edit[] {
  const fields = structIn(manifest, entry);
  const field = locationIn(manifest, fields);
  if (field?.name === undefined) {
    return addField(manifest, fields, undefined, `.${wanted.location} = ${wanted.address}`);
  }
  const edits = changeValue(manifest, field, wanted.address);
  if (nameOf(manifest.source, field) === wanted.location) return edits;
  return [{ start: field.name.start, end: field.name.end, text: wanted.location }, ...edits];
}

function changeHash(manifest: OpenManifest, entry: SyntaxItem, wanted: DependencyText): Edit[] {
  const fields = structIn(manifest, entry);
  const field = fieldNamed(manifest, fields, "hash");
  if (wanted.hash === undefined) {
    return field === undefined ? [] : removeItem(manifest.source, fields, field, { keepComments: true });
  }
  if (field !== undefined) return changeValue(manifest, field, wanted.hash);
  return addField(manifest, fields, locationIn(manifest, fields), `.hash = ${wanted.hash}`);
}

function changeLazy(manifest: OpenManifest, entry: SyntaxItem, wanted: DependencyText): Edit[] {
  const fields = structIn(manifest, entry);
  const field = fieldNamed(manifest, fields, "lazy");
  if (wanted.lazy === undefined) return [];
  if (field !== undefined) return changeValue(manifest, field, wanted.lazy);
  if (wanted.lazy === "false") return [];
  const behind = fieldNamed(manifest, fields, "hash") ?? locationIn(manifest, fields);
  return addField(manifest, fields, behind, ".lazy = true");
}

/** The one field that says where the package is. Throws MANIFEST_NOT_EDITABLE where there are two. */
function locationIn(manifest: OpenManifest, fields: SyntaxInit): SyntaxItem | undefined {
  const url = fieldNamed(manifest, fields, "url");
  const path = fieldNamed(manifest, fields, "path");
  if (url === undefined || path === undefined) return url ?? path;
  throw notEditable(manifest.source, manifest.fileName, url, path, "the entry has both a url and a path");
}

function addField(
  manifest: OpenManifest,
  fields: SyntaxInit,
  behind: SyntaxItem | undefined,
  text: string,
): Edit[] {
  const { source, layout } = manifest;
  const render = () => text;
  return behind === undefined
    ? appendItem(source, fields, layout, render)
    : insertAfter(source, fields, behind, layout, render);
}

/** Nothing, where the value already says the same in other words. */
function changeValue({ source }: OpenManifest, { value }: SyntaxItem, text: string): Edit[] {
  if (meaningOf(source.toString("utf8", value.start, value.end)) === meaningOf(text)) return [];
  return [{ start: value.start, end: value.end, text }];
}

function meaningOf(literal: string): string {
  const bytes = Buffer.from(literal);
  if (!/^".*"$/s.test(literal)) return literal;
  const decoded = decodeString(bytes, { start: 0, end: bytes.length });
  return "value" in decoded ? `"${decoded.value.toString("latin1")}` : literal;
}
