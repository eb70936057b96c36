/**
 * An address as it may be shown: without user info, and without the values in its query, since both are
 * places where tokens stand. Works on text that is no valid address too.
 */
export function shownAddress(address: string | URL): string {
  const url = typeof address === "string" ? parsed(address) : address;
  if (url === undefined)
    return printable(String(address).replace(/^([a-z0-9+.-]*:\/\/)?.*@/is, "$1…@"), SHOWN_MAX);
  const names = [...url.searchParams.keys()].map((name) => `${encodeURIComponent(name)}=…`);
  const query = names.length === 0 ? "" : `?${names.join("&")}`;
  return printable(`${url.protocol}//${url.host}${url.pathname}${query}`, SHOWN_MAX);
}

/** Longer addresses only fill the screen. */
export const SHOWN_MAX = 300;

/** Text from elsewhere, made safe for a terminal: one line, no control characters, at most `max` characters. */
export function printable(text: string, max: number): string {
  const line = text
    .replace(/[\s\u2028\u2029]+/g, " ")
    .replace(/[\p{Cc}\p{Cf}\ufffd]/gu, "·")
    .trim();
  return line.length > max ? `${line.slice(0, max)}…` : line;
}

function parsed(text: string): URL | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text) : undefined;
}
