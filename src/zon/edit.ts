import { nearest } from "../nearest.ts";
import {
  dependencyText,
  type NewDependency,
  renderEntry,
  renderTable,
  type Style,
} from "./dependency-text.ts";
import { entryChanges } from "./edit-entry.ts";
import { appendItem, insertAfter, type Render, removeItem, type Spot } from "./edit-list.ts";
import { zonError } from "./errors.ts";
import { isOneLine, unitOf } from "./layout.ts";
import { maxProblemsShown } from "./limits.ts";
import { fieldNamed, nameOf, type OpenManifest, openManifest } from "./open-manifest.ts";
import { shorten } from "./problem.ts";
import { applyEdits, type Edit } from "./splice.ts";

/**
 * The manifest with one dependency added at the end of its table, or changed where it stands.
 *
 * All other bytes stay. New text follows the file: line ends, indentation, one line or several, a comma at the end
 * or none. In an entry that is there only the values of url, hash, path and lazy change, and the name of the location
 * where a url becomes a path or a path a url; unknown fields and comments stay. A manifest without a table gets one
 * behind its name, version, fingerprint and minimum_zig_version.
 *
 * Throws ZON_SYNTAX; MANIFEST_INVALID; DEPENDENCY_INVALID for what no manifest can say; MANIFEST_NOT_EDITABLE where
 * the table, the alias or one of those fields is there twice: Zig would take the last, its writer may mean another.
 */
export function setDependency(
  source: Buffer,
  fileName: string,
  alias: string,
  dependency: NewDependency,
): Buffer {
  check(alias, dependency);
  const manifest = openManifest(source, fileName);
  const text = dependencyText(dependency);
  if (manifest.table === undefined) {
    const table = (style: Style) => renderTable(alias, text, style);
    return applyEdits(source, addTable(manifest, table));
  }
  if (fieldNamed(manifest, manifest.table, alias) === undefined) {
    const entry: Render = (spot) => renderEntry(alias, text, entryStyle(manifest, spot, text.location));
    return applyEdits(source, appendItem(source, manifest.table, manifest.layout, entry));
  }
  let edited = source;
  for (const change of entryChanges) {
    const current = openManifest(edited, fileName);
    const entry = current.table && fieldNamed(current, current.table, alias);
    if (entry !== undefined) edited = applyEdits(edited, change(current, entry, text));
  }
  return edited;
}

/**
 * The manifest without one dependency.
 *
 * What `setDependency` added goes exactly: where the table was there before, the bytes are those from before.
 * An entry that a person wrote goes with its lines, the comments inside it, and a comment behind it on its last line.
 * Comments above it stay: they may head the table or speak of the entries below as well. An entry that shares its line
 * with others goes with its comma and the blanks that parted it from its neighbour. The table itself stays.
 *
 * Throws ZON_SYNTAX; MANIFEST_INVALID; DEPENDENCY_UNKNOWN; MANIFEST_NOT_EDITABLE where two entries have the alias.
 */
export function removeDependency(source: Buffer, fileName: string, alias: string): Buffer {
  const manifest = openManifest(source, fileName);
  const entry = manifest.table && fieldNamed(manifest, manifest.table, alias);
  if (manifest.table === undefined || entry === undefined) throw unknownAlias(manifest, alias);
  return applyEdits(source, removeItem(source, manifest.table, entry));
}

function addTable({ source, root, layout }: OpenManifest, renderWith: (style: Style) => string): Edit[] {
  const render: Render = (spot) => renderWith(styleOf(spot, layout.unit, layout.newline));
  const head = root.items.findLast((item) => headFields.has(nameOf(source, item) ?? ""));
  return head === undefined
    ? appendItem(source, root, layout, render)
    : insertAfter(source, root, head, layout, render);
}

const headFields: ReadonlySet<string> = new Set(["name", "version", "fingerprint", "minimum_zig_version"]);

/** As the entry above is written; but an address and a hash do not fit on one line. */
function entryStyle({ source, table, layout }: OpenManifest, spot: Spot, location: "url" | "path"): Style {
  const sibling = table?.items.at(-1)?.value;
  if (sibling === undefined || !("items" in sibling)) return styleOf(spot, layout.unit, layout.newline);
  if (location === "path" && isOneLine(source, sibling)) return { kind: "inline" };
  return styleOf(spot, unitOf(source, sibling) ?? layout.unit, layout.newline);
}

function styleOf(spot: Spot, unit: string, newline: string): Style {
  return spot.kind === "inline" ? spot : { ...spot, unit, newline };
}

/** Refuses what Zig could not read back, or would take for something else. */
function check(alias: string, dependency: NewDependency): void {
  if (alias === "" || alias.includes("\0")) {
    throw zonError("DEPENDENCY_INVALID", {
      message: "the name of a dependency is empty or has a null byte in it",
    });
  }
  if (!("path" in dependency)) return;
  const { path } = dependency;
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw zonError("DEPENDENCY_INVALID", { message: `${path} is an address, not a path` });
  }
  if (/^(?:[/\\]|[a-z]:[/\\])/i.test(path)) {
    throw zonError("DEPENDENCY_INVALID", {
      message: `Zig takes only relative paths for a dependency, not ${path}`,
      hint: "write the path from the folder of build.zig.zon on",
    });
  }
}

function unknownAlias({ source, fileName, table }: OpenManifest, alias: string): Error {
  const names = table?.items.map((item) => shorten(nameOf(source, item) ?? "")) ?? [];
  const shown = names.slice(0, maxProblemsShown).join(", ") + (names.length > maxProblemsShown ? ", …" : "");
  const guess = nearest(alias, names);
  const there = names.length === 0 ? "it has no dependencies" : `it has ${shown}`;
  const hint = guess === undefined ? there : `did you mean \`${guess}\`?`;
  return zonError("DEPENDENCY_UNKNOWN", { message: `${fileName} has no dependency \`${alias}\``, hint });
}
