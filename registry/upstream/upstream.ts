import type { BlobKey } from "../blobs/index.ts";
import type { Encodings } from "../encodings.ts";
import type { PublicKey } from "../signing/index.ts";
import type { DocumentPart } from "./part.ts";

/**
 * The registries that npm names fall through to which were never claimed here. Whether a name was claimed is for the
 * caller to know; whether upstream may be asked for it (patterns, `upstream = false`) is known here.
 *
 * What was seen once is served while upstream is down. UPSTREAM_UNAVAILABLE is thrown where nothing was.
 */
export interface Upstream {
  /** What `document` gives, if it is in memory and fresh. Undefined says nothing: then it is to be asked for. */
  ready(name: string, form: DocumentForm, encoding: keyof Encodings): UpstreamDocument | undefined;
  /** A document whose addresses lead to this registry, in one encoding. Undefined where upstream has no such name. */
  document(
    name: string,
    form: DocumentForm,
    encoding: keyof Encodings,
  ): Promise<UpstreamDocument | undefined>;
  /** A part of the full document as JSON, undefined where there is none. All undefined where upstream has no such name. */
  part(name: string, wanted: DocumentPart): Promise<{ readonly bytes: Buffer | undefined } | undefined>;
  /**
   * The tarball at `NAME/-/FILE`: fetched, held against its pinned integrity and kept before it is served.
   * Undefined where upstream has none. Throws UPSTREAM_REFUSED for other bytes than were announced.
   */
  tarball(name: string, file: string): Promise<UpstreamTarball | undefined>;
  /** For the rule of claims. A name that must never be asked for is one that does not exist. */
  exists(name: string): Promise<"yes" | "no" | "cannot be asked">;
  /** The keys that sign what comes from upstream, those that it retired included. Those seen last while it is down. */
  keys(): Promise<readonly PublicKey[]>;
  /** The body of `GET /-/npm/v1/attestations/NAME@VERSION`. Undefined where there are none, without asking where known. */
  attestations(name: string, version: string): Promise<Buffer | undefined>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** `abbreviated` is `application/vnd.npm.install-v1+json`, with `time`. */
export type DocumentForm = "full" | "abbreviated";

export interface UpstreamDocument {
  readonly bytes: Buffer;
  /** When upstream changed it last, as far as that is known; else when the change was seen. */
  readonly modified: string;
  /** Names these very bytes. */
  readonly tag: string;
}

/** As archives are served: small ones from memory, others from the blobs. */
export interface UpstreamTarball {
  readonly blob: BlobKey;
  readonly sizeBytes: number;
  readonly modified: string;
  readonly bytes: Buffer | undefined;
}

/** For a registry that stands alone. */
export const noUpstream: Upstream = {
  ready: () => undefined,
  document: async () => undefined,
  part: async () => undefined,
  tarball: async () => undefined,
  exists: async () => "no",
  keys: async () => [],
  attestations: async () => undefined,
  close: async () => {},
};
