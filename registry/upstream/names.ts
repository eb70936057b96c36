import { versionLength } from "./limits.ts";

/** `@acme` of `@acme/tool`. */
export function scopeOf(name: string): string | undefined {
  return name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
}

/** True for what may stand for a version in an address. Whether it is one, the document says. */
export function isVersionText(text: string): boolean {
  return text.length <= versionLength && /^\d[\w.+-]*$/.test(text);
}
