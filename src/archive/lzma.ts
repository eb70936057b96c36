import { damaged } from "./errors.ts";

/**
 * LZMA: a range coder whose bits are predicted by what came before, over literals and copies from earlier output.
 * Source: zig 0.16 std/compress/lzma.zig. As there, a copy may reach back to the last dictionary reset, whatever
 * dictionary size is declared.
 */
export class LzmaDecoder {
  private readonly input: Buffer;
  private readonly output: Buffer;
  private inAt = 0;
  private inEnd = 0;
  private outAt = 0;
  private dictionaryStart = 0;

  private range = 0;
  private code = 0;

  private literalContextBits = 0;
  private literalPositionMask = 0;
  private positionMask = 0;

  private state = 0;
  private rep0 = 0;
  private rep1 = 0;
  private rep2 = 0;
  private rep3 = 0;

  private literals = new Uint16Array(0x300);
  private readonly isMatch = new Uint16Array(12 << 4);
  private readonly isRep = new Uint16Array(12);
  private readonly isRepG0 = new Uint16Array(12);
  private readonly isRepG1 = new Uint16Array(12);
  private readonly isRepG2 = new Uint16Array(12);
  private readonly isRep0Long = new Uint16Array(12 << 4);
  private readonly slots = new Uint16Array(4 << 6);
  private readonly distances = new Uint16Array(128);
  private readonly alignment = new Uint16Array(16);
  private readonly lengths = new LengthTables();
  private readonly repLengths = new LengthTables();

  constructor(input: Buffer, output: Buffer) {
    this.input = input;
    this.output = output;
  }

  resetDictionary(): void {
    this.dictionaryStart = this.outAt;
  }

  setProperties(byte: number): void {
    const contextBits = byte % 9;
    const positionBits = Math.floor(byte / 9) % 5;
    if (byte >= 225 || contextBits + positionBits > 4)
      throw damaged("an LZMA2 chunk has impossible properties");
    this.literalContextBits = contextBits;
    this.literalPositionMask = (1 << positionBits) - 1;
    this.positionMask = (1 << Math.floor(byte / 45)) - 1;
    this.literals = new Uint16Array(0x300 << (contextBits + positionBits));
  }

  resetState(): void {
    this.state = 0;
    this.rep0 = 0;
    this.rep1 = 0;
    this.rep2 = 0;
    this.rep3 = 0;
    const { isMatch, isRep, isRepG0, isRepG1, isRepG2, isRep0Long, slots, distances, alignment } = this;
    for (const table of [
      isMatch,
      isRep,
      isRepG0,
      isRepG1,
      isRepG2,
      isRep0Long,
      slots,
      distances,
      alignment,
    ]) {
      table.fill(startProbability);
    }
    this.literals.fill(startProbability);
    this.lengths.reset();
    this.repLengths.reset();
  }

  /** A chunk that is stored as it is. */
  copy(from: number, length: number): void {
    this.input.copy(this.output, this.outAt, from, from + length);
    this.outAt += length;
  }

  /** A chunk of LZMA: the input from `start` to `end` gives `length` bytes, neither more nor less. */
  decode(start: number, end: number, length: number): void {
    if (end - start < 5 || this.input[start] !== 0) throw damaged("an LZMA2 chunk begins wrongly");
    this.code = this.input.readUInt32BE(start + 1);
    this.range = 0xffffffff;
    this.inAt = start + 5;
    this.inEnd = end;
    const outEnd = this.outAt + length;
    while (this.outAt < outEnd) this.step(outEnd);
    if (this.inAt !== end || this.code !== 0) throw damaged("an LZMA2 chunk does not end where it says");
  }

  /** One literal or one copy. */
  private step(outEnd: number): void {
    const place = (this.outAt - this.dictionaryStart) & this.positionMask;
    const { state } = this;
    if (this.bit(this.isMatch, (state << 4) + place) === 0) {
      this.output[this.outAt] = this.literal();
      this.outAt += 1;
      this.state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      return;
    }
    if (this.bit(this.isRep, state) === 0) {
      this.rep3 = this.rep2;
      this.rep2 = this.rep1;
      this.rep1 = this.rep0;
      const length = this.length(this.lengths, place);
      this.state = state < 7 ? 7 : 10;
      this.rep0 = this.distance(length);
      this.repeat(length + 2, outEnd);
    } else if (this.takeRepeatedDistance(place)) {
      const length = this.length(this.repLengths, place);
      this.state = state < 7 ? 8 : 11;
      this.repeat(length + 2, outEnd);
    } else {
      this.state = state < 7 ? 9 : 11;
      this.repeat(1, outEnd);
    }
  }

  /** Puts one of the last four distances first; false if it is for a single byte. */
  private takeRepeatedDistance(place: number): boolean {
    const { state } = this;
    if (this.bit(this.isRepG0, state) === 0) return this.bit(this.isRep0Long, (state << 4) + place) === 1;
    let distance = this.rep1;
    if (this.bit(this.isRepG1, state) === 1) {
      distance = this.rep2;
      if (this.bit(this.isRepG2, state) === 1) {
        distance = this.rep3;
        this.rep3 = this.rep2;
      }
      this.rep2 = this.rep1;
    }
    this.rep1 = this.rep0;
    this.rep0 = distance;
    return true;
  }

  private literal(): number {
    const before = this.outAt > this.dictionaryStart ? (this.output[this.outAt - 1] as number) : 0;
    const position = (this.outAt - this.dictionaryStart) & this.literalPositionMask;
    const context = (position << this.literalContextBits) + (before >> (8 - this.literalContextBits));
    const base = 0x300 * context;
    let symbol = 1;
    if (this.state >= 7) {
      let match = this.output[this.source(this.rep0)] as number;
      while (symbol < 0x100) {
        const expected = (match >> 7) & 1;
        match <<= 1;
        const bit = this.bit(this.literals, base + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.bit(this.literals, base + symbol);
    return symbol & 0xff;
  }

  private length(tables: LengthTables, place: number): number {
    if (this.bit(tables.choice, 0) === 0) return this.tree(tables.low, place << 3, 3);
    if (this.bit(tables.choice, 1) === 0) return 8 + this.tree(tables.middle, place << 3, 3);
    return 16 + this.tree(tables.high, 0, 8);
  }

  private distance(length: number): number {
    const slot = this.tree(this.slots, Math.min(length, 3) << 6, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return base + this.reverseTree(this.distances, base - slot, bits);
    let direct = 0;
    for (let left = bits - 4; left > 0; left -= 1) direct = (direct << 1) | this.evenBit();
    return base + (((direct << 4) | this.reverseTree(this.alignment, 0, 4)) >>> 0);
  }

  /** Where a copy from `distance` + 1 bytes back begins. */
  private source(distance: number): number {
    const from = this.outAt - distance - 1;
    if (from < this.dictionaryStart) throw damaged("an LZMA2 chunk copies from before its beginning");
    return from;
  }

  private repeat(length: number, outEnd: number): void {
    const from = this.source(this.rep0);
    if (this.outAt + length > outEnd) throw damaged("an LZMA2 chunk gives more than it says");
    const { output, outAt } = this;
    // Byte by byte: a copy may read what it has just written.
    for (let at = 0; at < length; at += 1) output[outAt + at] = output[from + at] as number;
    this.outAt += length;
  }

  private tree(table: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    for (let left = bits; left > 0; left -= 1) symbol = (symbol << 1) | this.bit(table, base + symbol);
    return symbol - (1 << bits);
  }

  private reverseTree(table: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let at = 0; at < bits; at += 1) {
      const bit = this.bit(table, base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << at;
    }
    return value;
  }

  private bit(table: Uint16Array, index: number): 0 | 1 {
    const probability = table[index] as number;
    const bound = (this.range >>> 11) * probability;
    if (this.code < bound) {
      table[index] = probability + ((0x800 - probability) >> 5);
      this.range = bound;
      if (bound < 0x1000000) this.normalize();
      return 0;
    }
    table[index] = probability - (probability >> 5);
    this.code -= bound;
    this.range -= bound;
    if (this.range < 0x1000000) this.normalize();
    return 1;
  }

  private evenBit(): 0 | 1 {
    this.range >>>= 1;
    const bit = this.code >= this.range ? 1 : 0;
    if (bit === 1) this.code -= this.range;
    if (this.range < 0x1000000) this.normalize();
    return bit;
  }

  private normalize(): void {
    if (this.inAt >= this.inEnd) throw damaged("an LZMA2 chunk ends too early");
    this.range = (this.range << 8) >>> 0;
    this.code = ((this.code << 8) | (this.input[this.inAt] as number)) >>> 0;
    this.inAt += 1;
  }
}

class LengthTables {
  readonly choice = new Uint16Array(2);
  readonly low = new Uint16Array(16 << 3);
  readonly middle = new Uint16Array(16 << 3);
  readonly high = new Uint16Array(1 << 8);

  reset(): void {
    for (const table of [this.choice, this.low, this.middle, this.high]) table.fill(startProbability);
  }
}

const startProbability = 0x400;
