import type { ServerResponse } from "node:http";
import { stalledMs } from "./limits.ts";

/**
 * Ends an answer whose client takes none of it for a while, so that nobody holds memory and open files by asking for
 * much and reading nothing. As long as some of it goes out, however little, it goes on.
 */
export function endIfStalled(response: ServerResponse, afterMs: number = stalledMs): void {
  if (response.writableFinished) return;
  response.setTimeout(afterMs, () => response.destroy());
}
