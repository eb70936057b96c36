import { damaged } from "./errors.ts";
import { LzmaDecoder } from "./lzma.ts";

/**
 * Where LZMA2 data ends and how much comes out of it, read from its chunk headers alone: a limit is kept before
 * anything is decoded. Source: the LZMA2 chunk format as in zig 0.16 std/compress/lzma2.zig.
 */
export function measureLzma2(
  bytes: Buffer,
  start: number,
): { readonly end: number; readonly unpackedBytes: number } {
  let at = start;
  let unpackedBytes = 0;
  for (;;) {
    const chunk = readChunk(bytes, at);
    at = chunk.end;
    if (at > bytes.length) throw cut();
    if (chunk.kind === "end") return { end: at, unpackedBytes };
    unpackedBytes += chunk.unpackedBytes;
  }
}

/** Decodes LZMA2 data that `measureLzma2` has measured into `output`, which has just that size. */
export function decodeLzma2(bytes: Buffer, start: number, output: Buffer): void {
  const decoder = new LzmaDecoder(bytes, output);
  let needs: "dictionary" | "properties" | "state" | "nothing" = "dictionary";
  for (let at = start; ; ) {
    const chunk = readChunk(bytes, at);
    if (chunk.kind === "end") break;
    if (needs === "dictionary" && !chunk.resetsDictionary)
      throw damaged("LZMA2 data does not begin with a reset");
    if (chunk.resetsDictionary) decoder.resetDictionary();
    if (chunk.kind === "stored") {
      decoder.copy(chunk.data, chunk.unpackedBytes);
      if (needs === "dictionary") needs = "properties";
    } else {
      if (chunk.properties !== undefined) decoder.setProperties(chunk.properties);
      else if (needs === "properties") throw damaged("an LZMA2 chunk comes before its properties");
      if (chunk.resetsState) decoder.resetState();
      decoder.decode(chunk.data, chunk.end, chunk.unpackedBytes);
      needs = "nothing";
    }
    at = chunk.end;
  }
}

interface Chunk {
  readonly kind: "end" | "stored" | "lzma";
  readonly resetsDictionary: boolean;
  readonly resetsState: boolean;
  readonly properties: number | undefined;
  readonly unpackedBytes: number;
  /** Where the chunk's own bytes begin and end. */
  readonly data: number;
  readonly end: number;
}

function readChunk(bytes: Buffer, at: number): Chunk {
  const control = byteAt(bytes, at);
  const none = { resetsDictionary: false, resetsState: false, properties: undefined };
  if (control === 0) return { ...none, kind: "end", unpackedBytes: 0, data: at + 1, end: at + 1 };
  const size = wordAt(bytes, at + 1) + 1;
  if (control < 0x80) {
    if (control > 2) throw damaged("an LZMA2 chunk is of no known kind");
    const data = at + 3;
    return {
      ...none,
      kind: "stored",
      resetsDictionary: control === 1,
      unpackedBytes: size,
      data,
      end: data + size,
    };
  }
  const reset = (control >> 5) & 3;
  const data = at + (reset >= 2 ? 6 : 5);
  return {
    kind: "lzma",
    resetsDictionary: reset === 3,
    resetsState: reset >= 1,
    properties: reset >= 2 ? byteAt(bytes, at + 5) : undefined,
    unpackedBytes: ((control & 0x1f) << 16) + size,
    data,
    end: data + wordAt(bytes, at + 3) + 1,
  };
}

function byteAt(bytes: Buffer, at: number): number {
  if (at >= bytes.length) throw cut();
  return bytes.readUInt8(at);
}

function wordAt(bytes: Buffer, at: number): number {
  if (at + 2 > bytes.length) throw cut();
  return bytes.readUInt16BE(at);
}

function cut() {
  return damaged("the xz data ends too early");
}
