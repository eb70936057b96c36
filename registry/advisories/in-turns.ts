import { setImmediate as nextTurn } from "node:timers/promises";
import { turnMs } from "./limits.ts";

/** Works on one item after the other, and lets other requests be answered in between. */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => Promise<void> | void): Promise<void> {
  let began = performance.now();
  for (const item of items) {
    await work(item);
    if (performance.now() - began < turnMs) continue;
    await nextTurn();
    began = performance.now();
  }
}
