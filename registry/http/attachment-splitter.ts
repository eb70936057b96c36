import { registryError } from "../errors.ts";
import { documentDepth } from "./limits.ts";

/** A piece of a document as it arrived: JSON, or bytes of the tarball that stood in it. */
export interface Split {
  readonly json: readonly Buffer[];
  readonly tarball: readonly Buffer[];
}

/**
 * Takes the tarball out of the documents that npm's clients publish, while they arrive in pieces of any size.
 *
 *     {"name":"x","_attachments":{"x-1.0.0.tgz":{"data":"H4sIAA…","length":512}}}
 *
 * becomes the same document with an empty `data`, and the bytes that were in it. So the size of a tarball never is the
 * size of a JSON text in memory. Where the document is no JSON at all, that is left for its reader to find; only what
 * reading could not bear is refused here: a depth without end, and base64 that is none.
 */
export class AttachmentSplitter {
  /** How many tarballs began so far. */
  tarballs = 0;
  #mode: "plain" | "text" | "key" | "data" = "plain";
  #isEscaped = false;
  /** Whether a text that begins now is the key of an object. */
  #keyNext = false;
  /** For each open object or list, whether it is an object. */
  readonly #open: boolean[] = [];
  /** The last key in each open object; only the outer three are of interest. */
  readonly #keys: string[] = [];
  #key = "";
  /** Up to three digits of base64 that wait for the rest of their group. */
  #digits = "";

  /** Takes the next piece. Throws DOCUMENT_UNREADABLE. */
  take(piece: Buffer): Split {
    const json: Buffer[] = [];
    const tarball: Buffer[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      if (this.#mode === "data") {
        const end = piece.indexOf(quote, at);
        tarball.push(this.#decode(piece.toString("latin1", at, end < 0 ? piece.length : end), end >= 0));
        from = end < 0 ? piece.length : end;
        at = from;
        if (end >= 0) this.#mode = "plain";
        continue;
      }
      if (this.#mode === "plain") {
        const opensData = this.#step(piece[at] ?? 0);
        if (!opensData) continue;
        json.push(piece.subarray(from, at + 1));
        this.tarballs++;
        this.#mode = "data";
        continue;
      }
      this.#stepText(piece[at] ?? 0);
    }
    if (this.#mode !== "data") json.push(piece.subarray(from));
    return { json, tarball };
  }

  /** One byte outside of texts. True where the text that it opens is the tarball's. */
  #step(byte: number): boolean {
    switch (byte) {
      case quote:
        if (this.#keyNext) this.#mode = "key";
        else if (this.#isTarball()) return true;
        else this.#mode = "text";
        this.#key = "";
        break;
      case openBrace:
      case openBracket:
        if (this.#open.length === documentDepth) throw unreadable(`is deeper than ${documentDepth} levels`);
        this.#open.push(byte === openBrace);
        this.#keyNext = byte === openBrace;
        break;
      case closeBrace:
      case closeBracket:
        this.#open.pop();
        this.#keyNext = false;
        break;
      case comma:
        this.#keyNext = this.#open.at(-1) === true;
        break;
      case colon:
        this.#keyNext = false;
        break;
    }
    return false;
  }

  /** One byte inside a text. */
  #stepText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) {
      if (this.#mode === "key") this.#keys[this.#open.length - 1] = this.#key;
      this.#mode = "plain";
      return;
    }
    if (this.#mode === "key" && this.#open.length <= 3 && this.#key.length < longestKey) {
      this.#key += String.fromCharCode(byte);
    }
  }

  #isTarball(): boolean {
    const [outer, file, field] = this.#keys;
    return (
      this.#open.length === 3 &&
      this.#open.every((isObject) => isObject) &&
      outer === "_attachments" &&
      field === "data" &&
      file?.endsWith(".tgz") === true
    );
  }

  #decode(text: string, isLast: boolean): Buffer {
    const all = this.#digits + text;
    const whole = isLast ? all : all.slice(0, all.length - (all.length % 4));
    this.#digits = isLast ? "" : all.slice(whole.length);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(whole) || (isLast && whole.length % 4 !== 0)) {
      throw unreadable("has a tarball that is not base64");
    }
    return Buffer.from(whole, "base64");
  }
}

export function unreadable(why: string) {
  return registryError("DOCUMENT_UNREADABLE", {
    message: `the document ${why}`,
    hint: "send what `npm publish` sends: registry/PROTOCOL.md describes it",
  });
}

/** Longer than any name of a tarball. */
const longestKey = 512;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
