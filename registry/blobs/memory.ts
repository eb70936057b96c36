import { Readable } from "node:stream";
import type { BlobKey, Blobs } from "./blobs.ts";

/** Blobs in memory, for tests. */
export function memoryBlobs(): Blobs {
  const blobs = new Map<BlobKey, Buffer>();
  const putAt = new Map<BlobKey, number>();
  return {
    async put(key, bytes) {
      putAt.set(key, Date.now());
      if (blobs.has(key)) return "there";
      blobs.set(key, Buffer.from(bytes));
      return "stored";
    },
    async head(key) {
      const bytes = blobs.get(key);
      return bytes && { sizeBytes: bytes.length };
    },
    async get(key) {
      const bytes = blobs.get(key);
      return bytes && Buffer.from(bytes);
    },
    async open(key, part) {
      const bytes = blobs.get(key);
      const { start, end } = { start: 0, end: bytes?.length, ...part };
      return (
        bytes && { sizeBytes: bytes.length, stream: Readable.from([Buffer.from(bytes.subarray(start, end))]) }
      );
    },
    async delete(key) {
      blobs.delete(key);
    },
    async discard(key, before) {
      return (putAt.get(key) ?? 0) < before.getTime() && blobs.delete(key);
    },
    async *list() {
      yield* [...blobs.keys()];
    },
  };
}
