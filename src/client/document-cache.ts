import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Disk, listIfThere, nameDigest, stagedPath } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { documentBytes } from "../protocol/index.ts";
import { cacheHeaderBytes, etagLength } from "./limits.ts";

/** A document as it came, with what the registry wants to hear when it is asked again. */
export interface CachedDocument {
  readonly etag: string;
  readonly bytes: Buffer;
}

/** Documents of one registry, by name. An entry that is damaged in any way is thrown away and counts as none. */
export interface DocumentCache {
  get(name: string): CachedDocument | undefined;
  /** Content where it cannot be written: a cache is no reason to fail. */
  put(name: string, document: CachedDocument): void;
  remove(name: string): void;
  /** All that were kept here. */
  names(): readonly string[];
}

/**
 * Below `folder`, one folder for each registry and one file for each package: a line of JSON with what the entry is
 * for, its ETag and the SHA-256 of what follows, then the document's bytes. It appears by a rename and is not
 * flushed: what a loss of power damages is asked for again.
 */
export function openDocumentCache(disk: Disk, folder: string, registry: string): DocumentCache {
  const own = join(folder, nameDigest(registry));
  const path = (name: string) => join(own, `${name}.json`);

  function remove(name: string): void {
    quietly(() => disk.removeTree(path(name)));
  }

  return {
    get(name) {
      const bytes = quietly(() => readIfSmall(disk, path(name)));
      if (bytes === undefined) return undefined;
      const entry = parse(bytes, registry, name);
      if (entry === undefined) remove(name);
      return entry;
    },

    put(name, { etag, bytes }) {
      if (!/^(?:W\/)?"[!-~]*"$/.test(etag) || etag.length > etagLength) return;
      const header = { format, registry, name, etag, sha256: sha256(bytes) };
      const temporary = stagedPath(path(name));
      quietly(() => {
        disk.makeFolders(own);
        disk.create(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes]));
        disk.rename(temporary, path(name));
      });
      quietly(() => disk.removeTree(temporary));
    },

    remove,
    names: () => cachedNames(disk, folder, registry),
  };
}

/** The names of a registry's packages that were asked for here before. */
export function cachedNames(disk: Disk, folder: string, registry: string): readonly string[] {
  const files = quietly(() => listIfThere(disk, join(folder, nameDigest(registry)))) ?? [];
  return files.flatMap(({ name }) => /^(\w+)\.json$/.exec(name.toString())?.[1] ?? []);
}

/** True for a file that a cache below `folder` takes as an entry: whole, and under its own registry and name. */
export function isCachedDocument(folder: string, path: string, bytes: Buffer): boolean {
  const { registry, name } = headerOf(bytes) ?? {};
  if (typeof registry !== "string" || typeof name !== "string") return false;
  const isItsPlace = path === join(folder, nameDigest(registry), `${name}.json`);
  return isItsPlace && parse(bytes, registry, name) !== undefined;
}

const format = 1;

function readIfSmall(disk: Disk, path: string): Buffer | undefined {
  const stat = disk.stat(path);
  if (stat?.kind !== "file" || stat.sizeBytes > documentBytes + cacheHeaderBytes) return undefined;
  return disk.readIfThere(path);
}

function parse(bytes: Buffer, registry: string, name: string): CachedDocument | undefined {
  const header = headerOf(bytes);
  if (header === undefined) return undefined;
  const { etag } = header;
  const document = bytes.subarray(bytes.indexOf(0x0a) + 1);
  const expected = { format, registry, name, etag, sha256: sha256(document) };
  const isOurs = JSON.stringify(header) === JSON.stringify(expected);
  return isOurs && typeof etag === "string" ? { etag, bytes: document } : undefined;
}

function headerOf(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  const end = bytes.subarray(0, cacheHeaderBytes).indexOf(0x0a);
  if (end < 0) return undefined;
  try {
    const header: unknown = JSON.parse(bytes.toString("utf8", 0, end));
    return typeof header === "object" && header !== null ? { ...header } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
