export type ArchiveKind = "tar" | "tar.gz" | "tar.xz" | "tar.zst" | "zip";

/**
 * Which archive this is, by how it begins; undefined for anything else, e.g. a web page.
 * A compressed file is taken for a compressed tar: nothing else is ever a package.
 */
export function detectArchiveKind(bytes: Buffer): ArchiveKind | undefined {
  for (const [kind, magic] of magics) {
    if (bytes.subarray(0, magic.length).equals(magic)) return kind;
  }
  // A zstd file may begin with a frame of data for somebody else.
  if (bytes.length >= 4 && (bytes.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50) return "tar.zst";
  return looksLikeTar(bytes) ? "tar" : undefined;
}

/** True where the bytes may be of this kind. An empty tar has no magic, and a zip is found from its end. */
export function mayBeOfKind(bytes: Buffer, kind: ArchiveKind): boolean {
  const found = detectArchiveKind(bytes);
  return found === kind || (found === undefined && (kind === "tar" || kind === "zip"));
}

/** The kind that a path ends in, which is all that Zig looks at (zig 0.16, seen by experiment); undefined for others. */
export function archiveKindOfPath(path: string): ArchiveKind | undefined {
  const lower = path.toLowerCase();
  return endings.find(([ending]) => lower.endsWith(ending))?.[1];
}

const endings: readonly (readonly [string, ArchiveKind])[] = [
  [".tar", "tar"],
  [".tgz", "tar.gz"],
  [".tar.gz", "tar.gz"],
  [".txz", "tar.xz"],
  [".tar.xz", "tar.xz"],
  [".tzst", "tar.zst"],
  [".tar.zst", "tar.zst"],
  [".zip", "zip"],
  [".jar", "zip"],
];

const magics: readonly (readonly [ArchiveKind, Buffer])[] = [
  ["tar.gz", Buffer.from([0x1f, 0x8b])],
  ["tar.xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ["tar.zst", Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ["zip", Buffer.from("PK\x03\x04")],
  ["zip", Buffer.from("PK\x05\x06")],
];

/** `ustar` in its place; or, for the tar of Unix V7, which has no magic, a first header with the right checksum. */
function looksLikeTar(bytes: Buffer): boolean {
  if (bytes.length < 512) return false;
  if (bytes.toString("latin1", 257, 262) === "ustar") return true;
  let sum = 8 * 32;
  for (let at = 0; at < 512; at += 1) if (at < 148 || at >= 156) sum += bytes.readUInt8(at);
  const field = bytes.toString("latin1", 148, 156).replace(/^ +/, "");
  return (
    Number.parseInt(field, 8) === sum || (sum === 256 && bytes.subarray(0, 512).every((byte) => byte === 0))
  );
}
