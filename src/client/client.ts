import type { Disk } from "../disk/index.ts";
import type { ExchangerOptions, Progress } from "../fetch/index.ts";
import { type IndexDocument, paths, readPing } from "../protocol/index.ts";
import { type Accounts, openAccounts } from "./accounts.ts";
import { type Audits, openAudits } from "./advisories.ts";
import { type ByHashAnswer, openArchives, type RegistryArchive } from "./archives.ts";
import { openDocumentCache } from "./document-cache.ts";
import { openDocuments } from "./documents.ts";
import { clientError } from "./errors.ts";
import { openPackageActions, type PackageActions } from "./packages.ts";
import { openPublishing, type Publishing } from "./publishing.ts";
import { openSearch, type Search } from "./search.ts";
import { openWire } from "./wire.ts";

/** One registry, as a client sees it. Nothing is opened before the first question. */
export interface RegistryClient extends Accounts, Audits, PackageActions, Publishing, Search {
  /** The registry's address in its one spelling. */
  readonly url: string;
  /** Whether it is asked with a token: whoever is not known sees no private packages. */
  readonly isSignedIn: boolean;
  /** The registry that packages of this name belong to: this one, unless several are joined. */
  forPackage(name: string): RegistryClient;
  /** Asks whether somebody is there. Gives the registry's time, where it tells it, in milliseconds since 1970. */
  ping(): Promise<number | undefined>;
  /** What the registry says of a Zig package; undefined where it has none of that name. Asked once for each name. */
  document(name: string): Promise<IndexDocument | undefined>;
  /** The same, but throws the registry's own words where there is none: it may know another spelling. */
  demandDocument(name: string): Promise<IndexDocument>;
  /** The archive with this Zig hash, which the caller compares; never throws for a registry that cannot be asked. */
  archiveByHash(hash: string): Promise<ByHashAnswer>;
  /** A version's archive, compared with the integrity in the registry's document. Throws VERSION_UNKNOWN. */
  archive(name: string, version: string): Promise<RegistryArchive>;
  /** Ends what is under way, and leaves no socket. */
  close(): Promise<void>;
}

export interface RegistryClientOptions {
  readonly registryUrl: string;
  /** Goes to this registry only. */
  readonly token?: string | undefined;
  readonly disk: Disk;
  /** Where documents are kept: the store's `index`. */
  readonly cacheFolder: string;
  /** Nothing is asked: documents come from the cache, and all else fails with REGISTRY_OFFLINE. */
  readonly offline?: boolean | undefined;
  /** The line to the registry: who is trusted; for tests smaller limits and no pauses too. */
  readonly exchange?: ExchangerOptions | undefined;
  /** Called for every piece of an archive that arrives. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Throws ADDRESS_INVALID, TOKEN_UNUSABLE. */
export function createClient(options: RegistryClientOptions): RegistryClient {
  const { registryUrl, token, onProgress, exchange, offline = false } = options;
  const wire = openWire({ registryUrl, token, offline, onProgress, exchange });
  const cache = openDocumentCache(options.disk, options.cacheFolder, wire.base);
  const search = openSearch(wire);
  const documents = openDocuments({ wire, cache, offline, namesLike: search.namesLike });
  const archives = openArchives(wire);

  const client: RegistryClient = {
    url: wire.base,
    isSignedIn: wire.isSignedIn,
    forPackage: () => client,
    async ping() {
      const { head, bytes } = await wire.demand({ method: "GET", path: paths.ping });
      readPing(bytes);
      const time = Date.parse(head["date"] ?? "");
      return Number.isNaN(time) ? undefined : time;
    },
    document: (name) => documents.read(name),
    demandDocument: (name) => documents.demand(name),
    archiveByHash: (hash) => archives.byHash(hash),
    async archive(name, version) {
      const document = await documents.demand(name);
      const found = document.versions.find((one) => one.version === version);
      if (found !== undefined) return archives.ofVersion(name, found);
      throw clientError("VERSION_UNKNOWN", {
        message: `the registry has no version ${version} of \`${name}\``,
        hint: `\`pantry info ${name}\` lists what it has`,
      });
    },
    ...openAccounts(wire, token),
    ...openPackageActions(wire, documents),
    ...openPublishing(wire, documents),
    ...search,
    ...openAudits(wire),
    close: () => wire.close(),
  };
  return client;
}
