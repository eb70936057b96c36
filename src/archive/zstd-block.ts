import {
  BackwardBits,
  broken,
  buildFseTable,
  constantFseTable,
  type FseTable,
  type HuffmanTable,
  readFseTable,
  readHuffmanTable,
} from "./zstd-tables.ts";

/** What a compressed block may take over from the blocks before it in its frame. */
export interface BlockHistory {
  huffman: HuffmanTable | undefined;
  literalLengths: FseTable | undefined;
  offsets: FseTable | undefined;
  matchLengths: FseTable | undefined;
  /** The last three offsets. */
  recent: [number, number, number];
}

export function newHistory(): BlockHistory {
  return {
    huffman: undefined,
    literalLengths: undefined,
    offsets: undefined,
    matchLengths: undefined,
    recent: [1, 4, 8],
  };
}

/**
 * Decodes one compressed block into `output` at `outAt`, where there is room for `room` bytes; copies may reach back
 * to `frameStart`. Returns where the output ends. Source: RFC 8878, 3.1.1.3; the checks are those of zig 0.16
 * std/compress/zstd/Decompress.zig.
 */
export function decodeBlock(
  bytes: Buffer,
  start: number,
  end: number,
  history: BlockHistory,
  target: {
    readonly output: Buffer;
    readonly outAt: number;
    readonly room: number;
    readonly frameStart: number;
  },
): number {
  const { literals, end: sequencesStart } = readLiterals(bytes, start, end, history, target.room);
  const { count, end: tablesStart } = readCount(bytes, sequencesStart, end);
  if (count === 0) {
    if (tablesStart !== end) throw broken();
    literals.copy(target.output, target.outAt);
    return target.outAt + literals.length;
  }
  const streamStart = readTables(bytes, tablesStart, end, history);
  return runSequences(new BackwardBits(bytes, streamStart, end), count, literals, history, target);
}

function readLiterals(bytes: Buffer, start: number, end: number, history: BlockHistory, room: number) {
  if (start >= end) throw broken();
  const first = bytes.readUInt8(start);
  const type = first & 3;
  const format = (first >> 2) & 3;
  if (type < 2) {
    const headerBytes = format === 1 ? 2 : format === 3 ? 3 : 1;
    if (start + headerBytes > end) throw broken();
    const size = bytes.readUIntLE(start, headerBytes) >> (headerBytes === 1 ? 3 : 4);
    const data = start + headerBytes;
    const dataEnd = data + (type === 0 ? size : 1);
    if (dataEnd > end || size > room) throw broken();
    const literals = type === 0 ? bytes.subarray(data, dataEnd) : Buffer.alloc(size, bytes.readUInt8(data));
    return { literals, end: dataEnd };
  }
  const headerBytes = format < 2 ? 3 : format + 2;
  const width = format < 2 ? 10 : 4 * format + 6;
  if (start + headerBytes > end) throw broken();
  const sizes = Math.floor(bytes.readUIntLE(start, headerBytes) / 16);
  const size = sizes % 2 ** width;
  let data = start + headerBytes;
  const dataEnd = data + (Math.floor(sizes / 2 ** width) % 2 ** width);
  if (dataEnd > end || size > room) throw broken();
  if (type === 2) {
    const huffman = readHuffmanTable(bytes, data, dataEnd);
    history.huffman = huffman.table;
    data = huffman.end;
  }
  if (history.huffman === undefined) throw broken();
  const literals = Buffer.allocUnsafe(size);
  if (format === 0) decodeHuffman(bytes, data, dataEnd, history.huffman, literals);
  else decodeFourStreams(bytes, data, dataEnd, history.huffman, literals);
  return { literals, end: dataEnd };
}

function decodeFourStreams(
  bytes: Buffer,
  start: number,
  end: number,
  table: HuffmanTable,
  literals: Buffer,
): void {
  if (start + 6 > end) throw broken();
  const part = (literals.length + 3) >> 2;
  if (3 * part > literals.length) throw broken();
  let at = start + 6;
  for (let stream = 0; stream < 4; stream += 1) {
    const streamEnd = stream === 3 ? end : at + bytes.readUInt16LE(start + 2 * stream);
    if (streamEnd > end) throw broken();
    const part4 = literals.subarray(part * stream, stream === 3 ? literals.length : part * (stream + 1));
    decodeHuffman(bytes, at, streamEnd, table, part4);
    at = streamEnd;
  }
}

function decodeHuffman(
  bytes: Buffer,
  start: number,
  end: number,
  table: HuffmanTable,
  literals: Buffer,
): void {
  const reader = new BackwardBits(bytes, start, end);
  const { maxBits, symbols, bits } = table;
  for (let at = 0; at < literals.length; at += 1) {
    const index = reader.peek(maxBits);
    literals[at] = symbols[index] as number;
    reader.left -= bits[index] as number;
    if (reader.left < 0) throw broken();
  }
  if (reader.left !== 0) throw broken();
}

function readCount(bytes: Buffer, start: number, end: number) {
  const byteAt = (at: number): number => {
    if (at >= end) throw broken();
    return bytes.readUInt8(at);
  };
  const first = byteAt(start);
  if (first < 128) return { count: first, end: start + 1 };
  if (first < 255) return { count: ((first - 128) << 8) + byteAt(start + 1), end: start + 2 };
  return { count: byteAt(start + 1) + (byteAt(start + 2) << 8) + 0x7f00, end: start + 3 };
}

/** Three tables, each predefined, of one symbol, described here, or as in the block before. */
function readTables(bytes: Buffer, start: number, end: number, history: BlockHistory): number {
  if (start >= end) throw broken();
  const modes = bytes.readUInt8(start);
  if ((modes & 3) !== 0) throw broken();
  let at = start + 1;
  const kinds = [
    ["literalLengths", modes >> 6],
    ["offsets", (modes >> 4) & 3],
    ["matchLengths", (modes >> 2) & 3],
  ] as const;
  for (const [name, mode] of kinds) {
    const code = codes[name];
    if (mode === 0) history[name] = code.predefined;
    else if (mode === 1) {
      if (at >= end || bytes.readUInt8(at) >= code.symbols) throw broken();
      history[name] = constantFseTable(bytes.readUInt8(at));
      at += 1;
    } else if (mode === 2) {
      const read = readFseTable(bytes, at, end, code);
      history[name] = read.table;
      at = read.end;
    } else if (history[name] === undefined) throw broken();
  }
  return at;
}

/** Each sequence is some literals and a copy of earlier output. */
function runSequences(
  reader: BackwardBits,
  count: number,
  literals: Buffer,
  history: BlockHistory,
  target: {
    readonly output: Buffer;
    readonly outAt: number;
    readonly room: number;
    readonly frameStart: number;
  },
): number {
  const { literalLengths, offsets, matchLengths, recent } = history;
  if (literalLengths === undefined || offsets === undefined || matchLengths === undefined) throw broken();
  const { output, frameStart } = target;
  const outEnd = target.outAt + target.room;
  let outAt = target.outAt;
  let literalAt = 0;
  let literalState = reader.take(literalLengths.accuracyLog);
  let offsetState = reader.take(offsets.accuracyLog);
  let matchState = reader.take(matchLengths.accuracyLog);
  for (let left = count; left > 0; left -= 1) {
    const offsetCode = offsets.symbols[offsetState] as number;
    const offsetValue = 2 ** offsetCode + reader.take(offsetCode);
    const matchCode = matchLengths.symbols[matchState] as number;
    const matchLength = (matchBases[matchCode] as number) + reader.take(matchBits[matchCode] as number);
    const literalCode = literalLengths.symbols[literalState] as number;
    const literalLength =
      (literalBases[literalCode] as number) + reader.take(literalBits[literalCode] as number);

    const literalEnd = literalAt + literalLength;
    if (literalEnd > literals.length || outAt + literalLength + matchLength > outEnd) throw broken();
    literals.copy(output, outAt, literalAt, literalEnd);
    literalAt = literalEnd;
    outAt += literalLength;

    const offset = takeOffset(recent, offsetValue, literalLength);
    const from = outAt - offset;
    if (offset === 0 || from < frameStart) throw broken();
    // Byte by byte: a copy may read what it has just written.
    for (let at = 0; at < matchLength; at += 1) output[outAt + at] = output[from + at] as number;
    outAt += matchLength;

    if (left > 1) {
      literalState = nextState(literalLengths, literalState, reader);
      matchState = nextState(matchLengths, matchState, reader);
      offsetState = nextState(offsets, offsetState, reader);
    }
  }
  if (reader.left !== 0) throw broken();
  if (outAt + literals.length - literalAt > outEnd) throw broken();
  literals.copy(output, outAt, literalAt);
  return outAt + literals.length - literalAt;
}

function nextState(table: FseTable, state: number, reader: BackwardBits): number {
  return (table.bases[state] as number) + reader.take(table.bits[state] as number);
}

/** Values up to three name one of the last offsets; without literals they are shifted by one. RFC 8878, 3.1.1.5. */
function takeOffset(recent: [number, number, number], value: number, literalLength: number): number {
  if (value > 3) {
    recent[2] = recent[1];
    recent[1] = recent[0];
    recent[0] = value - 3;
    return recent[0];
  }
  const index = value - (literalLength === 0 ? 0 : 1);
  if (index === 0) return recent[0];
  const offset = index === 1 ? recent[1] : index === 2 ? recent[2] : recent[0] - 1;
  if (index > 1) recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = offset;
  return offset;
}

const literalBits = [
  ...Array<number>(16).fill(0),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
];
const literalBases = [...Array(16).keys(), 16, 18, 20, 22, 24, 28, 32, 40, 48, ...powers(64, 65536)];
const matchBits = [
  ...Array<number>(32).fill(0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
];
const matchBases = [
  ...Array.from({ length: 32 }, (_, code) => code + 3),
  ...[35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99],
  ...powers(128, 65536).map((power) => power + 3),
];

/** The tables of RFC 8878, 3.1.1.3.2.2, and how large their like may be. */
const codes = {
  literalLengths: {
    accuracyLog: 9,
    symbols: 36,
    predefined: buildFseTable(6, [
      ...[4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1],
      ...[-1, -1, -1, -1],
    ]),
  },
  offsets: {
    accuracyLog: 8,
    symbols: 32,
    predefined: buildFseTable(5, [
      ...[1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
      ...[-1, -1, -1, -1, -1],
    ]),
  },
  matchLengths: {
    accuracyLog: 9,
    symbols: 53,
    predefined: buildFseTable(6, [
      ...[1, 4, 3, 2, 2, 2, 2, 2, 2, ...Array<number>(37).fill(1)],
      ...[-1, -1, -1, -1, -1, -1, -1],
    ]),
  },
} as const;

function powers(first: number, last: number): number[] {
  const all: number[] = [];
  for (let power = first; power <= last; power *= 2) all.push(power);
  return all;
}
