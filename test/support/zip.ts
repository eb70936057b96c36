import { crc32, deflateRawSync } from "node:zlib";

/** What a zip entry says. Every field can be made to lie: the hostile forms are the point of this writer. */
export interface ZipEntry {
  readonly name: string | Buffer;
  readonly bytes?: string | Buffer;
  /** 8 deflate (the default), 0 stored; any other number is written as it is, with stored bytes. */
  readonly method?: number;
  /** What both headers say of flags: 1 encrypted, 8 a data descriptor follows, 0x800 UTF-8 names. */
  readonly flags?: number;
  readonly crc?: number;
  /** The compressed bytes themselves, where they should not be made from `bytes`. */
  readonly packed?: Buffer;
  readonly unpackedSize?: number;
  readonly packedSize?: number;
  readonly externalAttributes?: number;
  /** Sizes and offset go into a zip64 extra field, with 0xffffffff in their place. */
  readonly zip64?: boolean;
  readonly extra?: Buffer;
  readonly localExtra?: Buffer;
  readonly comment?: string;
  /** Patches the local header, the central header, both as they stand in the file. */
  readonly patchLocal?: (header: Buffer) => void;
  readonly patchCentral?: (header: Buffer) => void;
}

export interface ZipOptions {
  readonly comment?: string | Buffer;
  /** The end record speaks through a zip64 end record and locator. */
  readonly zip64?: boolean;
  /** Bytes before the first entry; offsets count them unless `offsetsIgnorePrefix`. */
  readonly prefix?: Buffer;
  readonly offsetsIgnorePrefix?: boolean;
  readonly patchEnd?: (record: Buffer) => void;
  readonly patchEnd64?: (record: Buffer) => void;
}

/** A whole zip archive. */
export function zip(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const prefix = options.prefix ?? Buffer.alloc(0);
  const base = options.offsetsIgnorePrefix === true ? 0 : prefix.length;
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = base;
  for (const entry of entries) {
    const parts = zipEntry(entry, offset);
    locals.push(parts.local);
    centrals.push(parts.central);
    offset += parts.local.length;
  }
  const central = Buffer.concat(centrals);
  return Buffer.concat([
    prefix,
    ...locals,
    central,
    endOfZip(entries.length, central.length, offset, options),
  ]);
}

function zipEntry(entry: ZipEntry, offset: number): { local: Buffer; central: Buffer } {
  const name = Buffer.from(entry.name);
  const bytes = Buffer.from(entry.bytes ?? "");
  const method = entry.method ?? (bytes.length === 0 ? 0 : 8);
  const packed = entry.packed ?? (method === 8 ? deflateRawSync(bytes) : bytes);
  const sizes = {
    crc: entry.crc ?? crc32(bytes),
    packed: entry.packedSize ?? packed.length,
    unpacked: entry.unpackedSize ?? bytes.length,
  };
  const flags = entry.flags ?? 0;
  const described = (flags & 8) !== 0;
  const zip64 = entry.zip64 === true;

  const localExtra = Buffer.concat([
    zip64 ? zip64Extra([sizes.unpacked, sizes.packed]) : Buffer.alloc(0),
    entry.localExtra ?? Buffer.alloc(0),
  ]);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(method, 8);
  local.writeUInt16LE(0x5021, 12);
  local.writeUInt32LE(described ? 0 : sizes.crc, 14);
  local.writeUInt32LE(described ? 0 : zip64 ? 0xffffffff : sizes.packed, 18);
  local.writeUInt32LE(described ? 0 : zip64 ? 0xffffffff : sizes.unpacked, 22);
  local.writeUInt16LE(name.length, 26);
  local.writeUInt16LE(localExtra.length, 28);
  entry.patchLocal?.(local);

  const extra = Buffer.concat([
    zip64 ? zip64Extra([sizes.unpacked, sizes.packed, offset]) : Buffer.alloc(0),
    entry.extra ?? Buffer.alloc(0),
  ]);
  const comment = Buffer.from(entry.comment ?? "");
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(0x0314, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt16LE(0x5021, 14);
  central.writeUInt32LE(sizes.crc, 16);
  central.writeUInt32LE(zip64 ? 0xffffffff : sizes.packed, 20);
  central.writeUInt32LE(zip64 ? 0xffffffff : sizes.unpacked, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt16LE(comment.length, 32);
  central.writeUInt32LE(entry.externalAttributes ?? (0o100644 << 16) >>> 0, 38);
  central.writeUInt32LE(zip64 ? 0xffffffff : offset, 42);
  entry.patchCentral?.(central);

  const descriptor = Buffer.alloc(described ? 16 : 0);
  if (described) {
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(sizes.crc, 4);
    descriptor.writeUInt32LE(sizes.packed, 8);
    descriptor.writeUInt32LE(sizes.unpacked, 12);
  }
  return {
    local: Buffer.concat([local, name, localExtra, packed, descriptor]),
    central: Buffer.concat([central, name, extra, comment]),
  };
}

function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, index) => {
    extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  });
  return extra;
}

function endOfZip(count: number, size: number, offset: number, options: ZipOptions): Buffer {
  const comment = Buffer.from(options.comment ?? "");
  const zip64 = options.zip64 === true;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  options.patchEnd?.(end);
  if (!zip64) return Buffer.concat([end, comment]);

  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(45, 12);
  end64.writeUInt16LE(45, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  options.patchEnd64?.(end64);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end, comment]);
}
