import { STATUS_CODES } from "node:http";
import type { PantryError } from "../errors.ts";
import { fetchError } from "./errors.ts";
import type { Head } from "./kind.ts";
import { shownAddress } from "./redact.ts";
import { PassingFailure, retryAfterMs } from "./retry.ts";

/** What an answer other than 200 means. Only 429 and 5xx may pass; a server that refuses is not asked again. */
export function statusFailure(address: URL, status: number, head: Head): PassingFailure | PantryError {
  const message = `${shownAddress(address)} answered ${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
  if (status === 429 || status >= 500) {
    const pauseMs = retryAfterMs(head["retry-after"], Date.now());
    const when =
      pauseMs === undefined ? "in a while" : `in ${Math.ceil(pauseMs / 1000)} s, as the server asks`;
    return new PassingFailure("FETCH_STATUS", { message, hint: `try again ${when}` }, pauseMs);
  }
  if (status === 401 || status === 403) {
    return fetchError("FETCH_DENIED", {
      message,
      hint: "Pantry signs in to registries only: give an address that is open to everybody",
    });
  }
  if (status === 404 || status === 410) {
    return fetchError("FETCH_STATUS", {
      message,
      hint: "check the address: is the release or the tag still there?",
    });
  }
  return fetchError("FETCH_STATUS", { message, hint: "an archive must be served with status 200" });
}
