import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { patiently } from "../attempts.ts";
import type { Encodings } from "../encodings.ts";
import type { ServedArchive } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { rememberedCount, rememberedLength } from "./limits.ts";

/** What of a document's headers its kind decides. */
export interface DocumentHeaders {
  readonly "Content-Type": string;
  readonly "Cache-Control": string;
  readonly Vary: string;
}

/** Sends a document that was prepared, or 304 to a client that has it. */
export function sendDocument(
  request: IncomingMessage,
  response: ServerResponse,
  document: { readonly bytes: Buffer; readonly modified: string; readonly tag: string },
  encoding: keyof Encodings,
  { "Content-Type": contentType, ...caching }: DocumentHeaders,
): void {
  const tag = `"${document.tag}"`;
  const headers = { ...caching, ETag: tag, "Last-Modified": httpDate(document.modified) };
  if (isKnown(request, tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    ...encodingHeaders[encoding],
    "Content-Type": contentType,
    "Content-Length": document.bytes.length,
  });
  response.end(request.method === "HEAD" ? undefined : document.bytes);
}

/** Sends an archive, or the part of it that is asked for (RFC 9110, 14). Never with a Content-Encoding. */
export async function sendArchive(
  registry: Registry,
  request: IncomingMessage,
  response: ServerResponse,
  archive: ServedArchive,
  headersOfKind: Readonly<Record<string, string>>,
): Promise<void> {
  const tag = `"${archive.blob.slice(0, 64)}"`;
  const headers = { ...headersOfKind, ETag: tag, "Last-Modified": httpDate(archive.modified) };
  if (isKnown(request, tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const { sizeBytes, bytes } = archive;
  const range = readRange(request, tag, sizeBytes);
  if (range === "beyond") {
    response.writeHead(416, { "Content-Range": `bytes */${sizeBytes}`, "Content-Length": 0 }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: sizeBytes };
  const part = range === undefined ? {} : { "Content-Range": `bytes ${start}-${end - 1}/${sizeBytes}` };
  const status = range === undefined ? 200 : 206;
  const all = { ...headers, ...part, "Accept-Ranges": "bytes", "Content-Length": end - start };
  if (request.method === "HEAD" || bytes !== undefined) {
    response.writeHead(status, all).end(request.method === "HEAD" ? undefined : bytes?.subarray(start, end));
    return;
  }
  const open = await patiently(() => registry.blobs.open(archive.blob));
  if (open === undefined) throw new Error(`the blob ${archive.blob} is not there`);
  response.writeHead(status, all);
  const stream = range === undefined ? open.stream : partOf(open.stream, start, end);
  // A client that goes away in the middle ends the stream; that is its right, and no failure.
  await pipeline(stream, response).catch(() => response.destroy());
}

/** The smallest encoding that the client takes (RFC 9110, 12.5.3); weights matter only where they are 0. */
export function chooseEncoding({ headers }: IncomingMessage): keyof Encodings {
  const accepted = headers["accept-encoding"];
  return typeof accepted === "string" ? encodingFor(accepted) : "plain";
}

/** Clients say the same few things again and again. */
const encodingFor = remembered((accepted): keyof Encodings => {
  const takes = (coding: string) => {
    const entry = accepted.split(",").find((part) => part.split(";", 1)[0]?.trim().toLowerCase() === coding);
    return entry !== undefined && !/;\s*q=0(?:\.0*)?\s*$/i.test(entry);
  };
  if (takes("br")) return "brotli";
  return takes("gzip") ? "gzip" : "plain";
});

const httpDate = remembered((moment) => new Date(moment).toUTCString());

/** The same function, which computes what it was asked lately only once. */
function remembered<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = compute(text);
    if (text.length > rememberedLength) return result;
    if (known.size === rememberedCount) known.clear();
    known.set(text, result);
    return result;
  };
}

const encodingHeaders: Readonly<Record<keyof Encodings, Readonly<Record<string, string>>>> = {
  plain: {},
  gzip: { "Content-Encoding": "gzip" },
  brotli: { "Content-Encoding": "br" },
};

/** True where the client has these very bytes (RFC 9110, 13.1.2). Dates are not compared: a second is too coarse. */
function isKnown(request: IncomingMessage, tag: string): boolean {
  const known = request.headers["if-none-match"];
  if (known === undefined) return false;
  return known.split(",").some((part) => {
    const one = part.trim();
    return one === "*" || one === tag || one === `W/${tag}`;
  });
}

/** One range of bytes; the end is behind the last. Undefined where all is to be sent: also for what is no such range. */
function readRange(request: IncomingMessage, tag: string, sizeBytes: number) {
  const [, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.headers.range ?? "") ?? [];
  const condition = request.headers["if-range"];
  if (from + to === "" || (condition !== undefined && condition !== tag)) return undefined;
  const start = from === "" ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === "" || to === "" ? sizeBytes : Math.min(Number(to) + 1, sizeBytes);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  return start >= end ? ("beyond" as const) : { start, end };
}

async function* partOf(stream: Readable, start: number, end: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const piece of stream) {
    const bytes: Buffer = piece;
    const part = bytes.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += bytes.length;
    if (part.length > 0) yield part;
    if (at >= end) return;
  }
}
