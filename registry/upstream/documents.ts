import { PantryError } from "../../src/errors.ts";
import type { BlobKey } from "../blobs/index.ts";
import { ByteCache } from "../byte-cache.ts";
import type { Encodings } from "../encodings.ts";
import { cacheEntryBytes } from "../limits.ts";
import { sharedBytes } from "../shared-bytes.ts";
import { singleFlight } from "../single-flight.ts";
import type { Workshop } from "../workshop/index.ts";
import type { Asker } from "./ask.ts";
import { createKeptDocuments, type Seen, type Storage } from "./kept-documents.ts";
import {
  documentCacheBytes,
  documentsTogether,
  documentTries,
  downMs,
  freshMs,
  missingCount,
  missingMs,
  patienceMs,
  staleMs,
  stateCount,
} from "./limits.ts";
import { limitPerSource } from "./per-source.ts";
import type { Pin } from "./pins.ts";
import { createRenewal } from "./renewal.ts";
import type { Source, UpstreamSettings } from "./settings.ts";
import type { DocumentForm, UpstreamDocument } from "./upstream.ts";

/** What is known of names upstream: asked for, held against what was known, kept. */
export interface Documents {
  /** What was read before, if it is fresh and still in memory. */
  ready(name: string, form: DocumentForm, encoding: keyof Encodings): UpstreamDocument | undefined;
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
  /** When upstream answered last; 0 for what was read from the storage. */
  readonly checkedAt: number;
  /** When it last answered nothing that could be used. */
  readonly failedAt: number;
}

export function createDocuments(
  registry: Storage,
  settings: UpstreamSettings,
  asker: Asker,
  workshop: Workshop,
): Documents {
  const states = new ByteCache<State>(stateCount * cacheEntryBytes);
  const missing = new ByteCache<number>(missingCount * cacheEntryBytes);
  const served = new ByteCache<Served>(documentCacheBytes);
  const shared = sharedBytes();
  const kept = createKeptDocuments(registry);
  const renewal = createRenewal(registry, asker, workshop, kept);
  const together = limitPerSource(documentsTogether);
  const refreshing = singleFlight<Seen | undefined>();
  const nowMs = () => registry.now().getTime();

  return {
    ready(name, form, encoding) {
      const state = states.get(name);
      if (state === undefined || nowMs() - state.checkedAt >= freshMs) return undefined;
      const known = served.get(`${form}.${encoding} ${name}`);
      return known?.blob === state.seen.blob ? known.document : undefined;
    },

    async read(name, form, encoding) {
      const key = `${form}.${encoding} ${name}`;
      const source = settings.sourceOf(name);
      if (source === undefined) return undefined;
      return using(name, source, async (seen) => {
        const { blob, head } = seen;
        const ready = served.get(key);
        if (ready?.blob === blob) return ready.document;
        const bytes = await shared.get(`${key} ${blob}`, () => kept.document(seen, form, encoding));
        if (bytes === undefined) return undefined;
        const tag = `${blob.slice(0, 32)}-${form}.${encoding}`;
        const document = { bytes, modified: head.modified, tag };
        served.set(key, { blob, document }, bytes.length);
        return document;
      });
    },

    async pin(name, version) {
      const source = settings.sourceOf(name);
      const pin = source && (await using(name, source, kept.pins))?.get(version);
      if (source === undefined || pin !== undefined || isFresh(name)) return pin;
      // It may be new: a lockfile that was made elsewhere knows it before a document that is a little old.
      await refresh(name, source).catch(() => undefined);
      return (await using(name, source, kept.pins))?.get(version);
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
    const hasFailed = asker.isDown(source) || nowMs() - state.failedAt < downMs;
    if (ageMs < freshMs || hasFailed) return state.seen;
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
      const news = await kept.load(name, "fresh");
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
    const seen = await kept.load(name, "recent");
    if (seen === undefined) return undefined;
    return remember(name, await renewal.atThisAddress(name, seen), 0);
  }

  function remember(name: string, seen: Seen, checkedAt: number): State {
    const state = { seen, checkedAt, failedAt: 0 };
    states.set(name, state, 0);
    return state;
  }

  function refresh(name: string, source: Source): Promise<Seen | undefined> {
    return refreshing.run(name, async () => {
      try {
        const seen = await together(source)(() => renewal.renew(name, source));
        return seen === undefined ? gone(name) : remember(name, seen, nowMs()).seen;
      } catch (error) {
        if (error instanceof PantryError) {
          registry.log({ level: "warning", event: "upstream-failed", package: name, why: error.message });
          const state = states.get(name);
          if (state !== undefined) states.set(name, { ...state, failedAt: nowMs() }, 0);
        }
        throw error;
      }
    });
  }

  /** It may be back: what was kept stays, and is served again once upstream has it. */
  function gone(name: string): undefined {
    missing.set(name, nowMs(), 0);
    const state = states.get(name);
    if (state !== undefined) remember(name, state.seen, 0);
    return undefined;
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
