import { urlBytes } from "./limits.ts";

/** Why an address may not stand in a published build.zig.zon, in words that follow "its address". */
export interface AddressProblem {
  readonly kind: "syntax" | "scheme" | "credentials" | "loopback";
  readonly why: string;
}

/**
 * Checks the `.url` of a published package's dependency. It is read strictly, because Zig, browsers and
 * proxies disagree on odd addresses: printable ASCII, one of Zig's network schemes, a plain host.
 *
 * @param loopbackAllowed true where the registry itself is reached by loopback: nobody else can use it anyway.
 */
export function dependencyAddressProblem(url: string, loopbackAllowed: boolean): AddressProblem | undefined {
  if (url.length > urlBytes) return { kind: "syntax", why: `has more than ${urlBytes} bytes` };
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1];
  if (scheme === undefined) return { kind: "syntax", why: "is not an address with a scheme" };
  if (!networkSchemes.has(scheme)) return { kind: "scheme", why: `begins with \`${scheme}:\`` };
  const match = /^[^:]+:\/\/([^/?#]*)([!-~]*)$/.exec(url);
  const authority = match?.[1];
  if (authority === undefined || /["<>\\^`{|}]/.test(url)) {
    return { kind: "syntax", why: "has characters that no address has, or no host" };
  }
  if (authority.includes("@")) return { kind: "credentials", why: "carries credentials" };
  if (!/^(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/.test(authority)) {
    return { kind: "syntax", why: `has no host that can be asked (\`${authority}\`)` };
  }
  if (!URL.canParse(`http://${authority}/`)) return { kind: "syntax", why: `has no host that can be asked` };
  if (!loopbackAllowed && isLoopbackHost(authority)) {
    return { kind: "loopback", why: `points at the publisher's own machine (\`${authority}\`)` };
  }
  return undefined;
}

/** True for a host (with or without port) that means the machine itself, in whatever spelling. */
export function isLoopbackHost(host: string): boolean {
  const url = `http://${host}/`;
  if (!URL.canParse(url)) return false;
  const name = new URL(url).hostname.replace(/\.$/, "");
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "0.0.0.0" ||
    /^127\.[0-9.]+$/.test(name) ||
    name === "[::]" ||
    name === "[::1]" ||
    /^\[::(?:ffff:)?7f[0-9a-f]{2}:[0-9a-f]+\]$/.test(name)
  );
}

/** What Zig 0.16 fetches from a network. */
const networkSchemes = new Set(["http", "https", "git+http", "git+https"]);
