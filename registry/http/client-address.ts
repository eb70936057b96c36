import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isWithin } from "../accounts/index.ts";

/**
 * Where requests come from. A proxy's word for it (`X-Forwarded-For`) is taken from the operator's own proxies only:
 * of the addresses that it names, the last one that is none of them. Everybody else could name any address.
 */
export function clientAddresses(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = (address: string) => isWithin(trustedProxies, address);
  return (request) => {
    const direct = request.socket.remoteAddress ?? "";
    if (trustedProxies.length === 0 || !isTrusted(direct)) return direct;
    const named = String(request.headers["x-forwarded-for"] ?? "")
      .split(",")
      .map(withoutPort);
    const stranger = named.findLast((address) => address !== "" && !isTrusted(address)) ?? "";
    return isIP(stranger) === 0 ? direct : stranger;
  };
}

/** Some proxies write the port beside the address: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(part: string): string {
  return part
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1");
}
