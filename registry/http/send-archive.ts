import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { ServedArchive } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { endIfStalled } from "./stalled.ts";
import { httpDate, knownTag } from "./validators.ts";

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
  if (knownTag(request, [tag]) !== undefined) {
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
    endIfStalled(response);
    return;
  }
  const open = await patiently(() => registry.blobs.open(archive.blob, range));
  if (open === undefined) throw archiveLost();
  response.writeHead(status, all);
  endIfStalled(response);
  // A client that goes away in the middle ends the stream; that is its right, and no failure.
  await pipeline(open.stream, response).catch(() => response.destroy());
}

function archiveLost() {
  return registryError("STORAGE_DAMAGED", {
    message: "the registry has lost the bytes of this archive",
    hint: "tell whoever runs it; a backup may have them",
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
