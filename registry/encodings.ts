import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { brotliQuality, gzipLevel } from "./limits.ts";

/** One document in the three encodings that clients ask for. */
export interface Encodings {
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

export async function encode(plain: Buffer): Promise<Encodings> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    [constants.BROTLI_PARAM_LGWIN]: windowBits(plain.length),
  };
  const [zipped, brotli] = await Promise.all([
    gzipAsync(plain, { level: gzipLevel }),
    brotliAsync(plain, { params }),
  ]);
  return { plain, gzip: zipped, brotli };
}

/** The smallest window that holds the whole document: brotli sets up as much memory as its window asks for. */
function windowBits(sizeBytes: number): number {
  const needed = Math.ceil(Math.log2(sizeBytes + 16));
  return Math.min(Math.max(needed, constants.BROTLI_MIN_WINDOW_BITS), constants.BROTLI_MAX_WINDOW_BITS);
}

const gzipAsync = promisify<Buffer, object, Buffer>(gzip);
const brotliAsync = promisify<Buffer, object, Buffer>(brotliCompress);
