import { isZero } from "./zeros.ts";

/**
 * What came out of a compressed file, as far as Zig would read it.
 *
 * Zig stops after the first gzip member and the first xz stream; other readers go on. Whatever follows is checked
 * all the same, so that a cut archive is never taken for a short one.
 */
export interface Content {
  readonly bytes: Buffer;
  /** What follows in the file, where Zig stops and others may go on: a phrase for an error; undefined if nothing. */
  readonly beyond: string | undefined;
  /** True if Zig fails on reaching the end of `bytes`, since what follows is no zstd frame. */
  readonly endIsError?: boolean;
  /**
   * Where the blocks of an xz stream end within `bytes`. Zig 0.16 crashes when it is to skip beyond the block that
   * it holds in memory (std/compress/xz/Decompress.zig `discard`).
   */
  readonly blockEnds?: readonly number[];
}

/** What to say of the bytes after a compressed stream. Zeros are padding and nothing to speak of. */
export function phraseOfRest(rest: Buffer): string | undefined {
  return isZero(rest) ? undefined : "bytes after the end of the compressed data";
}
