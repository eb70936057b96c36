import type { DocumentForm } from "./upstream.ts";

/**
 * What is kept of a name, as one blob, so that it changes as a whole:
 *
 *     length of the head (4 bytes, big-endian), head (JSON), then the parts in the order of the head's sizes
 */
export interface KeptHead {
  /** The public address that the documents were rendered for. */
  readonly base: string;
  /** The upstream that was asked, and what it named its document. */
  readonly source: string;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** SHA-256 of the document as it came, for upstreams that name nothing. */
  readonly digest: string;
  readonly modified: string;
  readonly sizes: Readonly<Record<Part, number>>;
}

/** The documents, compressed, and the table of pins, by gzip. */
export type Part = `${DocumentForm} ${"gzip" | "brotli"}` | "pins";

export type Parts = Readonly<Record<Part, Uint8Array>>;

const partNames: readonly Part[] = [
  "pins",
  "abbreviated gzip",
  "abbreviated brotli",
  "full gzip",
  "full brotli",
];

export function packKept(facts: Omit<KeptHead, "sizes">, parts: Parts): Buffer {
  const sizes = Object.fromEntries(partNames.map((name) => [name, parts[name].length]));
  const head = Buffer.from(JSON.stringify({ ...facts, sizes }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, ...partNames.map((name) => parts[name])]);
}

export function headOfKept(blob: Buffer): KeptHead {
  return JSON.parse(blob.toString("utf8", 4, 4 + blob.readUInt32BE(0)));
}

/** A copy: a part of the blob would keep all of it in memory. */
export function partOfKept(blob: Buffer, head: KeptHead, part: Part): Buffer {
  let start = 4 + blob.readUInt32BE(0);
  for (const name of partNames) {
    const end = start + head.sizes[name];
    if (name === part) return Buffer.from(blob.subarray(start, end));
    start = end;
  }
  throw new Error(`no part ${part}`);
}
