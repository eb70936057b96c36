import type { Content } from "./content.ts";
import { damaged, unreadable } from "./errors.ts";

/** Reads on in an unpacked tar, and fails where Zig does. */
export class TarCursor {
  readonly bytes: Buffer;
  at = 0;
  private readonly endIsError: boolean;
  private readonly blockEnds: readonly number[] | undefined;
  private blockIndex = 0;

  constructor(content: Content) {
    this.bytes = content.bytes;
    this.endIsError = content.endIsError === true;
    this.blockEnds = content.blockEnds;
  }

  /** True at the end, where an archive may end without blocks of zeros. */
  isAtEnd(): boolean {
    if (this.at < this.bytes.length) return false;
    if (this.endIsError) throw damaged("something other than zstd follows its zstd data");
    return true;
  }

  take(length: number): Buffer {
    const { at } = this;
    this.pass(length);
    return this.bytes.subarray(at, at + length);
  }

  /** Reads without looking. */
  pass(length: number): void {
    if (length > this.bytes.length - this.at) throw cut();
    this.at += length;
  }

  /** Up to the next `end` byte, which is passed over too. */
  takeUntil(end: string, limit: number): string {
    const found = this.bytes.subarray(this.at, this.at + limit + 1).indexOf(end);
    if (found === -1) throw damaged("a pax record in it is broken");
    return this.take(found + 1).toString("latin1", 0, found);
  }

  skip(length: number): void {
    if (length === 0) return;
    if (length > this.bytes.length - this.at) throw cut();
    this.refuseCrash(length);
    this.at += length;
  }

  /** Zig holds whole xz blocks in memory and has no code to skip what it does not hold: it panics. */
  private refuseCrash(length: number): void {
    if (this.blockEnds === undefined) return;
    while ((this.blockEnds[this.blockIndex] ?? this.at) < this.at) this.blockIndex += 1;
    const held = this.blockEnds[this.blockIndex] ?? 0;
    if (this.at + length > held) {
      throw unreadable("it crashes on skipping data from one xz block into the next", "pack it as .tar.gz");
    }
  }
}

function cut() {
  return damaged("its tar archive ends too early");
}
