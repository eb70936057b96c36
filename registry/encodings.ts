import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from "node:zlib";
import { brotliQuality, gzipLevel } from "./limits.ts";

/** One document in the three encodings that clients ask for. */
export interface Encodings {
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

interface Coding {
  pack(plain: Buffer): Promise<Buffer>;
  unpack(packed: Uint8Array): Promise<Buffer>;
}

/** Each encoding by itself. */
export const codings: Readonly<Record<keyof Encodings, Coding>> = {
  plain: {
    pack: async (plain) => plain,
    unpack: async (packed) => Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength),
  },
  gzip: {
    pack: (plain) => gzipAsync(plain, { level: gzipLevel }),
    unpack: promisify<Uint8Array, Buffer>(gunzip),
  },
  brotli: {
    pack(plain) {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
        [constants.BROTLI_PARAM_LGWIN]: windowBits(plain.length),
      };
      return brotliAsync(plain, { params });
    },
    unpack: promisify<Uint8Array, Buffer>(brotliDecompress),
  },
};

export async function encode(plain: Buffer): Promise<Encodings> {
  const [zipped, brotli] = await Promise.all([codings.gzip.pack(plain), codings.brotli.pack(plain)]);
  return { plain, gzip: zipped, brotli };
}

/** The smallest window that holds the whole document: brotli sets up as much memory as its window asks for. */
function windowBits(sizeBytes: number): number {
  const needed = Math.ceil(Math.log2(sizeBytes + 16));
  return Math.min(Math.max(needed, constants.BROTLI_MIN_WINDOW_BITS), constants.BROTLI_MAX_WINDOW_BITS);
}

const gzipAsync = promisify<Buffer, object, Buffer>(gzip);
const brotliAsync = promisify<Buffer, object, Buffer>(brotliCompress);
