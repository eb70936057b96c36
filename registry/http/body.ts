import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, type ZlibOptions } from "node:zlib";
import { isSystemError } from "../../src/errors.ts";
import { registryError } from "../errors.ts";
import { AttachmentSplitter, unreadable } from "./attachment-splitter.ts";
import { documentJsonBytes, formBytes, placedBytes, questionBytes, uploadsTogetherBytes } from "./limits.ts";
import { checkRoleAgain } from "./roles.ts";
import { createSpool, type Spool } from "./spool.ts";

/** Receives bodies under limits that hold while they arrive. */
export interface Bodies {
  /** A whole upload, for as long as `use` works on it. Throws BODY_TOO_LARGE, BODY_UNREADABLE, REGISTRY_BUSY. */
  upload<T>(request: IncomingMessage, use: (body: Buffer) => Promise<T>): Promise<T>;
  /**
   * A document that an npm client sends, for as long as `use` works on it. The tarball in it is taken out while it
   * arrives. Throws what `upload` throws, and DOCUMENT_UNREADABLE.
   */
  document<T>(request: IncomingMessage, use: (document: ReceivedDocument) => Promise<T>): Promise<T>;
}

export interface ReceivedDocument {
  /** The document as JSON; the tarball's `data` is empty in it. */
  readonly json: unknown;
  /** The bytes of the tarball, where the document had one. */
  readonly tarball: Buffer | undefined;
}

export function createBodies(uploadLimitBytes: number): Bodies {
  let heldBytes = 0;

  /** Counts the bytes that a request holds in memory, for as long as `use` runs. */
  const holding = async <T>(use: (hold: (sizeBytes: number) => void) => Promise<T>): Promise<T> => {
    let ownBytes = 0;
    try {
      return await use((sizeBytes) => {
        if (heldBytes + sizeBytes > uploadsTogetherBytes) {
          throw registryError("REGISTRY_BUSY", {
            message: "too much is being uploaded at once",
            hint: "try again in a moment",
          });
        }
        heldBytes += sizeBytes;
        ownBytes += sizeBytes;
      });
    } finally {
      heldBytes -= ownBytes;
    }
  };

  return {
    upload: (request, use) =>
      holding(async (hold) => {
        const body = await readBody(request, uploadLimitBytes, hold);
        await checkRoleAgain(request);
        return use(body);
      }),
    document: (request, use) =>
      holding(async (hold) => {
        const spool = createSpool();
        try {
          const json = await receiveDocument(request, spool, uploadLimitBytes, hold);
          await checkRoleAgain(request);
          if (spool.sizeBytes === 0) return await use({ json, tarball: undefined });
          hold(spool.sizeBytes);
          return await use({ json, tarball: await spool.read() });
        } finally {
          await spool.close();
        }
      }),
  };
}

/** The body of a small request as JSON. Throws BODY_TOO_LARGE, BODY_UNREADABLE, REQUEST_INVALID. */
export async function readForm(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, formBytes, () => {});
  await checkRoleAgain(request);
  return parsedForm(body);
}

function parsedForm(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw registryError("REQUEST_INVALID", {
      message: "the request's body is not JSON",
      hint: "send a JSON object",
    });
  }
}

/**
 * The body of a question about many packages as JSON, gzip or not: npm zips its own. The limit is that of what comes
 * out. Throws BODY_TOO_LARGE, BODY_UNREADABLE, REQUEST_INVALID.
 */
export async function readQuestion(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  await receive(request, questionBytes, (piece) => void pieces.push(piece), ["identity", "gzip"]);
  const body = Buffer.concat(pieces);
  return parsedForm(request.headers["content-encoding"] === "gzip" ? await unzipped(body) : body);
}

async function unzipped(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipAsync(body, { maxOutputLength: questionBytes });
  } catch (error) {
    if (isSystemError(error, "ERR_BUFFER_TOO_LARGE")) throw tooLarge(questionBytes);
    throw registryError("BODY_UNREADABLE", {
      message: "the request's body is not the gzip that it says it is",
      hint: "send it again, or without a Content-Encoding",
    });
  }
}

const gunzipAsync = promisify<Buffer, ZlibOptions, Buffer>(gunzip);

/** Tarballs go to the spool, the rest is read as JSON. */
async function receiveDocument(
  request: IncomingMessage,
  spool: Spool,
  tarballLimitBytes: number,
  hold: (sizeBytes: number) => void,
): Promise<unknown> {
  const splitter = new AttachmentSplitter();
  const json: Buffer[] = [];
  let jsonBytes = 0;
  const limitBytes = Math.ceil(tarballLimitBytes / 3) * 4 + documentJsonBytes;
  await receive(request, limitBytes, async (piece) => {
    const split = splitter.take(piece);
    if (splitter.tarballs > 1) throw unreadable("has more than one tarball");
    for (const part of split.json) {
      jsonBytes += part.length;
      if (jsonBytes > documentJsonBytes) throw tooLarge(documentJsonBytes);
      hold(part.length);
      json.push(part);
    }
    for (const part of split.tarball) await spool.write(part);
    if (spool.sizeBytes > tarballLimitBytes) throw tooLarge(tarballLimitBytes);
  });
  try {
    return JSON.parse(Buffer.concat(json).toString("utf8"));
  } catch {
    throw unreadable("is not JSON");
  }
}

/** `hold` is told of every piece before it is kept, and may throw. */
async function readBody(
  request: IncomingMessage,
  limitBytes: number,
  hold: (sizeBytes: number) => void,
): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced >= placedBytes && announced <= limitBytes) return readInPlace(request, announced, hold);
  const pieces: Buffer[] = [];
  await receive(request, limitBytes, (piece) => {
    hold(piece.length);
    pieces.push(piece);
  });
  return Buffer.concat(pieces);
}

/** A large body goes to its place piece by piece: to put all of them together at the end would hold up everybody. */
async function readInPlace(
  request: IncomingMessage,
  announced: number,
  hold: (sizeBytes: number) => void,
): Promise<Buffer> {
  // Takes no memory before something is written into it.
  const body = Buffer.allocUnsafeSlow(announced);
  let sizeBytes = 0;
  await receive(request, announced, (piece) => {
    hold(piece.length);
    sizeBytes += piece.copy(body, sizeBytes);
  });
  return body.subarray(0, sizeBytes);
}

/** Hands out the body piece by piece. `take` may throw: what still comes is then left to the server. */
async function receive(
  request: IncomingMessage,
  limitBytes: number,
  take: (piece: Buffer) => Promise<void> | void,
  takenEncodings: readonly string[] = ["identity"],
): Promise<void> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && !takenEncodings.includes(encoding)) {
    throw registryError("REQUEST_INVALID", {
      message: `the request's body is encoded as ${encoding}`,
      hint: "send it without a Content-Encoding",
    });
  }
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limitBytes) throw tooLarge(limitBytes);
  let sizeBytes = 0;
  try {
    // The stream is not destroyed where this stops early: the server reads and drops the rest for a while, so that the
    // client sees the answer.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      sizeBytes += piece.length;
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
      await take(piece);
    }
  } catch (error) {
    if (!isSystemError(error, "ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE")) throw error;
    throw registryError("BODY_UNREADABLE", {
      message: "the request's body ended before its end",
      hint: "send it again",
    });
  }
}

function tooLarge(limitBytes: number) {
  return registryError("BODY_TOO_LARGE", {
    message: `the request's body has more than ${limitBytes} bytes`,
    hint: "leave out what users do not need: `.paths` in build.zig.zon, or `files` in package.json, says what belongs to a package",
  });
}
