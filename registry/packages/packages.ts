import type { ArchiveAnswer, PublishAnswer } from "../../src/protocol/index.ts";
import type { Registry } from "../registry.ts";
import { type Archives, createArchives } from "./archives.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { createFinish, type Finish } from "./finish.ts";
import { bring, publish } from "./publish.ts";

/** The packages of a registry, with what is kept in memory of them. */
export interface Packages {
  readonly documents: Documents;
  readonly archives: Archives;
  readonly finish: Finish;
  publish(user: string, name: string, version: string, body: Buffer): Promise<PublishAnswer>;
  bring(
    user: string,
    hash: string,
    body: Buffer,
  ): Promise<{ readonly answer: ArchiveAnswer; readonly isNew: boolean }>;
}

export function createPackages(registry: Registry): Packages {
  const documents = createDocuments(registry);
  const finish = createFinish(registry, documents);
  return {
    documents,
    archives: createArchives(registry),
    finish,
    publish: (user, name, version, body) => publish(registry, finish, user, name, version, body),
    bring: (user, hash, body) => bring(registry, user, hash, body),
  };
}
