/** True for `localhost`, 127.0.0.0/8 and ::1: the only places where plain http needs no trust in a network. */
export function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d+){3}$/.test(url.hostname);
}
