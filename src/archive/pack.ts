import { gzipSync } from "node:zlib";
import type { ArchiveEntry } from "./listing.ts";
import { blockBytes } from "./tar-header.ts";

/** A file or link to pack; `executable` is for those who unpack by hand, since Zig ignores modes. */
export interface PackedEntry extends ArchiveEntry {
  readonly executable?: boolean;
}

/**
 * Packs files and links into a .tar.gz that Zig reads as they are: one gzip member, ustar with pax records where a
 * name does not fit, everything below the folder `root`, sorted by the bytes of its path, no folders, no owner, all
 * times 0, two blocks of zeros at the end. Same entries, same tar; the compressed bytes are those of Node's zlib.
 *
 * Own code and not node-tar's, which takes names as text only: names inside packages need not be UTF-8.
 */
export function packTarGz(entries: readonly PackedEntry[], options: { readonly root: string }): Buffer {
  const root = Buffer.from(`${options.root}/`);
  const sorted = [...entries].sort((a, b) => Buffer.compare(a.path, b.path));
  const parts = sorted.flatMap((entry) => packEntry(entry, Buffer.concat([root, entry.path])));
  const packed = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]), {
    level: gzipLevel,
    memLevel: 9,
  });
  // The byte that names the system it was packed on: "unknown", so that it says nothing.
  packed[9] = 0xff;
  return packed;
}

/** Within a hundredth of what level 9 gives, in a third of the time. */
const gzipLevel = 7;

const nothing = Buffer.alloc(0);

function packEntry(entry: PackedEntry, path: Buffer): Buffer[] {
  const isLink = entry.kind === "symlink";
  const link = isLink ? entry.bytes : nothing;
  const bytes = isLink ? nothing : entry.bytes;
  const place = placeOf(path);
  const records: Buffer[] = [];
  if (place === undefined) records.push(paxRecord("path", path));
  if (link.length > linkBytes) records.push(paxRecord("linkpath", link));
  const { prefix, name } = place ?? { prefix: nothing, name: path.subarray(path.length - nameBytes) };
  const header = packHeader({
    name,
    prefix,
    link: link.subarray(0, linkBytes),
    type: isLink ? "2" : "0",
    mode: isLink ? 0o777 : entry.executable === true ? 0o755 : 0o644,
    sizeBytes: bytes.length,
  });
  return [...packPax(records), header, bytes, padding(bytes)];
}

function packPax(records: readonly Buffer[]): Buffer[] {
  if (records.length === 0) return [];
  const body = Buffer.concat(records);
  const name = Buffer.from("PaxHeader");
  const fields = { name, prefix: nothing, link: nothing, type: "x", mode: 0o644, sizeBytes: body.length };
  return [packHeader(fields), body, padding(body)];
}

/** `<length> <keyword>=<value>\n`, where the length counts its own digits too. Source: POSIX pax. */
function paxRecord(keyword: string, value: Buffer): Buffer {
  const rest = ` ${keyword}=`.length + value.length + 1;
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length += 1;
  return Buffer.concat([Buffer.from(`${length} ${keyword}=`), value, Buffer.from("\n")]);
}

const nameBytes = 100;
const prefixBytes = 155;
const linkBytes = 100;

/** How ustar splits a path: at a slash, what stands before it in the prefix. Undefined where it does not fit. */
function placeOf(path: Buffer): { readonly prefix: Buffer; readonly name: Buffer } | undefined {
  if (path.length <= nameBytes) return { prefix: nothing, name: path };
  const slash = path.indexOf("/", path.length - nameBytes - 1);
  if (slash < 1 || slash > prefixBytes || slash === path.length - 1) return undefined;
  return { prefix: path.subarray(0, slash), name: path.subarray(slash + 1) };
}

function packHeader(fields: {
  readonly name: Buffer;
  readonly prefix: Buffer;
  readonly link: Buffer;
  readonly type: string;
  readonly mode: number;
  readonly sizeBytes: number;
}): Buffer {
  const header = Buffer.alloc(blockBytes);
  fields.name.copy(header, 0);
  header.write(octal(fields.mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(fields.sizeBytes, 12), 124);
  header.write(octal(0, 12), 136);
  header.fill(" ", 148, 156);
  header.write(fields.type, 156);
  fields.link.copy(header, 157);
  header.write("ustar\x0000", 257);
  fields.prefix.copy(header, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)} `, 148);
  return header;
}

/** Digits, and a NUL at the end. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

function padding(bytes: Buffer): Buffer {
  return Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes);
}
