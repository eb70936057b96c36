import type { ArchiveAnswer, PublishAnswer } from "../../../src/protocol/index.ts";
import type { ByteCache } from "../../byte-cache.ts";
import type { Registry } from "../../registry.ts";
import type { Publisher } from "../access.ts";
import type { ArchiveCache } from "../archives.ts";
import { type CachedDocument, createDocuments, type Documents } from "../documents.ts";
import { createFinish, type Finish, repair } from "../finish.ts";
import { type ZigArchives, zigArchives } from "./archives.ts";
import { bring, publish } from "./publish.ts";
import { zigRules } from "./rules.ts";

/** The Zig packages of a registry. */
export interface ZigPackages {
  readonly documents: Documents<"zig">;
  readonly archives: ZigArchives;
  readonly finish: Finish<"zig">;
  publish(publisher: Publisher, name: string, version: string, body: Buffer): Promise<PublishAnswer>;
  bring(
    user: string,
    hash: string,
    body: Buffer,
  ): Promise<{ readonly answer: ArchiveAnswer; readonly isNew: boolean }>;
  repair(): Promise<void>;
}

export function createZigPackages(
  registry: Registry,
  documentCache: ByteCache<CachedDocument>,
  archives: ArchiveCache,
): ZigPackages {
  const documents = createDocuments(registry, zigRules, documentCache);
  const finish = createFinish(registry, zigRules, documents);
  return {
    documents,
    archives: zigArchives(registry, archives, documents),
    finish,
    publish: (publisher, name, version, body) => publish(registry, finish, publisher, name, version, body),
    bring: (user, hash, body) => bring(registry, user, hash, body),
    repair: () => repair(registry, zigRules, finish),
  };
}
