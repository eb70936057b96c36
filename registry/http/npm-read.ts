import type { IncomingMessage, ServerResponse } from "node:http";
import type { PantryError } from "../../src/errors.ts";
import {
  attestationsPath,
  type NpmPath,
  readNpmPath,
  versionInTarballFile,
} from "../../src/protocol/index.ts";
import { isPrivate } from "../accounts/index.ts";
import { patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { PackageHead } from "../metadata/index.ts";
import {
  npmPackage,
  type Packages,
  packageMissing,
  type ServedDocument,
  shownTags,
  versionDocument,
  versionMissing,
  withStars,
} from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import type { DocumentForm } from "../upstream/index.ts";
import { immutable, privately } from "./caching.ts";
import type { LocalNames } from "./local-names.ts";
import type { Reader } from "./read-routes.ts";
import { sendArchive } from "./send-archive.ts";
import { chooseEncoding, type DocumentKind, documentSender, type SendDocument } from "./send-document.ts";
import type { Sight } from "./sight.ts";

/**
 * Documents, tarballs and attestations of npm packages: of names that were claimed here from here, of all others from
 * upstream. A claimed name never falls through, also after it was removed. Gives the reader for a path; undefined
 * where it is for somebody else.
 */
export function createNpmReader(
  registry: Registry,
  packages: Packages,
  sight: Sight,
  names: LocalNames,
): (path: string) => Reader | undefined {
  return (path) => {
    if (path.startsWith(attestationsPath)) {
      return (request, response) => readAttestations(path.slice(attestationsPath.length), request, response);
    }
    const target = readNpmPath(path);
    return target && readerOf(target);
  };

  function readerOf(target: NpmPath): Reader {
    const { kind, name } = target;
    if (kind === "document") return (request, response) => readDocument(name, request, response);
    if (kind === "tarball") return (request, response) => readTarball(name, target.file, request, response);
    return (request, response) => readVersion(name, target.versionOrTag, request, response);
  }

  async function readDocument(
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const form = formOf(request);
    const isForWriting = /[?&]write=true(?:&|$)/.test(request.url ?? "");
    const encoding = isForWriting ? "plain" : chooseEncoding(request);
    const section = `${form}.${encoding}` as const;
    const read = isForWriting ? "fresh" : "recent";
    const base = names.otherBase(request);
    const named = async (document: ServedDocument) =>
      base === undefined ? document : names.read(document, encoding, base);
    const { head, document } = await packages.npm.documents.read(npmPackage(name), section, read);
    if (head?.name === name) {
      if (document === undefined || !(await sight.sees(request, head))) {
        throw await sight.missing(request, packageMissing(name));
      }
      const send = isPrivate(head) ? sendPrivate : sendOwn;
      const shown = isForWriting ? await withStars(registry, head, document) : document;
      send[form](request, response, await named(shown), encoding);
      return;
    }
    const upstream = await packages.npm.upstream.document(name, form, encoding);
    if (upstream === undefined) throw await sight.missing(request, packageMissing(name));
    sendUpstreams[form](request, response, await named(upstream), encoding);
  }

  async function readTarball(
    name: string,
    file: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const missing = versionMissing(name, versionInTarballFile(name, file) ?? file);
    const head = await claimed(name, request, missing);
    const archive =
      head === undefined
        ? await packages.npm.upstream.tarball(name, file)
        : await packages.npm.archives.byFile(name, file);
    if (archive === undefined) throw await sight.missing(request, missing);
    const caching = head !== undefined && isPrivate(head) ? privateTarball : publicTarball;
    await sendArchive(registry, request, response, archive, caching);
  }

  /** One version of the full document: for `npm view` of other tools, seldom asked for. */
  async function readVersion(
    name: string,
    versionOrTag: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const head = await claimed(name, request, packageMissing(name));
    const bytes =
      head === undefined
        ? await upstreamVersion(name, versionOrTag, request)
        : await ownVersion(head, versionOrTag);
    if (bytes === undefined) throw versionMissing(name, versionOrTag);
    const base = names.otherBase(request);
    sendJson(request, response, head, base === undefined ? bytes : names.rewritten(bytes, base));
  }

  async function ownVersion(head: PackageHead<"npm">, versionOrTag: string): Promise<Buffer | undefined> {
    const versions = await patiently(() => registry.metadata.versions(head, "recent"));
    const wanted = shownTags(head, versions)[versionOrTag] ?? versionOrTag;
    const record = versions.find(({ version, removed }) => version === wanted && !removed);
    return record && Buffer.from(JSON.stringify(versionDocument(registry.base, head, record)));
  }

  async function upstreamVersion(
    name: string,
    versionOrTag: string,
    request: IncomingMessage,
  ): Promise<Buffer | undefined> {
    const part = await packages.npm.upstream.part(name, { versionOrTag });
    if (part === undefined) throw await sight.missing(request, packageMissing(name));
    return part.bytes;
  }

  /** pnpm asks for those of every package that it installs; most have none, which must be said at once. */
  async function readAttestations(
    of: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const [, name, version] = /^(.[^@]*)@([^@]+)$/.exec(decoded(of)) ?? [];
    if (name === undefined || version === undefined) throw attestationsMissing();
    const head = await claimed(name, request, attestationsMissing());
    const bytes =
      head === undefined
        ? await packages.npm.upstream.attestations(name, version)
        : await ownAttestations(head, version);
    if (bytes === undefined) throw await sight.missing(request, attestationsMissing());
    sendJson(request, response, head, bytes);
  }

  async function ownAttestations(head: PackageHead<"npm">, version: string): Promise<Buffer | undefined> {
    const record = await patiently(() => registry.metadata.version(head, version, "recent"));
    const kept = record?.removed === false ? record.facts.attestations : undefined;
    return kept && patiently(() => registry.blobs.get(kept.blob));
  }

  /** The head of a package that belongs to somebody here; undefined where upstream is to be asked. */
  async function claimed(
    name: string,
    request: IncomingMessage,
    missing: PantryError,
  ): Promise<PackageHead<"npm"> | undefined> {
    const head = await packages.npm.documents.head(npmPackage(name));
    if (head?.name !== name) return undefined;
    if (await sight.sees(request, head)) return head;
    throw await sight.missing(request, missing);
  }
}

const abbreviatedType = "application/vnd.npm.install-v1+json";

/** The form that a client takes. */
export function formOf({ headers }: IncomingMessage): DocumentForm {
  return headers.accept?.includes(abbreviatedType) === true ? "abbreviated" : "full";
}

function senders(
  caching: Pick<DocumentKind, "Cache-Control" | "Vary">,
): Readonly<Record<DocumentForm, SendDocument>> {
  return {
    full: documentSender({ ...caching, "Content-Type": "application/json" }),
    abbreviated: documentSender({ ...caching, "Content-Type": abbreviatedType }),
  };
}

/** What is published here is installed elsewhere a moment later: caches ask each time, and mostly get a 304. */
const own = { "Cache-Control": "public, no-cache", Vary: "Accept, Accept-Encoding" };
export const sendOwn = senders(own);
const sendPrivate = senders(privately(own));
/** As npm's own registry has it. */
export const sendUpstreams = senders({
  "Cache-Control": "public, max-age=300",
  Vary: "Accept, Accept-Encoding",
});

const publicTarball = { "Content-Type": "application/octet-stream", ...immutable };
const privateTarball = privately(publicTarball);

/** What is not prepared: small, and seldom asked for. */
function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  head: PackageHead<"npm"> | undefined,
  bytes: Buffer,
): void {
  response.writeHead(200, {
    "Content-Type": "application/json",
    "Content-Length": bytes.length,
    "Cache-Control": head !== undefined && isPrivate(head) ? "private, no-cache" : "public, no-cache",
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function attestationsMissing() {
  return registryError("NOT_FOUND", {
    message: "the version has no attestations",
    hint: "its signature still tells where it came from: `npm audit signatures`",
  });
}

/** What is no text when it is decoded names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
