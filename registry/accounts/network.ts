import { isIP } from "node:net";

/**
 * What one customer of a provider has, for counting: an address of version 4, and of version 6 the 64 bits that begin
 * it, since whoever has one address of such a network has all of them.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const { hostname } = new URL(`http://[${address.replace(/%.*$/s, "")}]/`);
  const [front = [], back = []] = hostname
    .slice(1, -1)
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(8 - front.length - back.length).fill("0");
  const groups = [...front, ...zeros, ...back];
  // `::ffff:192.0.2.1` is an address of version 4.
  return (groups.slice(0, 5).every((group) => group === "0") ? groups : groups.slice(0, 4)).join(":");
}
