import { patiently } from "../attempts.ts";
import { type BlobKey, blobKey } from "../blobs/index.ts";
import { ByteCache } from "../byte-cache.ts";
import { registryError } from "../errors.ts";
import {
  type DocumentPointer,
  type PackageHead,
  type PackageId,
  type PackageKind,
  type Read,
  recentBoundMs,
} from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { singleFlight } from "../single-flight.ts";
import { changeHead, freshHead } from "./head.ts";
import type { KindRules, SectionName } from "./kind.ts";
import { documentTries, knownBytes } from "./limits.ts";
import { subjectOf } from "./package-id.ts";
import { putEntry } from "./searchable.ts";
import { readSnapshot } from "./snapshot.ts";

/** One document in one encoding as it is served: bytes, and what its headers say. */
export interface ServedDocument {
  readonly modified: string;
  /** Names these very bytes: it ends with their encoding, and the same document has the same before that. */
  readonly tag: string;
  readonly bytes: Buffer;
}

/** What is found under the name of a package. */
export interface Found<K extends PackageKind> {
  /** The head that the document was rendered from, or a later one. Undefined where nobody has claimed the package. */
  readonly head: PackageHead<K> | undefined;
  /** Undefined where the package has nothing to show. */
  readonly document: ServedDocument | undefined;
}

/** The documents of one kind of package: rendered when something changed, kept among the blobs, served from memory. */
export interface Documents<K extends PackageKind> {
  /** What a `recent` reading gives, if all of it is in memory. Undefined says nothing: then it is to be read. */
  ready(id: PackageId<K>, section: SectionName): Found<K> | undefined;
  /**
   * A document. A `recent` one is at most `recentBoundMs` old; a `fresh` one shows every change that was acknowledged
   * before.
   */
  read(id: PackageId<K>, section: SectionName, read: Read): Promise<Found<K>>;
  /** The head alone, at most `recentBoundMs` old. */
  head(id: PackageId<K>): Promise<PackageHead<K> | undefined>;
  /** Renders the package as it is now. */
  render(id: PackageId<K>): Promise<void>;
}

/** The newest that is known of a package: at least what was acknowledged before `checkedAt`. */
interface Known<K extends PackageKind> {
  readonly head: PackageHead<K> | undefined;
  readonly pointer: DocumentPointer | undefined;
  readonly checkedAt: number;
}

/** A document in memory, made from this blob. */
export interface CachedDocument {
  readonly blob: BlobKey;
  readonly document: ServedDocument;
}

export function createDocuments<K extends PackageKind>(
  registry: Registry,
  rules: KindRules<K>,
  cache: ByteCache<CachedDocument>,
): Documents<K> {
  const view = rules.viewOf(registry.base);
  const knownCache = new ByteCache<Known<K>>(knownBytes);
  const looking = singleFlight<Known<K>>();
  const loading = singleFlight<ServedDocument | undefined>();
  const mending = singleFlight<Known<K>>();
  const nowMs = () => registry.now().getTime();
  const pointerTo = (id: PackageId<K>, read: Read) =>
    patiently(() => registry.metadata.document(id, view, read));

  return {
    ready(id, section) {
      const known = recentlyKnown(id);
      if (known === undefined) return undefined;
      const { head, pointer } = known;
      if (pointer === undefined || !hasSection(pointer, section)) return { head, document: undefined };
      const document = cached(pointer, section);
      return document && { head, document };
    },
    async read(id, section, read) {
      const known = read === "fresh" ? await look(id, "fresh") : await recent(id);
      const found =
        (await find(id, section, known)) ??
        (await find(id, section, await mending.run(id.key, () => mend(id))));
      if (found === undefined) {
        throw registryError("STORAGE_UNAVAILABLE", { message: "the storage lost a document" });
      }
      return found;
    },
    async head(id) {
      return (await recent(id)).head;
    },
    async render(id) {
      await renderNow(id);
    },
  };

  function recentlyKnown(id: PackageId<K>): Known<K> | undefined {
    const known = knownCache.get(id.key);
    return known !== undefined && nowMs() - known.checkedAt < recentBoundMs ? known : undefined;
  }

  async function recent(id: PackageId<K>): Promise<Known<K>> {
    // A look that takes long is too old for those who come late.
    const period = Math.floor(nowMs() / recentBoundMs);
    return recentlyKnown(id) ?? looking.run(`${id.key} ${period}`, () => look(id, "recent"));
  }

  /** Undefined where the blob is lost. */
  async function find(
    id: PackageId<K>,
    section: SectionName,
    known: Known<K>,
  ): Promise<Found<K> | undefined> {
    let { head, pointer } = known;
    for (let tries = 0; tries < documentTries; tries++) {
      if (pointer === undefined || !hasSection(pointer, section)) return { head, document: undefined };
      const document = cached(pointer, section) ?? (await load(pointer, section));
      if (document !== undefined) return { head, document };
      // A newer document took its place, and its blob is gone.
      ({ head, pointer } = await look(id, "fresh"));
    }
    return undefined;
  }

  /** What is derived can be made again: under the next revision, which takes the lost one's place. */
  async function mend(id: PackageId<K>): Promise<Known<K>> {
    registry.log({ level: "warning", event: "document-lost", package: subjectOf(id) });
    await changeHead(registry, id, () => ({}), undefined);
    return renderNow(id);
  }

  async function look(id: PackageId<K>, read: Read): Promise<Known<K>> {
    const checkedAt = nowMs();
    const pointer = await pointerTo(id, read);
    const known = knownCache.get(id.key);
    const isKnown = pointer !== undefined && (known?.pointer?.revision ?? -1) >= pointer.revision;
    if (isKnown && read === "recent") return know(id, known?.head, known?.pointer, checkedAt);
    const head = await freshHead(registry, id);
    if (head === undefined || head.revision === 0) return know(id, head, undefined, checkedAt);
    const isBehind = pointer === undefined || (read === "fresh" && pointer.revision < head.revision);
    return isBehind ? renderNow(id) : know(id, head, pointer, checkedAt);
  }

  function cached(pointer: DocumentPointer, section: SectionName): ServedDocument | undefined {
    const known = cache.get(cacheKey(pointer, section));
    return known?.blob === pointer.blob && known.document.modified === pointer.modified
      ? known.document
      : undefined;
  }

  function remember(pointer: DocumentPointer, section: SectionName, bytes: Buffer): ServedDocument {
    const { blob, modified } = pointer;
    const document = { modified, tag: `${blob.slice(0, 32)}-${section}`, bytes };
    cache.set(cacheKey(pointer, section), { blob, document }, bytes.length);
    return document;
  }

  /** A section from the blobs; undefined where its blob is gone. */
  async function load(pointer: DocumentPointer, section: SectionName): Promise<ServedDocument | undefined> {
    return loading.run(`${pointer.blob} ${section}`, async () => {
      const blob = await patiently(() => registry.blobs.get(pointer.blob));
      return blob && remember(pointer, section, cut(blob, pointer, section));
    });
  }

  /**
   * 1. The package is read.
   * 2. Search finds it as it is now: before the document does, so that the repairer of documents mends search too.
   * 3. The bytes go to the blobs, 4. the pointer moves to them unless somebody was as far,
   * 5. the blob that it pointed to before goes.
   *
   * What counts is what the pointer points to then. Another rendering of the same revision may lack a version that is
   * in ours: if each showed its own, the version would come and go.
   */
  async function renderNow(id: PackageId<K>): Promise<Known<K>> {
    const checkedAt = nowMs();
    const snapshot = await readSnapshot(registry, id);
    if (snapshot === undefined) return know(id, await freshHead(registry, id), undefined, checkedAt);
    const { head, versions } = snapshot;
    await putEntry(registry, head, versions);
    const sections = await rules.render(registry, head, versions);
    // The view at the end keeps the blobs of two views apart where their documents are equal: each deletes its own.
    const bytes = Buffer.concat([...sections.map((section) => section.bytes), Buffer.from(view)]);
    const pointer: DocumentPointer = {
      package: id,
      view,
      revision: head.revision,
      modified: head.modified,
      blob: blobKey(bytes),
      sections: sections.map((section) => ({ name: section.name, sizeBytes: section.bytes.length })),
    };
    await patiently(() => registry.blobs.put(pointer.blob, bytes));
    const { moved, replaced } = await patiently(() => registry.metadata.moveDocument(pointer));
    if (moved && replaced !== undefined && replaced !== pointer.blob) {
      await patiently(() => registry.blobs.delete(replaced));
    }
    // Where it did not move, a repeated request may have moved it for us.
    const standing = moved ? pointer : await pointerTo(id, "fresh");
    if (standing?.blob === pointer.blob) {
      for (const { name, bytes: part } of sections) remember(pointer, name, part);
    }
    return know(id, moved ? head : await freshHead(registry, id), standing, checkedAt);
  }

  /** Remembers what was there at a moment or later, as far as nothing later is known. */
  function know(
    id: PackageId<K>,
    head: PackageHead<K> | undefined,
    pointer: DocumentPointer | undefined,
    checkedAt: number,
  ): Known<K> {
    const known = knownCache.get(id.key);
    const newest = {
      head: laterOf(known?.head, head),
      pointer: laterOf(known?.pointer, pointer),
      checkedAt: Math.max(known?.checkedAt ?? 0, checkedAt),
    };
    knownCache.set(id.key, newest, JSON.stringify(newest.head ?? "").length);
    return newest;
  }
}

function laterOf<T extends { readonly revision: number }>(
  one: T | undefined,
  other: T | undefined,
): T | undefined {
  return one !== undefined && one.revision > (other?.revision ?? -1) ? one : other;
}

function cacheKey({ package: { kind, key } }: DocumentPointer, section: SectionName): string {
  return `${kind}:${key} ${section}`;
}

function hasSection(pointer: DocumentPointer, section: SectionName): boolean {
  return pointer.sections.some(({ name }) => name === section);
}

/** A copy of one section, so that the rest of the blob does not stay in memory. */
function cut(blob: Buffer, pointer: DocumentPointer, section: SectionName): Buffer {
  let start = 0;
  for (const { name, sizeBytes } of pointer.sections) {
    if (name === section) return Buffer.from(blob.subarray(start, start + sizeBytes));
    start += sizeBytes;
  }
  throw new Error(`the document has no section ${section}`);
}
