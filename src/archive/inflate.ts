import { inflateRawSync, type Zlib } from "node:zlib";
import { isSystemError, type PantryError } from "../errors.ts";
import { damaged } from "./errors.ts";

export interface Inflated {
  readonly bytes: Buffer;
  /** Where in the input the deflate data ends. */
  readonly end: number;
}

export interface InflateOptions {
  /** The most that may come out. */
  readonly limitBytes: number;
  /** What to throw as soon as more than that comes out. */
  readonly overLimit: () => PantryError;
  /** How much probably comes out: a good guess saves copies, a bad one does no harm. */
  readonly likelyBytes: number;
}

/**
 * Inflates the raw deflate data that begins at `start`, and says where it ends.
 * Throws ARCHIVE_DAMAGED if it is broken or cut.
 */
export function inflateRaw(bytes: Buffer, start: number, options: InflateOptions): Inflated {
  const { limitBytes, overLimit } = options;
  const likely = Math.min(
    options.likelyBytes,
    limitBytes,
    likelyRatio * (bytes.length - start),
    largestChunk,
  );
  const zlibOptions = {
    // Gives the engine, which knows how much of the input it used.
    info: true,
    // zlib takes no limit of 0.
    maxOutputLength: Math.max(limitBytes, 1),
    // One byte more than comes, so that it notices the end in the first chunk.
    chunkSize: Math.max(likely + 1, smallestChunk),
  };
  try {
    // Node's types know the result without `info` only.
    const { buffer, engine } = inflateRawSync(bytes.subarray(start), zlibOptions) as unknown as {
      readonly buffer: Buffer;
      readonly engine: Zlib;
    };
    if (buffer.length > limitBytes) throw overLimit();
    return { bytes: buffer, end: start + engine.bytesWritten };
  } catch (error) {
    if (isSystemError(error, "ERR_BUFFER_TOO_LARGE")) throw overLimit();
    if (isSystemError(error, "Z_DATA_ERROR", "Z_BUF_ERROR", "Z_NEED_DICT")) {
      throw damaged("its deflate data is broken or ends too early", error);
    }
    throw error;
  }
}

/** Node's default output chunk; below it, more is allocated anyway. */
const smallestChunk = 16 * 1024;

/** Whoever says that more comes out is probably wrong. */
const likelyRatio = 32;

/** Memory taken on somebody's word; more comes by and by. */
const largestChunk = 64 * 1024 * 1024;
