import { inflateRawSync, type Zlib } from "node:zlib";
import { isSystemError } from "../errors.ts";
import { damaged } from "./errors.ts";
import { tooLargeUnpacked } from "./limits.ts";

export interface Inflated {
  readonly bytes: Buffer;
  /** Where in the input the deflate data ends. */
  readonly end: number;
}

/**
 * Inflates the raw deflate data that begins at `start`, and says where it ends. `sizeHint` is how much it probably
 * gives; a good one saves copies, a bad one does no harm.
 *
 * Throws ARCHIVE_DAMAGED if it is broken or cut, and ARCHIVE_LIMIT as soon as more than `budget` bytes come out.
 */
export function inflateRaw(bytes: Buffer, start: number, budget: number, sizeHint: number): Inflated {
  // Deflate packs 1032 times at best: a hint beyond that is a lie.
  const likely = Math.min(sizeHint, budget, 1032 * (bytes.length - start), largestChunk);
  const options = {
    // Gives the engine, which knows how much of the input it used.
    info: true,
    // zlib takes no limit of 0.
    maxOutputLength: Math.max(budget, 1),
    // One byte more than comes, so that it notices the end in the first chunk.
    chunkSize: Math.max(likely + 1, smallestChunk),
  };
  try {
    // Node's types know the result without `info` only.
    const { buffer, engine } = inflateRawSync(bytes.subarray(start), options) as unknown as {
      readonly buffer: Buffer;
      readonly engine: Zlib;
    };
    if (buffer.length > budget) throw tooLargeUnpacked(budget);
    return { bytes: buffer, end: start + engine.bytesWritten };
  } catch (error) {
    if (isSystemError(error, "ERR_BUFFER_TOO_LARGE")) throw tooLargeUnpacked(budget);
    if (isSystemError(error, "Z_DATA_ERROR", "Z_BUF_ERROR", "Z_NEED_DICT")) {
      throw damaged("its deflate data is broken or ends too early", error);
    }
    throw error;
  }
}

/** Node's default output chunk; below it, more is allocated anyway. */
const smallestChunk = 16 * 1024;

/** Memory taken on the word of a hint; more comes by and by. */
const largestChunk = 64 * 1024 * 1024;
