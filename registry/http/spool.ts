import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskProblem } from "../errors.ts";
import { spoolMemoryBytes } from "./limits.ts";

/** Keeps what arrives slowly: a little in memory, more in a file. */
export interface Spool {
  readonly sizeBytes: number;
  write(piece: Buffer): Promise<void>;
  /** All of it in memory. */
  read(): Promise<Buffer>;
  /** Ends it, and takes its file away. */
  close(): Promise<void>;
}

export function createSpool(): Spool {
  const path = join(tmpdir(), `pantry-upload-${randomBytes(12).toString("hex")}`);
  let pieces: Buffer[] = [];
  let waitingBytes = 0;
  let sizeBytes = 0;
  let file: fs.FileHandle | undefined;

  const flush = async () => {
    const waiting = Buffer.concat(pieces);
    pieces = [];
    waitingBytes = 0;
    try {
      file ??= await openNameless(path);
      await file.appendFile(waiting);
    } catch (error) {
      throw diskProblem(error);
    }
  };

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    async write(piece) {
      pieces.push(piece);
      waitingBytes += piece.length;
      sizeBytes += piece.length;
      if (waitingBytes > spoolMemoryBytes) await flush();
    },
    async read() {
      if (file === undefined) return Buffer.concat(pieces);
      await flush();
      const bytes = Buffer.allocUnsafe(sizeBytes);
      for (let at = 0; at < sizeBytes; ) {
        const { bytesRead } = await file.read(bytes, at, sizeBytes - at, at);
        if (bytesRead === 0) throw new Error("a spool has less than was written to it");
        at += bytesRead;
      }
      return bytes;
    },
    async close() {
      if (file === undefined) return;
      await file.close();
      await fs.rm(path, { force: true });
    },
  };
}

/** A file without a name takes no room once nobody has it open, also after a kill. Where that cannot be, `close` ends it. */
async function openNameless(path: string): Promise<fs.FileHandle> {
  const file = await fs.open(path, "wx+", 0o600);
  await fs.rm(path).catch(() => undefined);
  return file;
}
