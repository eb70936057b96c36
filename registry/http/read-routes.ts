import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { readZigPath, type ZigPath } from "../../src/protocol/index.ts";
import { patiently } from "../attempts.ts";
import type { Encodings } from "../encodings.ts";
import { registryError } from "../errors.ts";
import type { PackageKind } from "../metadata/index.ts";
import {
  freshHead,
  type Packages,
  packageMissing,
  type ServedArchive,
  type ServedDocument,
  zigPackage,
} from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { logBug, writeFailure } from "./failure.ts";

/**
 * The hot path: documents, archives and ping, on bare `node:http`. Nothing is parsed or computed here that
 * could have been prepared when it changed. Returns false for a request that is for somebody else.
 */
export function createReadRoutes(registry: Registry, packages: Packages) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const path = pathOf(request.url ?? "");
    const withBody = request.method === "GET";
    if (path === "-/ping") {
      response.writeHead(200, pingHeaders).end(withBody ? "{}" : undefined);
      return true;
    }
    const target = readZigPath(path);
    if (target === undefined) return false;
    serve(target, request, response).catch((error: unknown) => {
      logBug(registry.log, error);
      writeFailure(response, error, withBody);
    });
    return true;
  };

  async function serve(target: ZigPath, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (target.kind === "document") return serveDocument(target.name, request, response);
    const archive =
      target.kind === "archive"
        ? await packages.zig.archives.byVersion(target.name, target.version)
        : await packages.zig.archives.byHash(target.hash);
    if (archive === undefined) throw archiveMissing(target);
    await serveArchive(archive, request, response);
  }

  async function serveDocument(
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const encoding = chooseEncoding(request.headers["accept-encoding"]);
    const document = await packages.zig.documents.read(zigPackage(name), `index.${encoding}`, "recent");
    const spelling = document?.head.name ?? (await spellingOf(name));
    if (document === undefined || spelling !== name) throw packageMissing(name, spelling);
    const tag = `"${document.tag}"`;
    const headers = documentHeaders(document, tag);
    if (isKnown(request, tag)) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, {
      ...headers,
      ...encodingHeaders[encoding],
      "Content-Type": "application/json",
      "Content-Length": document.bytes.length,
    });
    response.end(request.method === "HEAD" ? undefined : document.bytes);
  }

  async function spellingOf(name: string): Promise<string | undefined> {
    return (await freshHead(registry, zigPackage(name)))?.name;
  }

  async function serveArchive(
    archive: ServedArchive,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const tag = `"${archive.blob.slice(0, 64)}"`;
    const headers = {
      "Cache-Control": "public, max-age=31536000, immutable",
      ETag: tag,
      "Last-Modified": new Date(archive.modified).toUTCString(),
    };
    if (isKnown(request, tag)) {
      response.writeHead(304, headers).end();
      return;
    }
    // Zig decides by the media type what an archive is, and takes a Content-Encoding for a second layer.
    const whole = { ...headers, "Content-Type": "application/gzip", "Content-Length": archive.sizeBytes };
    if (request.method === "HEAD" || archive.bytes !== undefined) {
      response.writeHead(200, whole).end(request.method === "HEAD" ? undefined : archive.bytes);
      return;
    }
    const open = await patiently(() => registry.blobs.open(archive.blob));
    if (open === undefined) throw new Error(`the blob ${archive.blob} is not there`);
    response.writeHead(200, whole);
    // A client that goes away in the middle ends the stream; that is its right, and no failure.
    await pipeline(open.stream, response).catch(() => response.destroy());
  }
}

/** The path below the root, without the query. */
function pathOf(url: string): string {
  const end = url.indexOf("?");
  return url.slice(1, end === -1 ? undefined : end);
}

const pingHeaders = { "Content-Type": "application/json", "Content-Length": 2, "Cache-Control": "no-store" };

function documentHeaders(document: ServedDocument<PackageKind>, tag: string) {
  return {
    // Kept by caches, but asked for each time: an answer of 304 costs next to nothing.
    "Cache-Control": "public, no-cache",
    ETag: tag,
    "Last-Modified": new Date(document.modified).toUTCString(),
    Vary: "Accept-Encoding",
  };
}

const encodingHeaders: Readonly<Record<keyof Encodings, Readonly<Record<string, string>>>> = {
  plain: {},
  gzip: { "Content-Encoding": "gzip" },
  brotli: { "Content-Encoding": "br" },
};

/** The smallest encoding that the client takes (RFC 9110, 12.5.3); weights matter only where they are 0. */
function chooseEncoding(accepted: string | undefined): keyof Encodings {
  if (accepted === undefined) return "plain";
  const takes = (coding: string) => {
    const entry = accepted.split(",").find((part) => part.split(";", 1)[0]?.trim().toLowerCase() === coding);
    return entry !== undefined && !/;\s*q=0(?:\.0*)?\s*$/i.test(entry);
  };
  if (takes("br")) return "brotli";
  return takes("gzip") ? "gzip" : "plain";
}

/** True where the client has these very bytes (RFC 9110, 13.1.2). Dates are not compared: a second is too coarse. */
function isKnown(request: IncomingMessage, tag: string): boolean {
  const known = request.headers["if-none-match"];
  if (known === undefined) return false;
  return known.split(",").some((part) => {
    const one = part.trim();
    return one === "*" || one === tag || one === `W/${tag}`;
  });
}

function archiveMissing(target: Exclude<ZigPath, { kind: "document" }>) {
  const what =
    target.kind === "archive" ? `version ${target.version} of \`${target.name}\`` : `archive ${target.hash}`;
  return registryError("NOT_FOUND", {
    message: `the registry has no ${what}`,
    hint:
      target.kind === "archive"
        ? `\`pantry info ${target.name}\` lists what it has`
        : "fetch it from its own address",
  });
}
