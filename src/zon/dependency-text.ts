import { toZonIdentifier, toZonString } from "./write.ts";

/** What to write for a dependency. Without `lazy`, an entry that is there keeps its own, and a new one is not lazy. */
export type NewDependency = ({ readonly url: string; readonly hash: string } | { readonly path: string }) & {
  readonly lazy?: boolean;
};

/** The fields of an entry, as ZON; undefined where the entry has none, or keeps what it has. */
export interface DependencyText {
  readonly location: "url" | "path";
  readonly address: string;
  readonly hash: string | undefined;
  readonly lazy: "true" | "false" | undefined;
}

/** Where new text is written: over several lines, the first of them at `indent`, or within one. */
export type Style =
  | { readonly kind: "lines"; readonly indent: string; readonly unit: string; readonly newline: string }
  | { readonly kind: "inline" };

export function dependencyText(dependency: NewDependency): DependencyText {
  const lazy = dependency.lazy === undefined ? undefined : dependency.lazy ? "true" : "false";
  if ("path" in dependency) {
    return { location: "path", address: toZonString(dependency.path), hash: undefined, lazy };
  }
  return { location: "url", address: toZonString(dependency.url), hash: toZonString(dependency.hash), lazy };
}

/** `.alias = .{ .url = "…", .hash = "…" }` */
export function renderEntry(alias: string, text: DependencyText, style: Style): string {
  const fields = [`.${text.location} = ${text.address}`];
  if (text.hash !== undefined) fields.push(`.hash = ${text.hash}`);
  if (text.lazy === "true") fields.push(".lazy = true");
  return renderField(toZonIdentifier(alias), fields, style);
}

/** `.dependencies = .{ … }` with one entry. */
export function renderTable(alias: string, text: DependencyText, style: Style): string {
  const inner = style.kind === "lines" ? { ...style, indent: style.indent + style.unit } : style;
  return renderField("dependencies", [renderEntry(alias, text, inner)], style);
}

function renderField(name: string, items: readonly string[], style: Style): string {
  if (style.kind === "inline") return `.${name} = .{ ${items.join(", ")} }`;
  const { indent, unit, newline } = style;
  const lines = items.map((item) => `${newline}${indent}${unit}${item},`).join("");
  return `.${name} = .{${lines}${newline}${indent}}`;
}
