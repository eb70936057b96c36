import type { IncomingMessage } from "node:http";
import { remembered } from "./remembered.ts";

/** True where the client has these very bytes (RFC 9110, 13.1.2). Dates are not compared: a second is too coarse. */
export function isKnown({ headers }: IncomingMessage, tag: string): boolean {
  const known = headers["if-none-match"];
  if (known === undefined) return false;
  return known.split(",").some((part) => {
    const one = part.trim();
    return one === "*" || one === tag || one === `W/${tag}`;
  });
}

/** A moment as `Last-Modified` has it. */
export const httpDate = remembered((moment) => new Date(moment).toUTCString());
