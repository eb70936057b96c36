/**
 * What was first seen of a version, and may never change: the digest of its tarball. One short entry for each
 * version, since a package may have thousands.
 */
export interface Pin {
  /** SHA-512 in base64, where upstream knows it. */
  readonly sha512?: string;
  /** SHA-1 in hexadecimal, where upstream knows no better one. */
  readonly sha1?: string;
  /** Path and query of the tarball on the upstream's host, where it is not npm's usual one. */
  readonly at?: string;
  /** Whether it has attestations. */
  readonly attested?: true;
}

export type Pins = ReadonlyMap<string, Pin>;

/** The digests that a version's `dist` announces. Undefined where it names none that can be checked. */
export function digestsOf(dist: Readonly<Record<string, unknown>>): Pick<Pin, "sha512" | "sha1"> | undefined {
  const { integrity, shasum } = dist;
  const words = typeof integrity === "string" ? integrity.trim().split(/\s+/) : [];
  const sha512 = words.find((word) => /^sha512-[A-Za-z0-9+/]{86}==$/.test(word))?.slice("sha512-".length);
  const sha1 =
    typeof shasum === "string" && /^[0-9a-f]{40}$/i.test(shasum) ? shasum.toLowerCase() : undefined;
  if (sha512 === undefined && sha1 === undefined) return undefined;
  return { ...(sha512 === undefined ? {} : { sha512 }), ...(sha1 === undefined ? {} : { sha1 }) };
}

/** True where what upstream says now can be the same bytes: no digest differs, and one is common to both. */
export function agrees(pin: Pick<Pin, "sha512" | "sha1">, now: Pick<Pin, "sha512" | "sha1">): boolean {
  const pairs = [
    [pin.sha512, now.sha512],
    [pin.sha1, now.sha1],
  ].filter(([one, other]) => one !== undefined && other !== undefined);
  return pairs.length > 0 && pairs.every(([one, other]) => one === other);
}

export function pinsText(pins: Pins): string {
  return JSON.stringify([...pins]);
}

export function readPins(text: string): Pins {
  return new Map(JSON.parse(text));
}
