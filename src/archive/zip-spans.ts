import type { ZipEntry } from "./zip-directory.ts";

/** What an entry takes of a zip: its own header and its data. */
export interface ZipSpan {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** True if sizes and checksum follow once more. */
  readonly isDescribed: boolean;
}

/** `data` is where its data begin. */
export function spanOf(entry: ZipEntry, data: number): ZipSpan {
  const isDescribed = (entry.flags & 8) !== 0;
  return { name: entry.name, start: entry.offset, end: data + entry.packedBytes, isDescribed };
}

/**
 * Reports what belongs to no entry of the directory, where a program that reads from front to back finds other files
 * (or a file of another kind), and what belongs to more than one.
 */
export function noteGaps(
  spans: readonly ZipSpan[],
  directoryStart: number,
  ambiguity: (phrase: string, name?: string) => void,
): void {
  let at = 0;
  let allowed: readonly number[] = [0];
  let before: string | undefined;
  for (const { name, start, end, isDescribed } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start < at) ambiguity("files that share their data", name);
    else if (!allowed.includes(start - at))
      ambiguity("data that is no file of its directory", before ?? name);
    at = Math.max(at, end);
    allowed = isDescribed ? descriptorSizes : [0];
    before = name;
  }
  if (!allowed.includes(directoryStart - at)) ambiguity("data that is no file of its directory", before);
}

/** Of a checksum and two sizes of 4 or 8 bytes, with a magic number or without; and none, as some leave it out. */
const descriptorSizes: readonly number[] = [0, 12, 16, 20, 24];
