import { type FileStat, type PathBytes, pathText } from "../disk/index.ts";

/** What was true of one entry of a tree when it was stored. */
export interface RecordedEntry {
  /** Relative to `tree/`; bytes only where it is not UTF-8, which names inside packages need not be. */
  readonly path: PathBytes;
  readonly kind: "file" | "symlink";
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly mode: number;
}

export interface RecordedArchive {
  readonly sha512: string;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
}

/** `record.json`, beside each tree. */
export interface PackageRecord {
  readonly hash: string;
  /** The gzip tar that Zig's global cache gets, by its SHA-512 in hex. */
  readonly archive: RecordedArchive;
  /** Addresses whose archive this package was unpacked from, and that archive's integrity (SRI). */
  readonly origins: Readonly<Record<string, string>>;
  /** The boot in which it was written. */
  readonly boot: string;
  /** True once the tree was verified in a later boot than its own: its bytes are on the disk. */
  readonly settled: boolean;
  readonly entries: readonly RecordedEntry[];
}

const format = 1;

export function formatRecord(record: PackageRecord): string {
  const entries = record.entries.map(({ path, kind, sizeBytes, mtimeNs, mode }) => [
    writtenPath(path),
    kind === "file" ? "f" : "l",
    sizeBytes,
    String(mtimeNs),
    mode,
  ]);
  const archive = { ...record.archive, mtimeNs: String(record.archive.mtimeNs) };
  return `${JSON.stringify({ format, ...record, archive, entries })}\n`;
}

/** Reads a record, or undefined where it is not one: cut, zeroed, of another format. */
export function parseRecord(text: string, hash: string): PackageRecord | undefined {
  try {
    const raw = JSON.parse(text);
    if (raw.format !== format || raw.hash !== hash || !Array.isArray(raw.entries)) return undefined;
    if (typeof raw.boot !== "string" || typeof raw.settled !== "boolean") return undefined;
    if (!/^[0-9a-f]{128}$/.test(raw.archive.sha512)) return undefined;
    return {
      hash,
      archive: {
        sha512: raw.archive.sha512,
        sizeBytes: raw.archive.sizeBytes,
        mtimeNs: BigInt(raw.archive.mtimeNs),
      },
      origins: raw.origins,
      boot: raw.boot,
      settled: raw.settled,
      entries: raw.entries.map(parseEntry),
    };
  } catch {
    return undefined;
  }
}

/** True if a file is as it was when it was stored. One edited through a hard link has another time. */
export function isUntouched(
  recorded: Pick<RecordedEntry, "sizeBytes" | "mtimeNs"> & { readonly kind?: RecordedEntry["kind"] },
  stat: FileStat | undefined,
): boolean {
  if (stat === undefined || stat.kind !== (recorded.kind ?? "file")) return false;
  return stat.sizeBytes === recorded.sizeBytes && stat.mtimeNs === recorded.mtimeNs;
}

/** UTF-8 names stand as text, others as base64 behind a NUL, which no name contains. */
function writtenPath(path: PathBytes): string {
  const text = pathText(path);
  return typeof text === "string" ? text : `\0${text.toString("base64")}`;
}

function parseEntry(raw: [string, string, number, string, number]): RecordedEntry {
  const [path, kind, sizeBytes, mtimeNs, mode] = raw;
  return {
    path: path.startsWith("\0") ? Buffer.from(path.slice(1), "base64") : path,
    kind: kind === "f" ? "file" : "symlink",
    sizeBytes,
    mtimeNs: BigInt(mtimeNs),
    mode,
  };
}
