import { PantryError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import {
  documentBytes,
  type IndexDocument,
  isPackageName,
  paths,
  readIndexDocument,
} from "../protocol/index.ts";
import { isMissing, notARegistry } from "./answer-failure.ts";
import type { CachedDocument, DocumentCache } from "./document-cache.ts";
import { clientError } from "./errors.ts";
import type { Wire } from "./wire.ts";

export interface Documents {
  /** What the registry says of a package; undefined where it has none of that name. One question for each name. */
  read(name: string): Promise<IndexDocument | undefined>;
  /** The same, but throws the registry's own words where there is none: it may know another spelling. */
  demand(name: string): Promise<IndexDocument>;
  /** As it is at this moment, read through every cache: what a lost answer is decided by. */
  readFresh(name: string): Promise<IndexDocument | undefined>;
  /** Ask again next time: something changed. */
  forget(name: string): void;
}

export interface DocumentsOptions {
  readonly wire: Wire;
  readonly cache: DocumentCache;
  readonly offline: boolean;
  /** Names that may be meant by one that there is not. */
  readonly namesLike: (name: string) => Promise<readonly string[]>;
}

/**
 * Documents come from strangers: each is validated whole, and must be of the package that was asked for.
 * Online the registry is always asked, with the ETag of what is cached; offline the cache is all there is.
 */
export function openDocuments({ wire, cache, offline, namesLike }: DocumentsOptions): Documents {
  const asked = new Map<string, Promise<Outcome>>();

  function ask(name: string): Promise<Outcome> {
    const running = asked.get(name);
    if (running !== undefined) return running;
    const question = isPackageName(name) ? (offline ? fromCache(name) : fromRegistry(name)) : noName(name);
    asked.set(name, question);
    question.catch(() => asked.delete(name));
    return question;
  }

  async function fromCache(name: string): Promise<Outcome> {
    const document = known(name)?.document;
    if (document !== undefined) return { document };
    throw clientError("REGISTRY_OFFLINE", {
      message: `Pantry is offline, and what ${wire.base} says of \`${name}\` was never asked for here`,
      hint: "run the same without --offline once",
    });
  }

  async function fromRegistry(name: string): Promise<Outcome> {
    const cached = known(name);
    const answer = await wire.ask({
      method: "GET",
      path: paths.zigDocument(name),
      headers: {
        accept: "application/json",
        "accept-encoding": "gzip",
        ...(cached === undefined ? {} : { "if-none-match": cached.etag }),
      },
      limitBytes: documentBytes,
    });
    if (answer.status === 304 && cached !== undefined) return { document: cached.document };
    if (answer.status === 304) throw notARegistry(wire.base, "GET", answer);
    if (isMissing(answer)) {
      cache.remove(name);
      return { document: undefined, failure: () => withGuess(wire.failure("GET", answer), name) };
    }
    if (answer.status !== 200) throw wire.failure("GET", answer);
    const document = readIndexDocument(answer.bytes, name);
    const etag = answer.head["etag"];
    if (etag !== undefined) cache.put(name, { etag, bytes: answer.bytes });
    return { document };
  }

  /** With the name that was probably meant; a registry that cannot be asked for any does not hide the failure. */
  async function withGuess(failure: PantryError, name: string): Promise<PantryError> {
    const known = await namesLike(name).catch(() => []);
    const guess = nearest(name, [...cache.names(), ...known]);
    if (guess === undefined || failure.hint?.includes(`\`${guess}\``)) return failure;
    const { code, exit, message } = failure;
    return new PantryError(code, exit, { message, hint: `did you mean \`${guess}\`?` });
  }

  /** What is cached, if it is still what this Pantry takes for a document. */
  function known(name: string): (CachedDocument & { readonly document: IndexDocument }) | undefined {
    const cached = cache.get(name);
    if (cached === undefined) return undefined;
    try {
      return { ...cached, document: readIndexDocument(cached.bytes, name) };
    } catch (error) {
      if (!(error instanceof PantryError)) throw error;
      cache.remove(name);
      return undefined;
    }
  }

  return {
    read: async (name) => (await ask(name)).document,

    async demand(name) {
      const outcome = await ask(name);
      if (outcome.document !== undefined) return outcome.document;
      throw await outcome.failure();
    },

    async readFresh(name) {
      const answer = await wire.ask({
        method: "GET",
        path: paths.zigDocument(name),
        query: "write=true",
        headers: { accept: "application/json", "cache-control": "no-cache" },
        limitBytes: documentBytes,
      });
      if (isMissing(answer)) return undefined;
      if (answer.status !== 200) throw wire.failure("GET", answer);
      return readIndexDocument(answer.bytes, name);
    },

    forget(name) {
      asked.delete(name);
    },
  };
}

/** Names end up in the cache's paths, so what is none is not even asked for. */
async function noName(name: string): Promise<Outcome> {
  const failure = async () =>
    clientError("PACKAGE_NAME_INVALID", {
      message: `no package can be called ${JSON.stringify(name)}`,
      hint: "letters, digits and `_`, no digit first, no keyword of Zig, at most 32 characters",
    });
  return { document: undefined, failure };
}

type Outcome =
  | { readonly document: IndexDocument }
  | { readonly document: undefined; readonly failure: () => Promise<Error> };
