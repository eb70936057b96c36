import type { TomlValue } from "smol-toml";
import { nearest } from "../nearest.ts";
import { isTable, type TomlDocument } from "./document.ts";
import { locate } from "./locate.ts";
import { quoteForMessage, showPlace } from "./place.ts";
import type { TomlPath } from "./scan.ts";

/** Makes the error that a file's reader throws. */
export type Refusal = (message: string, hint: string | undefined) => Error;

/**
 * One value of a document, with its place, as a strict reader walks it:
 *
 *     const root = readDocument(document, refuse);
 *     root.allowOnly(["version", "package"]);
 *     for (const entry of root.get("package")?.items() ?? []) entry.get("name")?.string();
 *
 * Whatever is not as asked throws what `refuse` makes, with file, line and column.
 */
export class TomlNode {
  readonly value: TomlValue;
  readonly path: TomlPath;
  private readonly document: TomlDocument;
  private readonly refuse: Refusal;

  constructor(document: TomlDocument, refuse: Refusal, value: TomlValue, path: TomlPath) {
    this.document = document;
    this.refuse = refuse;
    this.value = value;
    this.path = path;
  }

  /** The value under a key of this table, or undefined. */
  get(key: string): TomlNode | undefined {
    const value = this.table()[key];
    return value === undefined ? undefined : this.child(value, key);
  }

  /** As `get`, and refuses where there is none. */
  need(key: string): TomlNode {
    const found = this.get(key);
    if (found === undefined) throw this.fail(`${this.name()} has no \`${key}\``);
    return found;
  }

  entries(): [string, TomlNode][] {
    return Object.entries(this.table()).map(([key, value]) => [key, this.child(value, key)]);
  }

  items(): TomlNode[] {
    if (!Array.isArray(this.value)) throw this.wrongType("an array");
    return this.value.map((value, index) => this.child(value, index));
  }

  string(): string {
    if (typeof this.value !== "string") throw this.wrongType("a string");
    return this.value;
  }

  boolean(): boolean {
    if (typeof this.value !== "boolean") throw this.wrongType("true or false");
    return this.value;
  }

  isTable(): boolean {
    return isTable(this.value);
  }

  /** Refuses keys that are not in the list, and names the one that was probably meant. */
  allowOnly(known: readonly string[]): void {
    for (const [key, node] of this.entries()) {
      if (known.includes(key)) continue;
      const meant = nearest(key, known);
      throw node.failAtKey(
        `${this.name()} has no key ${quoteForMessage(key)}`,
        meant === undefined
          ? `it knows ${known.join(", ")}; a newer Pantry may know more`
          : `did you mean \`${meant}\`?`,
      );
    }
  }

  /** An error at this value. */
  fail(what: string, hint?: string): Error {
    const span = locate(this.document.text, this.path);
    return this.refuse(this.show(span?.value ?? 0, what), hint);
  }

  /** An error at the key of this value. */
  failAtKey(what: string, hint?: string): Error {
    const span = locate(this.document.text, this.path);
    return this.refuse(this.show(span?.key ?? 0, what), hint);
  }

  /** How an error calls this value: `package.dependencies`. */
  name(): string {
    const keys = this.path.filter((part) => typeof part === "string");
    return keys.length === 0 ? this.document.fileName : `\`${keys.join(".")}\``;
  }

  private table() {
    if (!isTable(this.value)) throw this.wrongType("a table");
    return this.value;
  }

  private child(value: TomlValue, key: string | number): TomlNode {
    return new TomlNode(this.document, this.refuse, value, [...this.path, key]);
  }

  private wrongType(wanted: string): Error {
    return this.fail(`${this.name()} must be ${wanted}, not ${this.describe()}`);
  }

  private show(offset: number, what: string): string {
    return showPlace(this.document, offset, what);
  }

  private describe(): string {
    const { value } = this;
    if (typeof value === "string")
      return this.document.isSecret ? "a string" : `the string ${quoteForMessage(value)}`;
    if (typeof value === "bigint" || typeof value === "number") return "a number";
    if (typeof value === "boolean") return String(value);
    if (Array.isArray(value)) return "an array";
    return isTable(value) ? "a table" : "a date";
  }
}

/** The root of a document as a strict reader walks it. */
export function readDocument(document: TomlDocument, refuse: Refusal): TomlNode {
  return new TomlNode(document, refuse, document.root, []);
}
