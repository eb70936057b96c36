import { registryError } from "../errors.ts";

/** The fields of a form. Throws REQUEST_INVALID for what is no object. */
export function fieldsOfForm(form: unknown): Form {
  if (typeof form !== "object" || form === null || Array.isArray(form)) {
    throw invalid("the request's body is not a JSON object");
  }
  return {
    text(name) {
      const value = fieldOf(form, name);
      if (typeof value !== "string") throw invalid(`the request's body has no text \`${name}\``);
      return value;
    },
    optionalText(name) {
      const value = fieldOf(form, name);
      return typeof value === "string" ? value : undefined;
    },
    optionalNumber(name) {
      const value = fieldOf(form, name) ?? undefined;
      if (value === undefined || typeof value === "number") return value;
      throw invalid(`\`${name}\` in the request's body is not a number`);
    },
    texts(name) {
      const value = fieldOf(form, name) ?? undefined;
      if (value === undefined) return undefined;
      if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
      throw invalid(`\`${name}\` in the request's body is not a list of texts`);
    },
    allTexts() {
      const entries = Object.entries(form);
      if (entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
        return Object.fromEntries(entries);
      }
      throw invalid("the request's body has values that are not texts");
    },
    optionalForm(name) {
      const value = fieldOf(form, name) ?? undefined;
      return value === undefined ? undefined : fieldsOfForm(value);
    },
    flag(name) {
      return fieldOf(form, name) === true;
    },
    isSet(name) {
      const value = fieldOf(form, name);
      if (Array.isArray(value)) return value.length > 0;
      return value !== undefined && value !== null && value !== false && value !== "";
    },
  };
}

export interface Form {
  text(name: string): string;
  optionalText(name: string): string | undefined;
  /** Undefined where the field is missing or null. Throws REQUEST_INVALID for any other kind. */
  optionalNumber(name: string): number | undefined;
  texts(name: string): readonly string[] | undefined;
  optionalForm(name: string): Form | undefined;
  /** True where the field is `true`. */
  flag(name: string): boolean;
  /** True where the field says anything at all: not where it is missing, empty or false. */
  isSet(name: string): boolean;
  /** All fields, each of which must be a text. */
  allTexts(): Readonly<Record<string, string>>;
}

function fieldOf(form: object, name: string): unknown {
  return Object.hasOwn(form, name) ? Reflect.get(form, name) : undefined;
}

function invalid(message: string) {
  return registryError("REQUEST_INVALID", {
    message,
    hint: "registry/PROTOCOL.md says what belongs into it",
  });
}
