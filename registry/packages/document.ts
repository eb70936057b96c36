import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { addressOf, type IndexDocument, indexFormat, paths } from "../../src/protocol/index.ts";
import type { PackageHead, VersionRecord } from "../metadata/index.ts";
import { brotliQuality, gzipLevel } from "./limits.ts";

/** What the index document of a package says, for the address that clients know the registry by. */
export function indexDocument(
  base: string,
  head: PackageHead,
  versions: readonly VersionRecord[],
): IndexDocument {
  return {
    format: indexFormat,
    name: head.name,
    revision: head.revision,
    modified: head.modified,
    owners: head.owners,
    versions: versions.map((record) => ({
      version: record.version,
      hash: record.hash,
      integrity: record.integrity,
      signatures: record.facts.signatures,
      archive: addressOf(base, paths.zigArchive(head.name, record.version)),
      archiveSizeBytes: record.archiveSizeBytes,
      unpackedSizeBytes: record.facts.unpackedSizeBytes,
      fileCount: record.facts.fileCount,
      fingerprint: record.facts.fingerprint,
      minimumZigVersion: record.facts.minimumZigVersion,
      testedZigVersions: record.facts.testedZigVersions,
      modules: record.facts.modules,
      artifacts: record.facts.artifacts,
      dependencies: record.facts.dependencies,
      publishedAt: record.publishedAt,
      yanked: record.yanked,
    })),
  };
}

/** What a document depends on beside its package: where it changes, all are rendered anew. */
export function viewOf(base: string): string {
  return `${indexFormat} ${base}`;
}

/** One document in the three encodings that clients ask for. */
export interface Encodings {
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

export async function encode(document: IndexDocument): Promise<Encodings> {
  const plain = Buffer.from(`${JSON.stringify(document)}\n`);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    [constants.BROTLI_PARAM_LGWIN]: windowBits(plain.length),
  };
  const [zipped, brotli] = await Promise.all([
    gzipAsync(plain, { level: gzipLevel }),
    brotliAsync(plain, { params }),
  ]);
  return { plain, gzip: zipped, brotli };
}

/** The smallest window that holds the whole document: brotli sets up as much memory as its window asks for. */
function windowBits(sizeBytes: number): number {
  const needed = Math.ceil(Math.log2(sizeBytes + 16));
  return Math.min(Math.max(needed, constants.BROTLI_MIN_WINDOW_BITS), constants.BROTLI_MAX_WINDOW_BITS);
}

const gzipAsync = promisify<Buffer, object, Buffer>(gzip);
const brotliAsync = promisify<Buffer, object, Buffer>(brotliCompress);
