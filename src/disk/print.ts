import { writeSync } from "node:fs";

/**
 * Writes a few lines to standard output (1) or error (2) at once, without the streams of `process.stdout`, which take
 * longer to load than a short program runs. False where not all of it could be written: a full pipe.
 */
export function printAtOnce(fd: 1 | 2, text: string): boolean {
  try {
    return writeSync(fd, text) === Buffer.byteLength(text);
  } catch {
    return false;
  }
}
