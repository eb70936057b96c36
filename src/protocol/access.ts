import { type Check, oneOf } from "./shape.ts";

/** Who may read a package: everybody, or only those it belongs to. The words are npm's. */
export type Access = "public" | "restricted";

export const access: Check<Access> = oneOf("public", "restricted");

/** What somebody wrote for it; undefined where it is neither. */
export function accessOf(text: string): Access | undefined {
  return text === "public" || text === "restricted" ? text : undefined;
}
