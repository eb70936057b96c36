import { PantryError } from "../errors.ts";
import type { ExchangeAnswer } from "../fetch/index.ts";
import {
  type PublishAnswer,
  type PublishFacts,
  paths,
  publishBody,
  publishType,
  readArchiveAnswer,
  readPublishAnswer,
  versionKey,
} from "../protocol/index.ts";
import { isMissing, isPrivateAnswer } from "./answer-failure.ts";
import type { Documents } from "./documents.ts";
import { clientError } from "./errors.ts";
import type { Wire } from "./wire.ts";

/** A version to be published: its canonical archive, and what the registry cannot see in it. */
export interface PublishRequest {
  readonly name: string;
  readonly version: string;
  readonly facts: PublishFacts;
  readonly archive: Uint8Array;
}

export interface Published extends PublishAnswer {
  /** True where exactly these files had been published before, and nothing was changed. */
  readonly wasThere: boolean;
}

export interface Publishing {
  hasHash(hash: string): Promise<boolean>;
  /** Whether the registry has the archive with this hash for some only. */
  hidesHash(hash: string): Promise<boolean>;
  uploadForeign(hash: string, archive: Uint8Array): Promise<void>;
  publish(request: PublishRequest): Promise<Published>;
}

export function openPublishing(wire: Wire, documents: Documents): Publishing {
  /** What the registry has under this version, where it is the very thing that was sent. */
  async function look({ name, version, facts }: PublishRequest): Promise<PublishAnswer | undefined> {
    const document = await documents.readFresh(name);
    const found = document?.versions.find((one) => versionKey(one.version) === versionKey(version));
    if (found?.hash !== facts.hash) return undefined;
    const { hash, integrity, archive, archiveSizeBytes } = found;
    return { name, version, hash, integrity, archive, archiveSizeBytes, access: document?.access };
  }

  /** What the registry says of the archive with this hash; undefined where it has none. */
  async function headOf(hash: string): Promise<ExchangeAnswer | undefined> {
    const answer = await wire.ask({ method: "HEAD", path: paths.zigByHash(hash) });
    if (isMissing(answer)) return undefined;
    if (answer.status === 200) return answer;
    throw wire.failure("HEAD", answer);
  }

  return {
    hasHash: async (hash) => (await headOf(hash)) !== undefined,
    hidesHash: async (hash) => isPrivateAnswer(await headOf(hash)),

    async uploadForeign(hash, archive) {
      const answer = await wire.demand({
        method: "PUT",
        path: paths.zigByHash(hash),
        body: { type: "application/gzip", bytes: archive },
      });
      const took = readArchiveAnswer(answer.bytes);
      if (took.hash !== hash) throw lie(`${hash} was sent, and the registry says that it took ${took.hash}`);
    },

    /**
     * A version is one conditional write, so sending it twice is the same as sending it once; but the second answer
     * is "taken". An answer that was lost, or is "taken", is therefore decided by looking: if what is there has the
     * hash that was sent, it is published.
     */
    async publish(request) {
      const { name, version, facts, archive } = request;
      try {
        const answer = await wire.demand({
          method: "PUT",
          path: paths.zigVersion(name, version),
          body: { type: publishType, bytes: publishBody(facts, archive) },
        });
        documents.forget(name);
        return { ...agreed(request, readPublishAnswer(answer.bytes)), wasThere: false };
      } catch (error) {
        documents.forget(name);
        if (!(error instanceof PantryError)) throw error;
        if (error.code === "VERSION_TAKEN") {
          const there = await look(request);
          if (there === undefined) throw error;
          return { ...there, wasThere: true };
        }
        if (error.exit !== "network") throw error;
        const there = await look(request).catch(() => undefined);
        if (there !== undefined) return { ...there, wasThere: false };
        throw undecided(error, request);
      }
    },
  };
}

function agreed({ name, version, facts }: PublishRequest, answer: PublishAnswer): PublishAnswer {
  if (answer.name === name && answer.version === version && answer.hash === facts.hash) return answer;
  throw lie(
    `${name} ${version} with the hash ${facts.hash} was sent, and the registry says that it published ${answer.name} ${answer.version} with ${answer.hash}`,
  );
}

function undecided(error: PantryError, { name, version }: PublishRequest): PantryError {
  return new PantryError(error.code, error.exit, {
    message: `${name} ${version} is not known to be published: ${error.message}`,
    hint: "run the same again when the registry answers: it recognises what it has",
    cause: error,
  });
}

function lie(message: string) {
  return clientError("REGISTRY_LIES", {
    message,
    hint: "what answered there is not a registry, or something on the way changed its answer: check its address",
  });
}
