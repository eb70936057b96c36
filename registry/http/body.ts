import type { IncomingMessage } from "node:http";
import { registryError } from "../errors.ts";
import { formBytes, uploadsTogetherBytes } from "./limits.ts";

/** Receives bodies under limits that hold while they arrive. */
export interface Bodies {
  /** A whole upload, for as long as `use` works on it. Throws BODY_TOO_LARGE, BODY_UNREADABLE, REGISTRY_BUSY. */
  upload<T>(request: IncomingMessage, use: (body: Buffer) => Promise<T>): Promise<T>;
}

export function createBodies(uploadLimitBytes: number): Bodies {
  let heldBytes = 0;
  return {
    async upload(request, use) {
      let ownBytes = 0;
      const hold = (sizeBytes: number) => {
        if (heldBytes + sizeBytes > uploadsTogetherBytes) {
          throw registryError("REGISTRY_BUSY", {
            message: "too much is being uploaded at once",
            hint: "try again in a moment",
          });
        }
        heldBytes += sizeBytes;
        ownBytes += sizeBytes;
      };
      try {
        return await use(await readBody(request, uploadLimitBytes, hold));
      } finally {
        heldBytes -= ownBytes;
      }
    },
  };
}

/** The body of a small request as JSON. Throws BODY_TOO_LARGE, BODY_UNREADABLE, REQUEST_INVALID. */
export async function readForm(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, formBytes, () => {});
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw registryError("REQUEST_INVALID", {
      message: "the request's body is not JSON",
      hint: "send a JSON object",
    });
  }
}

/** `hold` is told of every piece before it is kept, and may throw. */
async function readBody(
  request: IncomingMessage,
  limitBytes: number,
  hold: (sizeBytes: number) => void,
): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw registryError("REQUEST_INVALID", {
      message: `the request's body is encoded as ${encoding}`,
      hint: "send it without a Content-Encoding",
    });
  }
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limitBytes) throw tooLarge(limitBytes);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let sizeBytes = 0;
    const stop = () => {
      request.off("data", onData).off("end", onEnd).off("error", onCut).off("close", onCut);
    };
    const onData = (piece: Buffer) => {
      try {
        sizeBytes += piece.length;
        if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
        hold(piece.length);
        pieces.push(piece);
      } catch (error) {
        stop();
        // What still comes is read and dropped by the server for a while, so that the client sees the answer.
        request.pause();
        reject(error);
      }
    };
    const onEnd = () => {
      stop();
      resolve(Buffer.concat(pieces));
    };
    const onCut = () => {
      stop();
      reject(
        registryError("BODY_UNREADABLE", {
          message: "the request's body ended before its end",
          hint: "send it again",
        }),
      );
    };
    request.on("data", onData).on("end", onEnd).on("error", onCut).on("close", onCut);
    if (request.destroyed) onCut();
  });
}

function tooLarge(limitBytes: number) {
  return registryError("BODY_TOO_LARGE", {
    message: `the request's body has more than ${limitBytes} bytes`,
    hint: "leave out what users do not need: `.paths` in build.zig.zon says what belongs to a package",
  });
}
