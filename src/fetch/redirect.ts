import { isLoopbackHost } from "../protocol/index.ts";
import { fetchError } from "./errors.ts";
import { isLoopback } from "./loopback.ts";
import { shownAddress } from "./redact.ts";

/**
 * Where a redirect leads: https from anywhere, http only from loopback to loopback; and from other places never to this
 * machine, whose services trust whoever asks from here. User info in it is refused too, since nothing is ever signed in
 * to.
 */
export function redirectTarget(from: URL, location: string | undefined): URL {
  const to =
    location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined) {
    throw fetchError("FETCH_RESPONSE", {
      message: `${shownAddress(from)} redirects, but says to no address`,
      hint: "check the address",
    });
  }
  const why = whyUnsafe(from, to);
  if (why === undefined) return to;
  throw fetchError("FETCH_UNSAFE_REDIRECT", {
    message: `${shownAddress(from)} redirects to ${shownAddress(to)}: ${why}`,
    hint: "give the address that the archive really has",
  });
}

function whyUnsafe(from: URL, to: URL): string | undefined {
  if (to.username !== "" || to.password !== "") return "that address carries a user name or password";
  if (to.protocol === "https:") {
    return isInside(to) && !isInside(from) ? "that is this machine, or a service for it alone" : undefined;
  }
  if (to.protocol !== "http:") return `nothing is fetched by ${to.protocol.slice(0, -1)}`;
  if (from.protocol === "https:") return "that leaves https for plain http";
  return isLoopback(from) && isLoopback(to) ? undefined : "that is plain http";
}

/** Loopback in any spelling, and link-local addresses, where clouds tell machines their secrets. */
function isInside({ host, hostname }: URL): boolean {
  return isLoopbackHost(host) || /^(?:169\.254\.|\[fe[89ab])/.test(hostname);
}
