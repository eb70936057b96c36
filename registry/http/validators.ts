import type { IncomingMessage } from "node:http";
import { remembered } from "./remembered.ts";

/**
 * The first of these tags that the client has (RFC 9110, 13.1.2); undefined where it has none. Dates are not compared:
 * a second is too coarse.
 */
export function knownTag(
  { headers }: IncomingMessage,
  tags: readonly [string, ...string[]],
): string | undefined {
  const known = headers["if-none-match"];
  if (known === undefined) return undefined;
  const sent = known.split(",").map((part) => part.trim().replace(/^W\//, ""));
  return sent.includes("*") ? tags[0] : tags.find((tag) => sent.includes(tag));
}

/** A moment as `Last-Modified` has it. */
export const httpDate = remembered((moment) => new Date(moment).toUTCString());
