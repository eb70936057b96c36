import { createHash } from "node:crypto";
import type { Readable } from "node:stream";

/** SHA-512 of the bytes, in hexadecimal. */
export type BlobKey = string;

/**
 * Bytes by their own hash. What was put once never changes and is there until it is deleted; whatever a call
 * acknowledged survives a loss of power. A call may fail with STORAGE_UNAVAILABLE and still have had its effect,
 * and may be repeated: all are idempotent. Reads see every write that was acknowledged before.
 */
export interface Blobs {
  /** Keeps the bytes, unless the key is there: then the old bytes stay, and count as put just now. */
  put(key: BlobKey, bytes: Uint8Array): Promise<"stored" | "there">;
  head(key: BlobKey): Promise<BlobHead | undefined>;
  /** The whole blob in memory. For large ones see `open`. */
  get(key: BlobKey): Promise<Buffer | undefined>;
  /** The blob, or a part of it, as a stream that the caller reads to its end or destroys. What is before a part is not read. */
  open(key: BlobKey, part?: BlobPart): Promise<OpenBlob | undefined>;
  /** Content where there is nothing. */
  delete(key: BlobKey): Promise<void>;
  /** Deletes a blob that was put last before this moment. True where it did; whoever puts it meanwhile keeps it. */
  discard(key: BlobKey, before: Date): Promise<boolean>;
  /** All keys, in no particular order; those that come or go meanwhile may or may not be among them. */
  list(): AsyncIterable<BlobKey>;
}

export interface BlobHead {
  readonly sizeBytes: number;
}

/** From one byte to before another; both are inside. */
export interface BlobPart {
  readonly start: number;
  readonly end: number;
}

/** The size is that of the whole blob. */
export interface OpenBlob extends BlobHead {
  readonly stream: Readable;
}

/** The key of bytes whose integrity, SHA-512 as npm writes it, is known. */
export function blobKeyOf(integrity: string): BlobKey {
  return Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
}

/** The key of these bytes. */
export function blobKey(bytes: Uint8Array): BlobKey {
  return createHash("sha512").update(bytes).digest("hex");
}
