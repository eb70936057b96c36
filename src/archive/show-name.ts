/**
 * A name from an archive, for people: cut where it is long, in quotes and escaped where anything in it is no plain
 * text, since a terminal would obey it. A string has one character a byte.
 */
export function showName(name: Buffer | string): string {
  const text = readable(name);
  const cut = text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
  return isPlain(name) && !hidden.test(cut) ? cut : quote(cut);
}

/** The same, always in quotes. */
export function quoteName(name: Buffer | string): string {
  const text = readable(name);
  return quote(text.length > maxShown ? `${text.slice(0, maxShown)}…` : text);
}

/** More than a line says nothing more. */
const maxShown = 200;

const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

function readable(name: Buffer | string): string {
  return isPlain(name) ? asBytes(name).toString("utf8") : asBytes(name).toString("latin1");
}

function isPlain(name: Buffer | string): boolean {
  const bytes = asBytes(name);
  return Buffer.from(bytes.toString("utf8")).equals(bytes);
}

function asBytes(name: Buffer | string): Buffer {
  return typeof name === "string" ? Buffer.from(name, "latin1") : name;
}
