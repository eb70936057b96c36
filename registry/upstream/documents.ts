import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import pLimit from "p-limit";
import { PantryError } from "../../src/errors.ts";
import { patiently } from "../attempts.ts";
import { type BlobKey, blobKey } from "../blobs/index.ts";
import { ByteCache } from "../byte-cache.ts";
import type { Encodings } from "../encodings.ts";
import { cacheEntryBytes } from "../limits.ts";
import type { Read } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { type Asker, unavailable } from "./ask.ts";
import { headOfKept, type KeptHead, type Part, packKept, partOfKept, type Seen } from "./kept.ts";
import {
  documentBytes,
  documentCacheBytes,
  documentsTogether,
  documentTries,
  freshMs,
  missingCount,
  missingMs,
  patienceMs,
  pinCacheBytes,
  staleMs,
  stateCount,
} from "./limits.ts";
import { type Pin, type Pins, readPins } from "./pins.ts";
import type { Rendered } from "./render.ts";
import type { Renderer } from "./renderer.ts";
import type { Source, UpstreamSettings } from "./settings.ts";
import { singleFlight } from "./single-flight.ts";
import type { DocumentForm, UpstreamDocument } from "./upstream.ts";

/** What is known of names upstream: asked for, held against what was known, kept. */
export interface Documents {
  read(name: string, form: DocumentForm, encoding: keyof Encodings): Promise<UpstreamDocument | undefined>;
  /** What was pinned of a version. Undefined where upstream has no such version. */
  pin(name: string, version: string): Promise<Pin | undefined>;
  exists(name: string): Promise<"yes" | "no" | "cannot be asked">;
  close(): Promise<void>;
}

/** A document in memory, made from this blob. */
interface Served {
  readonly blob: BlobKey;
  readonly document: UpstreamDocument;
}

/** A name in memory. */
interface State {
  readonly seen: Seen;
  /** When upstream was asked last; 0 for what was read from the storage. */
  readonly checkedAt: number;
}

export type Storage = Pick<Registry, "metadata" | "blobs" | "base" | "now" | "log">;

export function createDocuments(
  registry: Storage,
  settings: UpstreamSettings,
  asker: Asker,
  renderer: Renderer,
): Documents {
  const states = new ByteCache<State>(stateCount * cacheEntryBytes);
  const missing = new ByteCache<number>(missingCount * cacheEntryBytes);
  const served = new ByteCache<Served>(documentCacheBytes);
  const pins = new ByteCache<Pins>(pinCacheBytes);
  const together = pLimit(documentsTogether);
  const refreshing = singleFlight<Seen | undefined>();
  const nowMs = () => registry.now().getTime();

  return {
    async read(name, form, encoding) {
      const key = `${form}.${encoding} ${name}`;
      const state = states.get(name);
      if (state !== undefined && nowMs() - state.checkedAt < freshMs) {
        const ready = served.get(key);
        if (ready?.blob === state.seen.blob) return ready.document;
      }
      const source = settings.sourceOf(name);
      if (source === undefined) return undefined;
      return using(name, source, async ({ blob, head }) => {
        const ready = served.get(key);
        if (ready?.blob === blob) return ready.document;
        const bytes = await encoded({ blob, head }, form, encoding);
        if (bytes === undefined) return undefined;
        const tag = `${blob.slice(0, 32)}-${form}.${encoding}`;
        const document = { bytes, modified: head.modified, tag };
        served.set(key, { blob, document }, bytes.length);
        return document;
      });
    },

    async pin(name, version) {
      const source = settings.sourceOf(name);
      const pin = source && (await using(name, source, pinsOf))?.get(version);
      if (source === undefined || pin !== undefined || isFresh(name)) return pin;
      // It may be new: a lockfile that was made elsewhere knows it before a document that is a little old.
      await refresh(name, source).catch(() => undefined);
      return (await using(name, source, pinsOf))?.get(version);
    },

    async exists(name) {
      const source = settings.sourceOf(name);
      if (source === undefined) return "no";
      if ((await known(name)) !== undefined) return "yes";
      try {
        return (await refresh(name, source)) === undefined ? "no" : "yes";
      } catch (error) {
        if (error instanceof PantryError && error.code === "UPSTREAM_UNAVAILABLE") return "cannot be asked";
        throw error;
      }
    },

    async close() {
      await refreshing.ended();
    },
  };

  /**
   * A name as it is served now. One that is fresh is served as it is, one that is a little old too while upstream is
   * asked, an old one is asked for first; and what upstream does not answer soon, or not at all, is served as it was.
   */
  async function current(name: string, source: Source): Promise<Seen | undefined> {
    const missingSince = missing.get(name);
    if (missingSince !== undefined && nowMs() - missingSince < missingMs) return undefined;
    const state = await known(name);
    if (state === undefined) return refresh(name, source);
    const ageMs = nowMs() - state.checkedAt;
    if (ageMs < freshMs || asker.isDown(source)) return state.seen;
    const news = refresh(name, source).catch((error: unknown) => {
      if (error instanceof PantryError) return state.seen;
      throw error;
    });
    if (ageMs >= staleMs) return within(patienceMs, news, state.seen);
    news.catch((error: unknown) => {
      registry.log({ level: "error", event: "bug", stack: String(error) });
    });
    return state.seen;
  }

  /** The blob of what is served may be gone meanwhile, because another process has a newer one, or be lost. */
  async function using<T>(
    name: string,
    source: Source,
    use: (seen: Seen) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    let seen = await current(name, source);
    for (let tries = 0; seen !== undefined && tries < documentTries; tries++) {
      const found = await use(seen);
      if (found !== undefined) return found;
      const news = await load(name, "fresh");
      seen = news === undefined ? await refresh(name, source) : remember(name, news, 0).seen;
    }
    return undefined;
  }

  function isFresh(name: string): boolean {
    const state = states.get(name);
    return state !== undefined && nowMs() - state.checkedAt < freshMs;
  }

  async function known(name: string): Promise<State | undefined> {
    const state = states.get(name);
    if (state !== undefined) return state;
    const seen = await load(name, "recent");
    if (seen === undefined) return undefined;
    return remember(name, seen.head.base === registry.base ? seen : await moved(name, seen), 0);
  }

  /** This registry has another address than when it was seen: so have its tarballs. */
  async function moved(name: string, before: Seen): Promise<Seen> {
    const { lastModified, source } = before.head;
    const kept = await keptParts(before);
    if (kept === undefined) return before;
    const bytes = await gunzipAsync(kept.full);
    const rendered = await renderer.render({
      name,
      base: registry.base,
      source,
      bytes,
      lastModified,
      before: kept,
    });
    if (rendered.kind !== "rendered") return before;
    return keep(name, before.revision, { ...before.head, base: registry.base }, rendered.parts);
  }

  async function keptParts({ blob: key, head }: Seen) {
    const blob = await patiently(() => registry.blobs.get(key));
    return blob && { pins: partOfKept(blob, head, "pins"), full: partOfKept(blob, head, "full gzip") };
  }

  function remember(name: string, seen: Seen, checkedAt: number): State {
    const state = { seen, checkedAt };
    states.set(name, state, 0);
    return state;
  }

  /** From the storage. Undefined where nothing is, or the blob is lost: then it is asked for again. */
  async function load(name: string, read: Read): Promise<Seen | undefined> {
    const record = await patiently(() => registry.metadata.upstreamDocument(name, read));
    if (record === undefined) return undefined;
    const blob = await patiently(() => registry.blobs.get(record.blob));
    if (blob !== undefined) {
      return { revision: record.revision, blob: record.blob, head: headOfKept(blob) };
    }
    if (read === "recent") return load(name, "fresh");
    registry.log({ level: "warning", event: "upstream-document-lost", package: name });
    return undefined;
  }

  function refresh(name: string, source: Source): Promise<Seen | undefined> {
    return refreshing.run(name, async () => {
      try {
        return await together(() => ask(name, source));
      } catch (error) {
        if (error instanceof PantryError) {
          registry.log({ level: "warning", event: "upstream-failed", package: name, why: error.message });
        }
        throw error;
      }
    });
  }

  async function ask(name: string, source: Source): Promise<Seen | undefined> {
    const before = await load(name, "fresh");
    const isSame = before?.head.source === source.base;
    const url = new URL(name.replace("/", "%2f"), source.base);
    const answer = await asker.ask(source, {
      url,
      accept: "application/json",
      limitBytes: documentBytes,
      known: isSame ? before.head : undefined,
    });
    if (answer.kind === "none") return gone(name);
    if (before !== undefined && answer.kind === "same") return remember(name, before, nowMs()).seen;
    if (answer.kind !== "found") throw new Error("upstream was asked for news of nothing");
    const digest = createHash("sha256").update(answer.bytes).digest("base64");
    if (isSame && before.head.digest === digest) return remember(name, before, nowMs()).seen;
    const { etag, "last-modified": lastModified } = answer.head;
    const rendered = await renderer.render({
      name,
      base: registry.base,
      source: source.base,
      bytes: answer.bytes,
      lastModified,
      before: before && (await keptParts(before)),
    });
    if (rendered.kind === "none") return gone(name);
    if (rendered.kind === "unreadable") throw unavailable(url, rendered.why);
    report(name, rendered);
    const modified = rendered.modified ?? registry.now().toISOString();
    const facts = { base: registry.base, source: source.base, etag, lastModified, digest, modified };
    return keep(name, before?.revision ?? 0, facts, rendered.parts);
  }

  /** It may be back: what was kept stays, and is served again once upstream has it. */
  function gone(name: string): undefined {
    missing.set(name, nowMs(), 0);
    const state = states.get(name);
    if (state !== undefined) remember(name, state.seen, 0);
    return undefined;
  }

  function report(name: string, { changed, unusable }: Extract<Rendered, { kind: "rendered" }>): void {
    const shown = (versions: readonly string[]) => versions.slice(0, 10).join(" ");
    if (changed.length > 0) {
      registry.log({
        level: "error",
        event: "upstream-integrity-changed",
        package: name,
        count: changed.length,
        versions: shown(changed),
      });
    }
    if (unusable.length > 0) {
      registry.log({
        level: "warning",
        event: "upstream-versions-unusable",
        package: name,
        count: unusable.length,
        versions: shown(unusable),
      });
    }
  }

  /** First the bytes, then the record that points to them; then the bytes that it pointed to before go. */
  async function keep(
    name: string,
    revisionBefore: number,
    facts: Omit<KeptHead, "sizes">,
    parts: Parameters<typeof packKept>[1],
  ): Promise<Seen> {
    const packed = packKept(facts, parts);
    const record = { name, revision: revisionBefore + 1, blob: blobKey(packed) };
    await patiently(() => registry.blobs.put(record.blob, packed));
    const { moved, replaced } = await patiently(() => registry.metadata.moveUpstreamDocument(record));
    if (moved && replaced !== undefined && replaced !== record.blob) {
      await patiently(() => registry.blobs.delete(replaced));
    }
    // Another process may have been first, or an earlier attempt of ours: what is there counts.
    const seen = moved ? { ...record, head: headOfKept(packed) } : await load(name, "fresh");
    if (seen === undefined) throw new Error(`what was kept of ${name} is gone`);
    return remember(name, seen, nowMs()).seen;
  }

  async function encoded(
    seen: Pick<Seen, "blob" | "head">,
    form: DocumentForm,
    encoding: keyof Encodings,
  ): Promise<Buffer | undefined> {
    const compressed = await part(seen, `${form} ${encoding === "plain" ? "gzip" : encoding}`);
    return compressed !== undefined && encoding === "plain" ? gunzipAsync(compressed) : compressed;
  }

  async function pinsOf(seen: Seen): Promise<Pins | undefined> {
    const cached = pins.get(seen.blob);
    if (cached !== undefined) return cached;
    const gzipped = await part(seen, "pins");
    if (gzipped === undefined) return undefined;
    const text = (await gunzipAsync(gzipped)).toString();
    const read = readPins(text);
    // As objects they take about twice their text.
    pins.set(seen.blob, read, text.length * 2);
    return read;
  }

  async function part(seen: Pick<Seen, "blob" | "head">, wanted: Part): Promise<Buffer | undefined> {
    const blob = await patiently(() => registry.blobs.get(seen.blob));
    return blob && partOfKept(blob, seen.head, wanted);
  }
}

/** The outcome, or what is there already if it does not come soon. */
async function within<T>(timeoutMs: number, outcome: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), timeoutMs);
  });
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}

const gunzipAsync = promisify<Uint8Array, Buffer>(gunzip);
