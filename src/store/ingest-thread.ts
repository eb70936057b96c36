import { parentPort, workerData } from "node:worker_threads";
import { nodeDisk } from "../disk/index.ts";
import { type CarriedError, packError } from "./carried-error.ts";
import { ingest } from "./ingest.ts";
import { formatRecord } from "./record.ts";
import { openStore } from "./store.ts";
import type { Question, ThreadData } from "./thread.ts";

/** What `thread.ts` gets for a question. A record travels as the text that it is on the disk. */
export type Answer = { readonly hash: string; readonly record: string } | { readonly error: CarriedError };

/*
 * The other end of `openThread`, a program by itself: gets whole archives, and does all that there is to do
 * with each, with calls to the disk that wait.
 */
const { home, boot } = workerData as ThreadData;
const store = openStore({ disk: nodeDisk, home, boot });
parentPort?.on("message", (question: Question) => parentPort?.postMessage(answerTo(question)));

function answerTo({ archive, pinnedHash }: Question): Answer {
  try {
    // A Buffer arrives as the array that it is a kind of.
    const { buffer, byteOffset, length } = archive.bytes;
    const bytes = Buffer.from(buffer, byteOffset, length);
    const { hash, record } = ingest(store, { ...archive, bytes }, pinnedHash);
    return { hash, record: formatRecord(record) };
  } catch (error) {
    return { error: packError(error) };
  }
}
