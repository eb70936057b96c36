import { patiently } from "../attempts.ts";
import { blobKey } from "../blobs/index.ts";
import { ByteCache } from "../byte-cache.ts";
import { type Encodings, encode } from "../encodings.ts";
import { type DocumentPointer, type PackageId, recentBoundMs } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { indexDocument, viewOf } from "./document.ts";
import { freshHead } from "./head.ts";
import { cacheBytes, documentTries } from "./limits.ts";
import { subjectOf } from "./package-id.ts";

/** An index document as it is served: bytes, and what its headers say. */
export interface ServedDocument extends Encodings {
  /** The name as the package spells it. */
  readonly name: string;
  readonly revision: number;
  readonly modified: string;
  /** Names these very bytes; each encoding adds its own suffix. */
  readonly tag: string;
}

/** The documents of a registry: rendered when something changed, kept among the blobs, served from memory. */
export interface Documents {
  /** The document, at most `recentBoundMs` old. Undefined where there is no package, or one that was only claimed. */
  read(id: PackageId): Promise<ServedDocument | undefined>;
  /** Renders the package as it is now. */
  render(id: PackageId): Promise<void>;
}

interface Kept {
  readonly document: ServedDocument;
  checkedAt: number;
}

export function createDocuments(registry: Registry): Documents {
  const view = viewOf(registry.base);
  const cache = new ByteCache<Kept>(cacheBytes);
  const loading = new Map<string, Promise<ServedDocument | undefined>>();
  const pointerTo = (id: PackageId, read: "fresh" | "recent") =>
    patiently(() => registry.metadata.document(id, view, read));

  return { read, render };

  async function read(id: PackageId): Promise<ServedDocument | undefined> {
    const key = subjectOf(id);
    const kept = cache.get(key);
    if (kept !== undefined && registry.now().getTime() - kept.checkedAt < recentBoundMs) return kept.document;
    const running = loading.get(key);
    if (running !== undefined) return running;
    const load = loadDocument(id).finally(() => loading.delete(key));
    loading.set(key, load);
    return load;
  }

  async function loadDocument(id: PackageId): Promise<ServedDocument | undefined> {
    let pointer = (await pointerTo(id, "recent")) ?? (await rendered(id));
    for (let tries = 0; pointer !== undefined && tries < documentTries; tries++) {
      const kept = cache.get(subjectOf(id));
      if (kept !== undefined && kept.document.revision >= pointer.revision) {
        kept.checkedAt = registry.now().getTime();
        return kept.document;
      }
      const { blob } = pointer;
      const bytes = await patiently(() => registry.blobs.get(blob));
      const head = bytes && (await freshHead(registry, id));
      if (bytes !== undefined && head !== undefined) return keep(id, pointer, head.name, cut(bytes, pointer));
      // A newer document took its place, and its blob is gone.
      pointer = await pointerTo(id, "fresh");
    }
    if (pointer === undefined) return undefined;
    // The blob is lost. What is derived can be made again.
    registry.log({ level: "warning", event: "document-lost", package: subjectOf(id) });
    await render(id);
    return cache.get(subjectOf(id))?.document;
  }

  /** For a package that has something to show and was never rendered for this address. */
  async function rendered(id: PackageId): Promise<DocumentPointer | undefined> {
    await render(id);
    return pointerTo(id, "fresh");
  }

  /**
   * 1. The head, then the versions: every version whose revision the head has is among them.
   * 2. The bytes go to the blobs, 3. the pointer moves to them unless somebody was further,
   * 4. the blob that it pointed to before goes.
   */
  async function render(id: PackageId): Promise<void> {
    const head = await freshHead(registry, id);
    if (head === undefined || head.revision === 0) return;
    const versions = await patiently(() => registry.metadata.versions(id, "fresh"));
    const encodings = await encode(
      Buffer.from(`${JSON.stringify(indexDocument(registry.base, head, versions))}\n`),
    );
    // The view at the end keeps the blobs of two views apart where their documents are equal: each deletes its own.
    const bytes = Buffer.concat([encodings.plain, encodings.gzip, encodings.brotli, Buffer.from(view)]);
    const pointer: DocumentPointer = {
      package: id,
      view,
      revision: head.revision,
      modified: head.modified,
      blob: blobKey(bytes),
      plainSizeBytes: encodings.plain.length,
      gzipSizeBytes: encodings.gzip.length,
      brotliSizeBytes: encodings.brotli.length,
    };
    await patiently(() => registry.blobs.put(pointer.blob, bytes));
    const { moved, replaced } = await patiently(() => registry.metadata.moveDocument(pointer));
    // Kept also where it did not move: a repeated request may have moved it for us.
    keep(id, pointer, head.name, encodings);
    if (moved && replaced !== undefined && replaced !== pointer.blob) {
      await patiently(() => registry.blobs.delete(replaced));
    }
  }

  function keep(id: PackageId, pointer: DocumentPointer, name: string, encodings: Encodings): ServedDocument {
    const known = cache.get(subjectOf(id));
    if (known !== undefined && known.document.revision >= pointer.revision) return known.document;
    const { revision, modified } = pointer;
    const document = { ...encodings, name, revision, modified, tag: pointer.blob.slice(0, 32) };
    const sizeBytes = encodings.plain.length + encodings.gzip.length + encodings.brotli.length;
    cache.set(subjectOf(id), { document, checkedAt: registry.now().getTime() }, sizeBytes);
    return document;
  }
}

function cut(bytes: Buffer, pointer: DocumentPointer): Encodings {
  const gzipStart = pointer.plainSizeBytes;
  const brotliStart = gzipStart + pointer.gzipSizeBytes;
  return {
    plain: bytes.subarray(0, gzipStart),
    gzip: bytes.subarray(gzipStart, brotliStart),
    brotli: bytes.subarray(brotliStart, brotliStart + pointer.brotliSizeBytes),
  };
}
