import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { isSystemError } from "../errors.ts";
import { connectionFailure, cut } from "./connection-failure.ts";
import type { Answer } from "./connections.ts";
import { fetchError } from "./errors.ts";
import { printable, shownAddress } from "./redact.ts";

/** What has come of a body; an attempt that goes on from there appends to it. */
export interface BodySoFar {
  readonly chunks: Buffer[];
  receivedBytes: number;
}

/** The whole body; FETCH_TOO_LARGE as soon as the announced size or what has come is over the limit. */
export async function readBody(
  answer: Answer,
  address: URL,
  sizes: { readonly totalBytes: number | undefined; readonly limitBytes: number },
  onReceived: (receivedBytes: number) => void,
  body: BodySoFar = { chunks: [], receivedBytes: 0 },
): Promise<Buffer> {
  const { totalBytes, limitBytes } = sizes;
  if (totalBytes !== undefined && totalBytes > limitBytes) throw tooLarge(address, limitBytes);
  return new Promise((resolve, reject) => {
    answer.body.on("data", (chunk: Buffer) => {
      body.receivedBytes += chunk.length;
      if (body.receivedBytes > limitBytes) {
        reject(tooLarge(address, limitBytes));
        answer.body.destroy();
        return;
      }
      body.chunks.push(chunk);
      onReceived(body.receivedBytes);
    });
    answer.body.on("end", () => resolve(joined(body.chunks, body.receivedBytes)));
    answer.body.on("error", (error) => reject(connectionFailure(error, address, "body") ?? error));
    // Without a word before: it was cut, or nobody wants it any more.
    answer.body.on("close", () => reject(cut(shownAddress(address), undefined)));
  });
}

/** In memory of its own, which can be handed to another thread; small buffers share theirs. */
function joined(chunks: readonly Buffer[], sizeBytes: number): Buffer {
  const all = Buffer.allocUnsafeSlow(sizeBytes);
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(all, at);
  return all;
}

/** Enough of an unwanted answer to tell what it is. */
export async function beginningOf(answer: Answer, address: URL): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(answer, address)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= BEGINNING_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, BEGINNING_BYTES);
}

/** What a person needs to see of an answer. */
const BEGINNING_BYTES = 512;

/**
 * Takes off a Content-Encoding, as Zig does before it looks at the archive. (A `.tar.gz` whose own gzip the
 * server calls an encoding is a plain tar after that: Zig takes it as application/x-tar only, and so do we.)
 */
export async function decode(
  body: Buffer,
  encoding: string | undefined,
  address: URL,
  limitBytes: number,
): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity") return body;
  const unpack = unpackers.get(encoding);
  if (unpack === undefined) {
    throw fetchError("FETCH_RESPONSE", {
      message: `${shownAddress(address)} came in the encoding \`${printable(encoding, 40)}\`, which was not asked for`,
      hint: "archives are served without a Content-Encoding",
    });
  }
  try {
    return await unpack(body, { maxOutputLength: limitBytes });
  } catch (error) {
    if (isSystemError(error, "ERR_BUFFER_TOO_LARGE")) throw tooLarge(address, limitBytes);
    throw cut(shownAddress(address), error);
  }
}

/** Those that Zig asks for, by the names that it knows, which it compares to the letter. */
const unpackers = new Map([
  ["gzip", promisify(gunzip)],
  ["x-gzip", promisify(gunzip)],
  ["deflate", promisify(inflate)],
]);

async function* chunksOf(answer: Answer, address: URL): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of answer.body) yield chunk as Buffer;
  } catch (error) {
    throw connectionFailure(error, address, "body") ?? error;
  }
}

function tooLarge(address: URL, limitBytes: number) {
  return fetchError("FETCH_TOO_LARGE", {
    message: `${shownAddress(address)} is larger than ${limitBytes} bytes, the most that is fetched`,
    hint: "check that the address is that of a source package",
  });
}
