import { createHash } from "node:crypto";
import { npmPaths, versionInTarballFile } from "../../src/protocol/index.ts";
import { patiently } from "../attempts.ts";
import { blobKey } from "../blobs/index.ts";
import { ByteCache } from "../byte-cache.ts";
import { isStorageProblem, registryError } from "../errors.ts";
import type { UpstreamTarballRecord } from "../metadata/index.ts";
import { singleFlight } from "../single-flight.ts";
import type { Asker } from "./ask.ts";
import type { Documents } from "./documents.ts";
import type { Storage } from "./kept-documents.ts";
import { cachedTarballBytes, smallBytes, tarballBytes, tarballCacheBytes } from "./limits.ts";
import { isVersionText } from "./names.ts";
import type { Pin } from "./pins.ts";
import type { UpstreamSettings } from "./settings.ts";
import type { UpstreamTarball } from "./upstream.ts";

/** Tarballs from upstream. One never changes, so what was fetched once is kept. */
export interface Tarballs {
  read(name: string, file: string): Promise<UpstreamTarball | undefined>;
  close(): Promise<void>;
}

export function createTarballs(
  registry: Storage,
  settings: UpstreamSettings,
  asker: Asker,
  documents: Documents,
): Tarballs {
  const cache = new ByteCache<UpstreamTarball>(tarballCacheBytes);
  const loading = singleFlight<UpstreamTarball | undefined>();

  return {
    async read(name, file) {
      // Also for one that is kept: the operator may have denied it since.
      if (settings.sourceOf(name) === undefined) return undefined;
      const path = `${name}/-/${file}`;
      return cache.get(path) ?? loading.run(path, () => load(name, file, path));
    },
    async close() {
      await loading.ended();
    },
  };

  async function load(name: string, file: string, path: string): Promise<UpstreamTarball | undefined> {
    const version = versionInTarballFile(name, file);
    if (version === undefined || !isVersionText(version)) return undefined;
    const record = await patiently(() => registry.metadata.upstreamTarball(path, "recent"));
    const kept = record && (await keptTarball(record));
    return kept === undefined ? fetched(name, version, path) : remember(path, kept);
  }

  function remember(path: string, tarball: UpstreamTarball): UpstreamTarball {
    cache.set(path, tarball, tarball.bytes?.length ?? 0);
    return tarball;
  }

  async function keptTarball({ path, blob, sizeBytes, addedAt }: UpstreamTarballRecord) {
    const isSmall = sizeBytes <= cachedTarballBytes;
    const bytes = isSmall ? await patiently(() => registry.blobs.get(blob)) : undefined;
    const isThere = isSmall ? bytes : await patiently(() => registry.blobs.head(blob));
    if (isThere !== undefined) return { blob, sizeBytes, modified: addedAt, bytes };
    registry.log({ level: "warning", event: "upstream-tarball-lost", path });
    return undefined;
  }

  /** Fetched, held against its pin, kept; then served. */
  async function fetched(name: string, version: string, path: string): Promise<UpstreamTarball | undefined> {
    const source = settings.sourceOf(name);
    const pin = source && (await documents.pin(name, version));
    if (source === undefined || pin === undefined) return undefined;
    const url = new URL(pin.at ?? npmPaths.tarball(name, version), source.base);
    const answer = await asker.ask(source, { url, accept: "*/*", limitBytes: tarballBytes });
    if (answer.kind !== "found") return undefined;
    const { bytes } = answer;
    checkBytes(name, version, pin, bytes);
    const modified = registry.now().toISOString();
    const record = { path, blob: blobKey(bytes), sizeBytes: bytes.length, addedAt: modified };
    const isKept = await isKeptNow(record, bytes);
    const { blob, sizeBytes } = record;
    if (!isKept) return { blob, sizeBytes, modified, bytes };
    return remember(path, {
      blob,
      sizeBytes,
      modified,
      bytes: sizeBytes <= cachedTarballBytes ? bytes : undefined,
    });
  }

  /** What cannot be kept is served all the same, where it takes little memory. */
  async function isKeptNow(record: UpstreamTarballRecord, bytes: Buffer): Promise<boolean> {
    try {
      await patiently(() => registry.blobs.put(record.blob, bytes));
      await patiently(() => registry.metadata.addUpstreamTarball(record));
      return true;
    } catch (error) {
      if (!isStorageProblem(error) || bytes.length > smallBytes) throw error;
      return false;
    }
  }

  function checkBytes(name: string, version: string, pin: Pin, bytes: Buffer): void {
    const { sha512, sha1 } = pin;
    const isRight =
      sha512 === undefined
        ? createHash("sha1").update(bytes).digest("hex") === sha1
        : createHash("sha512").update(bytes).digest("base64") === sha512;
    if (isRight) return;
    registry.log({ level: "error", event: "upstream-tarball-refused", package: name, version });
    throw registryError("UPSTREAM_REFUSED", {
      message: `upstream sent other bytes for ${name} ${version} than it announced`,
      hint: "try again in a while; if it stays so, tell whoever runs this registry",
    });
  }
}
