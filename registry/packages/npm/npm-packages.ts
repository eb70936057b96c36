import type { ByteCache } from "../../byte-cache.ts";
import type { Registry } from "../../registry.ts";
import type { Publisher } from "../access.ts";
import type { ArchiveCache } from "../archives.ts";
import { type CachedDocument, createDocuments, type Documents } from "../documents.ts";
import { createFinish, type Finish, repair } from "../finish.ts";
import { type NpmArchives, npmArchives } from "./archives.ts";
import { createFallThrough, type FallThrough } from "./fall-through.ts";
import { publishNpm } from "./publish.ts";
import { npmRules } from "./rules.ts";

/** The npm packages of a registry. */
export interface NpmPackages {
  readonly documents: Documents<"npm">;
  readonly archives: NpmArchives;
  readonly upstream: FallThrough;
  readonly finish: Finish<"npm">;
  publish(publisher: Publisher, name: string, json: unknown, tarball: Buffer): Promise<void>;
  repair(): Promise<void>;
}

export function createNpmPackages(
  registry: Registry,
  documentCache: ByteCache<CachedDocument>,
  archives: ArchiveCache,
): NpmPackages {
  const documents = createDocuments(registry, npmRules, documentCache);
  const finish = createFinish(registry, npmRules, documents);
  return {
    documents,
    archives: npmArchives(registry, archives),
    upstream: createFallThrough(registry),
    finish,
    publish: (publisher, name, json, tarball) => publishNpm(registry, finish, publisher, name, json, tarball),
    repair: () => repair(registry, npmRules, finish),
  };
}
