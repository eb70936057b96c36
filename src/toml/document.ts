import { parse, TomlDate, TomlError, type TomlTable, type TomlValue } from "smol-toml";
import { tomlError } from "./errors.ts";
import { maxDepth } from "./limits.ts";
import { showPlace } from "./place.ts";

/** A TOML file that has been read. `text` is without the byte order mark. Integers are bigint, floats number. */
export interface TomlDocument {
  readonly fileName: string;
  readonly text: string;
  readonly root: TomlTable;
  /** True where no error may repeat what stands in the file. */
  readonly isSecret: boolean;
}

/** What one kind of file says about itself where it cannot be read. */
export interface TomlFileKind {
  /** The largest text that is taken, in characters. */
  readonly maxLength: number;
  /** The way out of a file that is broken. */
  readonly brokenHint: string;
  /** The way out of a file with the markers of a merge. */
  readonly conflictHint: string;
  /** True for a file that holds tokens: no error repeats its text. */
  readonly isSecret?: boolean;
}

/**
 * Reads a TOML 1.1 text; CRLF and a byte order mark are welcome.
 * Throws TOML_SYNTAX with line, column and the line itself, TOML_CONFLICT for the markers of an unfinished
 * merge, TOML_TOO_LARGE.
 */
export function parseToml(text: string, fileName: string, kind: TomlFileKind): TomlDocument {
  if (text.length > kind.maxLength) {
    throw tomlError("TOML_TOO_LARGE", {
      message: `${fileName} has ${text.length} characters; at most ${kind.maxLength} are read`,
      hint: kind.brokenHint,
    });
  }
  const isSecret = kind.isSecret ?? false;
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  try {
    return { fileName, text: body, root: parse(body, { integersAsBigInt: true, maxDepth }), isSecret };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw syntaxError(error, body, fileName, kind);
  }
}

/** The text of a file's bytes, its byte order mark kept. Throws TOML_ENCODING for what is not UTF-8. */
export function decodeToml(bytes: Uint8Array, fileName: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw tomlError("TOML_ENCODING", {
      message: `${fileName} is not UTF-8 text`,
      hint: `save ${fileName} as UTF-8`,
      cause,
    });
  }
}

/** True for a table of whatever notation. */
export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof TomlDate);
}

/** Markers are looked for only where the text is no TOML: in a multi-line string they are just text. */
function syntaxError(error: TomlError, text: string, fileName: string, kind: TomlFileKind): Error {
  const isSecret = kind.isSecret ?? false;
  const marker = /^(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|$)/m.exec(text);
  if (marker !== null) {
    return tomlError("TOML_CONFLICT", {
      message: showPlace({ text, fileName, isSecret }, marker.index, "the markers of an unfinished merge"),
      hint: kind.conflictHint,
    });
  }
  const what = (error.message.split("\n", 1)[0] ?? "").replace(/^Invalid TOML document: /, "");
  return tomlError("TOML_SYNTAX", {
    message: showPlace(
      { text, fileName, isSecret },
      { line: error.line, column: error.column },
      `not valid TOML: ${what}`,
    ),
    hint: kind.brokenHint,
  });
}
