import { damaged } from "./errors.ts";

/** A finite-state-entropy table: what each state stands for, and how to get to the next. Source: RFC 8878, 4.1. */
export interface FseTable {
  readonly accuracyLog: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** Reads the description of a table at `start`; says where it ends. */
export function readFseTable(
  bytes: Buffer,
  start: number,
  end: number,
  limits: { readonly accuracyLog: number; readonly symbols: number },
): { readonly table: FseTable; readonly end: number } {
  let bitAt = 8 * start;
  const take = (count: number): number => {
    if (bitAt + count > 8 * end) throw broken();
    const at = bitAt >> 3;
    const word = (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    const value = (word >>> (bitAt & 7)) & ((1 << count) - 1);
    bitAt += count;
    return value;
  };
  const accuracyLog = take(4) + 5;
  if (accuracyLog > limits.accuracyLog) throw broken();
  const counts: number[] = [];
  let left = 1 << accuracyLog;
  while (left > 0) {
    // Values up to left + 1, in as few bits as that takes: the smallest ones have a bit less.
    const width = 32 - Math.clz32(left + 1);
    const short = (1 << (width - 1)) - 1;
    const threshold = (1 << width) - 1 - (left + 1);
    let value = take(width - 1);
    if (value >= threshold) {
      value |= take(1) << (width - 1);
      if (value > short) value -= threshold;
    }
    const count = value - 1;
    left -= Math.abs(count);
    counts.push(count);
    if (count === 0) {
      for (let more = 3; more === 3; ) {
        more = take(2);
        for (let zero = 0; zero < more; zero += 1) counts.push(0);
      }
    }
    if (counts.length > limits.symbols) throw broken();
  }
  if (left < 0 || counts.length < 2) throw broken();
  return { table: buildFseTable(accuracyLog, counts), end: Math.ceil(bitAt / 8) };
}

/** The table for given counts, where -1 is a symbol less likely than one state. */
export function buildFseTable(accuracyLog: number, counts: readonly number[]): FseTable {
  const size = 1 << accuracyLog;
  const symbols = new Uint8Array(size);
  const next = new Uint16Array(counts.length);
  let high = size;
  counts.forEach((count, symbol) => {
    next[symbol] = Math.abs(count);
    if (count === -1) symbols[--high] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let place = 0;
  counts.forEach((count, symbol) => {
    for (let left = count; left > 0; left -= 1) {
      symbols[place] = symbol;
      do place = (place + step) & (size - 1);
      while (place >= high);
    }
  });
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state += 1) {
    const symbol = symbols[state] as number;
    const number = next[symbol] as number;
    next[symbol] = number + 1;
    const width = accuracyLog - (31 - Math.clz32(number));
    bits[state] = width;
    bases[state] = (number << width) - size;
  }
  return { accuracyLog, symbols, bits, bases };
}

/** The table of a single symbol, which takes no bits. */
export function constantFseTable(symbol: number): FseTable {
  return {
    accuracyLog: 0,
    symbols: Uint8Array.of(symbol),
    bits: Uint8Array.of(0),
    bases: Uint16Array.of(0),
  };
}

/** A Huffman table, to be asked with the next `maxBits` bits. Source: RFC 8878, 4.2. */
export interface HuffmanTable {
  readonly maxBits: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

export function readHuffmanTable(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly table: HuffmanTable; readonly end: number } {
  if (start >= end) throw broken();
  const header = bytes.readUInt8(start);
  const direct = header >= 128;
  const tableEnd = start + 1 + (direct ? Math.ceil((header - 127) / 2) : header);
  if (tableEnd > end) throw broken();
  const weights = direct
    ? directWeights(bytes, start + 1, header - 127)
    : fseWeights(bytes, start + 1, tableEnd);
  return { table: buildHuffmanTable(weights), end: tableEnd };
}

function directWeights(bytes: Buffer, start: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const byte = bytes.readUInt8(start + (index >> 1));
    return index % 2 === 0 ? byte >> 4 : byte & 15;
  });
}

/** Weights by two states in turn, until the bits run out. */
function fseWeights(bytes: Buffer, start: number, end: number): number[] {
  const { table, end: streamStart } = readFseTable(bytes, start, end, { accuracyLog: 6, symbols: 256 });
  const reader = new BackwardBits(bytes, streamStart, end);
  const states: [number, number] = [reader.take(table.accuracyLog), reader.take(table.accuracyLog)];
  const weights: number[] = [];
  for (let turn = 0 as 0 | 1; ; turn = turn === 0 ? 1 : 0) {
    const state = states[turn];
    weights.push(table.symbols[state] as number);
    if (weights.length > 254) throw broken();
    const width = table.bits[state] as number;
    if (reader.left < width) {
      weights.push(table.symbols[states[turn === 0 ? 1 : 0]] as number);
      return weights;
    }
    states[turn] = (table.bases[state] as number) + reader.take(width);
  }
}

/** The last weight is not written: it is what fills the table. */
function buildHuffmanTable(weights: readonly number[]): HuffmanTable {
  let sum = 0;
  for (const weight of weights) {
    if (weight > maxHuffmanBits) throw broken();
    if (weight > 0) sum += 1 << (weight - 1);
  }
  if (sum === 0) throw broken();
  const maxBits = 32 - Math.clz32(sum);
  const rest = (1 << maxBits) - sum;
  if (maxBits > maxHuffmanBits || (rest & (rest - 1)) !== 0) throw broken();
  const all = [...weights, 32 - Math.clz32(rest)];

  const symbols = new Uint8Array(1 << maxBits);
  const bits = new Uint8Array(1 << maxBits);
  let place = 0;
  // The longest codes, those of the smallest weight, stand first.
  for (let weight = 1; weight <= maxBits; weight += 1) {
    all.forEach((own, symbol) => {
      if (own !== weight) return;
      const span = 1 << (weight - 1);
      symbols.fill(symbol, place, place + span);
      bits.fill(maxBits + 1 - weight, place, place + span);
      place += span;
    });
  }
  return { maxBits, symbols, bits };
}

const maxHuffmanBits = 11;

/** Bits read from the end of a range of bytes, as both entropy coders of zstd write them. */
export class BackwardBits {
  private readonly bytes: Buffer;
  private readonly firstBit: number;
  /** Bits not yet taken. */
  left: number;

  constructor(bytes: Buffer, start: number, end: number) {
    // The highest bit of the last byte only marks where the others begin.
    const last = end > start ? (bytes[end - 1] as number) : 0;
    if (last === 0) throw broken();
    this.bytes = bytes;
    this.firstBit = 8 * start;
    this.left = 8 * (end - start - 1) + (31 - Math.clz32(last));
  }

  /** The next bits, up to 32 of them. */
  take(count: number): number {
    if (count > 24) {
      const high = this.take(count - 16);
      return high * 0x10000 + this.take(16);
    }
    this.left -= count;
    if (this.left < 0) throw broken();
    return this.bitsAt(this.firstBit + this.left, count);
  }

  /** The next `count` bits without taking them; zeros stand for those beyond the end. */
  peek(count: number): number {
    const missing = count - this.left;
    if (missing > 0) return this.bitsAt(this.firstBit, this.left) << missing;
    return this.bitsAt(this.firstBit + this.left - count, count);
  }

  private bitsAt(bitAt: number, count: number): number {
    const { bytes } = this;
    const at = bitAt >>> 3;
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    return (word >>> (bitAt & 7)) & ((1 << count) - 1);
  }
}

export function broken() {
  return damaged("its zstd data is broken");
}
