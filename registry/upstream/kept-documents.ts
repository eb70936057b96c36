import { patiently } from "../attempts.ts";
import { type BlobKey, blobKey } from "../blobs/index.ts";
import { ByteCache } from "../byte-cache.ts";
import { codings, type Encodings } from "../encodings.ts";
import { isStorageProblem } from "../errors.ts";
import type { Read, UpstreamDocumentRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { headOfKept, type KeptHead, type Part, type Parts, packKept, partOfKept } from "./kept.ts";
import { documentCacheBytes, pinCacheBytes, smallBytes } from "./limits.ts";
import { type Pins, readPins } from "./pins.ts";
import type { RenderInput } from "./render.ts";
import type { DocumentForm } from "./upstream.ts";

/** A name as it was last seen. */
export interface Seen {
  readonly revision: number;
  readonly blob: BlobKey;
  readonly head: KeptHead;
}

/** What an upstream needs of a registry. */
export type Storage = Pick<Registry, "metadata" | "blobs" | "base" | "now" | "log">;

/** What was seen of names, in the storage. A part is undefined where its blob is gone: then there may be a newer one. */
export interface KeptDocuments {
  /** Undefined where nothing was seen, or what was seen is lost. */
  load(name: string, read: Read): Promise<Seen | undefined>;
  /** Keeps what was made of the document after `before`; gives what is there then, which somebody else may have put. */
  keep(name: string, before: Seen | undefined, facts: Omit<KeptHead, "sizes">, parts: Parts): Promise<Seen>;
  document(seen: Seen, form: DocumentForm, encoding: keyof Encodings): Promise<Buffer | undefined>;
  pins(seen: Seen): Promise<Pins | undefined>;
  /** What a new document is held against. */
  forRendering(seen: Seen): Promise<RenderInput["before"]>;
}

export function createKeptDocuments({ metadata, blobs, log }: Storage): KeptDocuments {
  const pinCache = new ByteCache<Pins>(pinCacheBytes);
  /** What the storage would not take is served from memory, and asked for again once it is not fresh. */
  const unkept = new ByteCache<Buffer>(documentCacheBytes);
  const bytesOf = async (key: BlobKey) => unkept.get(key) ?? (await patiently(() => blobs.get(key)));

  return {
    load,

    async keep(name, before, facts, parts) {
      const last = before ?? (await patiently(() => metadata.upstreamDocument(name, "fresh")));
      // Another process was first, and what it pinned counts; unless that is lost, and this one follows it.
      const theirs = last === before ? undefined : await load(name, "fresh");
      if (theirs !== undefined) return theirs;
      const packed = packKept(facts, parts);
      const record = { name, revision: (last?.revision ?? 0) + 1, blob: blobKey(packed) };
      try {
        return await put(record, packed);
      } catch (error) {
        if (!isStorageProblem(error) || packed.length > smallBytes) throw error;
        unkept.set(record.blob, packed, packed.length);
        return { ...record, head: headOfKept(packed) };
      }
    },

    async document(seen, form, encoding) {
      const compressed = await part(seen, `${form} ${encoding === "plain" ? "gzip" : encoding}`);
      return compressed !== undefined && encoding === "plain" ? codings.gzip.unpack(compressed) : compressed;
    },

    async pins(seen) {
      const cached = pinCache.get(seen.blob);
      if (cached !== undefined) return cached;
      const gzipped = await part(seen, "pins");
      if (gzipped === undefined) return undefined;
      const text = (await codings.gzip.unpack(gzipped)).toString();
      const pins = readPins(text);
      // As objects they take about twice their text.
      pinCache.set(seen.blob, pins, text.length * 2);
      return pins;
    },

    async forRendering({ blob: key, head }) {
      const blob = await bytesOf(key);
      return blob && { pins: partOfKept(blob, head, "pins"), full: partOfKept(blob, head, "full gzip") };
    },
  };

  /** First the bytes, then the record that points to them; then the bytes that it pointed to before go. */
  async function put(record: UpstreamDocumentRecord, packed: Buffer): Promise<Seen> {
    await patiently(() => blobs.put(record.blob, packed));
    const { moved, replaced } = await patiently(() => metadata.moveUpstreamDocument(record));
    if (moved && replaced !== undefined && replaced !== record.blob) {
      await patiently(() => blobs.delete(replaced));
    }
    // Another process may have been first, or an earlier attempt of ours: what is there counts.
    const seen = moved ? { ...record, head: headOfKept(packed) } : await load(record.name, "fresh");
    if (seen === undefined) throw new Error(`what was kept of ${record.name} is gone`);
    return seen;
  }

  async function load(name: string, read: Read): Promise<Seen | undefined> {
    const record = await patiently(() => metadata.upstreamDocument(name, read));
    if (record === undefined) return undefined;
    const blob = await patiently(() => blobs.get(record.blob));
    if (blob !== undefined) {
      return { revision: record.revision, blob: record.blob, head: headOfKept(blob) };
    }
    // Another process may have put a newer one in its place. One that is lost takes with it what versions were pinned to.
    const now = await patiently(() => metadata.upstreamDocument(name, "fresh"));
    if (now?.blob !== record.blob) return load(name, "fresh");
    log({ level: "warning", event: "upstream-document-lost", package: name });
    return undefined;
  }

  async function part(seen: Seen, wanted: Part): Promise<Buffer | undefined> {
    const blob = await bytesOf(seen.blob);
    return blob && partOfKept(blob, seen.head, wanted);
  }
}
