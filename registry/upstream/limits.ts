import type { ExchangerOptions } from "../../src/fetch/index.ts";

/** How long a document is served without asking upstream again: as long as npm's registry lets caches keep its own. */
export const freshMs = 5 * 60_000;

/** Until this age a document is served first and asked for afterwards. An older one is asked for first. */
export const staleMs = 60 * 60_000;

/** How long a client waits for news of a document that is here already. */
export const patienceMs = 3_000;

/** How long an upstream that failed is left alone where there is something to serve. */
export const downMs = 10_000;

/** How long "there is none" is believed: a new package is looked for again and again by whoever published it. */
export const missingMs = 60_000;

/** Names that are remembered as missing. */
export const missingCount = 20_000;

/** Names whose state is kept in memory; each takes some hundred bytes. */
export const stateCount = 50_000;

/** Rendered documents kept in memory, in the encodings that were asked for. */
export const documentCacheBytes = 48 * 1024 * 1024;

/** Small tarballs kept in memory. */
export const tarballCacheBytes = 32 * 1024 * 1024;

/** Tables of integrity kept in memory: an install asks for tarballs soon after it asked for the documents. */
export const pinCacheBytes = 16 * 1024 * 1024;

/** Tarballs up to this size are kept in memory, which is nearly all; larger ones are streamed from the blobs. */
export const cachedTarballBytes = 1024 * 1024;

/** Requests to one upstream at once. A client asks for some hundred documents at once, and one process serves many clients. */
export const requestsTogether = 24;

/** Documents on their way from one upstream to the storage at once: each is in memory as it came until it is rendered. */
export const documentsTogether = 16;

/** What every request may bring; whatever is larger comes one at a time, so that memory stays bounded. */
export const smallBytes = 16 * 1024 * 1024;

/** A document, unpacked. The largest known have some 50 MB. */
export const documentBytes = 128 * 1024 * 1024;

/** A tarball. The largest known have some 300 MB. */
export const tarballBytes = 512 * 1024 * 1024;

/** A list of keys, or the attestations of one version. */
export const smallAnswerBytes = 4 * 1024 * 1024;

/** Keys are asked for again after this time: they change once in years. */
export const keysFreshMs = 60 * 60_000;

/** Keys taken from one upstream. */
export const keyCount = 100;

/** Documents from this size on are rendered beside the main thread: a smaller one takes a few milliseconds. */
export const besideBytes = 64 * 1024;

/** The same for documents as they are kept, which only have to be read. */
export const besideGzippedBytes = 16 * 1024;

/** The longest version that is taken. */
export const versionLength = 256;

/** Effort for brotli: whoever asks first waits for it. Still smaller than gzip at its default. */
export const brotliQuality = 4;

/** Waiting for upstream: it is a file server behind a cache, and clients give up after a minute or so. */
export const exchangeLimits: NonNullable<ExchangerOptions["limits"]> = {
  socketsPerHost: requestsTogether,
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 15_000,
  idleTimeoutMs: 15_000,
  downloadTimeoutMs: 5 * 60_000,
  attempts: 2,
  backoffMs: 200,
  retryAfterMaxMs: 2_000,
};

/** Tries to read a document whose blob is gone because another process put a newer one in its place meanwhile. */
export const documentTries = 5;

/** Attestations kept in memory: a list is some 10 KB. */
export const attestationCacheBytes = 8 * 1024 * 1024;
