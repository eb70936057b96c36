/** What a tar entry says. Every field can be made to lie: the hostile forms are the point of this writer. */
export interface TarEntry {
  readonly name: string | Buffer;
  /** The type flag: "0" file (the default), "1" hard link, "2" symlink, "5" folder, "x" and "g" pax, "L" and "K" GNU. */
  readonly type?: string;
  readonly bytes?: string | Buffer;
  readonly link?: string | Buffer;
  readonly prefix?: string | Buffer;
  /** The size field: a number, or the raw twelve bytes. The true length where absent. */
  readonly size?: number | Buffer;
  readonly mode?: number | string;
  /** `ustar` (the default), `gnu`, or `v7` for no magic at all. */
  readonly format?: "ustar" | "gnu" | "v7";
  /** The checksum field: `unsigned` (the default), `signed`, or raw text. */
  readonly checksum?: "unsigned" | "signed" | (string & {});
  /** False leaves the contents without padding to the block. */
  readonly padded?: boolean;
}

/** A whole archive; `endBlocks` is the number of zero blocks at the end, two by custom. */
export function tar(entries: readonly (TarEntry | Buffer)[], endBlocks = 2): Buffer {
  const parts = entries.map((entry) => (Buffer.isBuffer(entry) ? entry : tarEntry(entry)));
  return Buffer.concat([...parts, Buffer.alloc(512 * endBlocks)]);
}

/** Header, contents and padding of one entry. */
export function tarEntry(entry: TarEntry): Buffer {
  const bytes = Buffer.from(entry.bytes ?? "");
  const padding = entry.padded === false ? 0 : -bytes.length & 511;
  return Buffer.concat([tarHeader(entry, bytes.length), bytes, Buffer.alloc(padding)]);
}

/** An extended header before the entry that it speaks of: records of key and value, or raw text. */
export function pax(records: Readonly<Record<string, string | Buffer>> | Buffer, type = "x"): Buffer {
  const bytes = Buffer.isBuffer(records)
    ? records
    : Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, value)));
  return tarEntry({ name: "PaxHeader", type, bytes });
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
export function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from("\n")]);
  let length = rest.length + 1;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** GNU's way of a long name ("L") or link target ("K"): an entry before the one that it names. */
export function gnuLong(type: "L" | "K", name: string | Buffer): Buffer {
  const bytes = Buffer.concat([Buffer.from(name), Buffer.alloc(1)]);
  return tarEntry({ name: "././@LongLink", type, bytes, format: "gnu" });
}

/** A size in GNU's binary form, for `size`. */
export function base256(value: bigint): Buffer {
  const field = Buffer.alloc(12);
  field[0] = 0x80;
  field.writeBigUInt64BE(value, 4);
  return field;
}

function tarHeader(entry: TarEntry, length: number): Buffer {
  const header = Buffer.alloc(512);
  put(header, 0, 100, entry.name);
  put(header, 100, 8, typeof entry.mode === "string" ? entry.mode : octal(entry.mode ?? 0o644, 8));
  put(header, 108, 8, octal(0, 8));
  put(header, 116, 8, octal(0, 8));
  put(header, 124, 12, Buffer.isBuffer(entry.size) ? entry.size : octal(entry.size ?? length, 12));
  put(header, 136, 12, octal(0, 12));
  put(header, 156, 1, entry.type ?? "0");
  put(header, 157, 100, entry.link ?? "");
  if (entry.format === "gnu") put(header, 257, 8, "ustar  \0");
  else if (entry.format !== "v7") put(header, 257, 8, "ustar\x0000");
  put(header, 345, 155, entry.prefix ?? "");
  put(header, 148, 8, checksumField(header, entry.checksum ?? "unsigned"));
  return header;
}

function checksumField(header: Buffer, kind: string): string {
  if (kind !== "unsigned" && kind !== "signed") return kind;
  let sum = 8 * 32;
  for (let at = 0; at < 512; at++) {
    if (at >= 148 && at < 156) continue;
    sum += kind === "signed" ? header.readInt8(at) : header.readUInt8(at);
  }
  return `${sum.toString(8).padStart(6, "0")}\0 `;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

function put(header: Buffer, at: number, width: number, value: string | Buffer): void {
  const bytes = Buffer.from(value);
  if (bytes.length > width) throw new Error(`${bytes.length} bytes do not fit into a tar field of ${width}`);
  bytes.copy(header, at);
}
