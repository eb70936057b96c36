import type { Change } from "../install/index.ts";
import type { Terminal } from "./terminal/index.ts";

/** `+ httpz 0.3.1`, `~ httpz 0.3.0 → 0.3.1`, `- httpz 0.3.0`. */
export function sayChanges({ style, say }: Terminal, changes: readonly Change[]): void {
  for (const { name, before, after } of changes) {
    if (before === undefined) say(`${style.added("+")} ${name} ${after}`);
    else if (after === undefined) say(`${style.removed("-")} ${name} ${before}`);
    else say(`~ ${name} ${before} → ${after}`);
  }
}
