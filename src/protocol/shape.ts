/** Checks one value and gives it back typed. `at` says where it stands, for the message. */
export type Check<T> = (value: unknown, at: string) => T;

/** A value has not the shape that it must have. Becomes a PantryError at the door of the document that it is in. */
export class ShapeProblem extends Error {
  override readonly name = "ShapeProblem";
}

export function problem(at: string, why: string): ShapeProblem {
  return new ShapeProblem(`${at === "" ? "it" : `\`${at}\``} ${why}`);
}

/** The fields of an object. Fields that nobody asks for are ignored: a newer registry may send more. */
export function fieldsOf(value: unknown, at: string) {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw problem(at, "is not an object");
  return <T>(name: string, check: Check<T>): T => {
    const place = at === "" ? name : `${at}.${name}`;
    return check(Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined, place);
  };
}

export function text(options: { readonly maxLength: number; readonly matches?: (text: string) => boolean }) {
  return (value: unknown, at: string): string => {
    if (typeof value !== "string") throw problem(at, "is not a text");
    if (value.length > options.maxLength) throw problem(at, `is longer than ${options.maxLength} characters`);
    if (options.matches !== undefined && !options.matches(value)) {
      throw problem(at, `cannot be ${shown(value)}`);
    }
    return value;
  };
}

/** Control characters, line ends, marks that turn the direction of a text, and halves of characters. */
export const unprintable =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+/gu;

/** JSON escapes some of what a terminal obeys, but not all. */
function shown(value: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(unprintable, (run) => [...run].map(escaped).join(""));
}

export function list<T>(item: Check<T>, maxCount: number): Check<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw problem(at, "is not a list");
    if (value.length > maxCount) throw problem(at, `has more than ${maxCount} entries`);
    return value.map((entry, index) => item(entry, `${at}[${index}]`));
  };
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : check(value, at));
}

export function flag(value: unknown, at: string): boolean {
  if (typeof value !== "boolean") throw problem(at, "is neither true nor false");
  return value;
}

/** A whole number from 0 on that JavaScript keeps exactly. */
export function count(value: unknown, at: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw problem(at, "is not a whole number from 0 on");
  }
  return value;
}

/** A moment in UTC, as `Date.toISOString` writes it. */
export function moment(value: unknown, at: string): string {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value)) {
    throw problem(at, "is not a moment such as 2026-01-31T12:00:00.000Z");
  }
  if (Number.isNaN(Date.parse(value))) throw problem(at, "is not a moment that exists");
  return value;
}

export function oneOf<const T extends string>(...values: readonly T[]): Check<T> {
  return (value, at) => {
    const found = values.find((allowed) => allowed === value);
    if (found === undefined) throw problem(at, `is none of ${values.join(", ")}`);
    return found;
  };
}
