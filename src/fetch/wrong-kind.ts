import { type ArchiveKind, detectArchiveKind, mayBeOfKind } from "../archive/index.ts";
import type { PantryError } from "../errors.ts";
import { fetchError } from "./errors.ts";
import type { Head } from "./kind.ts";
import { printable, shownAddress } from "./redact.ts";

/** The error for an answer whose head names no kind that Zig unpacks. */
export function notAnArchive(address: URL, head: Head, beginning: Buffer): PantryError {
  const shown = shownAddress(address);
  const type = head["content-type"];
  if (/^(text\/html|application\/xhtml)/i.test(type ?? "") || isWebPage(beginning)) {
    return webPage(shown, beginning);
  }
  const found = detectArchiveKind(beginning);
  const what =
    type === undefined
      ? "came without a Content-Type"
      : `came as \`${printable(type, 80)}\`${isSomeFile(type) ? ", with no file name that tells its kind" : ""}`;
  const fits = found === undefined ? "" : ` (its bytes are those of a ${found})`;
  return fetchError("FETCH_NOT_ARCHIVE", {
    message: `${shown} ${what}${fits}, and Zig would not unpack that`,
    hint: found === undefined ? `it begins with: ${startOf(beginning)}` : mediaTypeHint(found),
  });
}

/** Throws where the bytes are plainly of another kind than the head said: Zig would fail on them, or hash something else. */
export function checkKind(bytes: Buffer, kind: ArchiveKind, address: URL, head: Head): void {
  const found = detectArchiveKind(bytes);
  if (found === kind) return;
  if (isWebPage(bytes)) throw webPage(shownAddress(address), bytes);
  // What it is its reader will say.
  if (mayBeOfKind(bytes, kind)) return;
  const encoded = head["content-encoding"] !== undefined && kind === "tar.gz" && found === "tar";
  throw fetchError("FETCH_WRONG_KIND", {
    message: `${shownAddress(address)} came as a ${kind}, but its bytes are ${found === undefined ? "not of any archive" : `those of a ${found}`}`,
    hint: encoded
      ? "the server calls the archive's own gzip a Content-Encoding: it should send none"
      : `it begins with: ${startOf(bytes)}`,
  });
}

function webPage(shown: string, beginning: Buffer): PantryError {
  return fetchError("FETCH_NOT_ARCHIVE", {
    message: `${shown} is a web page and no archive; it begins with: ${startOf(beginning)}`,
    hint: "give the address of the archive itself, or for a git repository git+https://…",
  });
}

function isWebPage(bytes: Buffer): boolean {
  const start = bytes
    .subarray(0, 256)
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "");
  return /^\s*<(!doctype|html|head|body|!--|\?xml)/i.test(start);
}

function isSomeFile(type: string): boolean {
  return /^application\/(octet-stream|x-compressed)/i.test(type);
}

function startOf(bytes: Buffer): string {
  return bytes.length === 0 ? "nothing at all" : printable(bytes.subarray(0, 200).toString("utf8"), 80);
}

function mediaTypeHint(kind: ArchiveKind): string {
  const types = {
    tar: "application/x-tar",
    "tar.gz": "application/gzip",
    "tar.xz": "application/x-xz",
    "tar.zst": "application/zstd",
    zip: "application/zip",
  };
  return `the server should send it with Content-Type ${types[kind]}`;
}
