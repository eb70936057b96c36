import { Worker } from "node:worker_threads";
import { unpackError } from "./carried-error.ts";
import type { Fetched } from "./ingest.ts";
import type { Answer } from "./ingest-thread.ts";
import { parseRecord } from "./record.ts";
import { type Store, type StoredPackage, storedPackage } from "./store.ts";

/** What a thread begins with: its store is to be the same as this thread's. */
export interface ThreadData {
  readonly home: string;
  readonly boot: string;
}

/** What a thread is asked for. */
export interface Question {
  readonly archive: Extract<Fetched, { kind: "archive" }>;
  readonly pinnedHash: string | undefined;
}

/** A question and whoever waits for its answer. */
export interface Job extends Question {
  /** With what `work` gives or throws. */
  settle(work: () => StoredPackage): void;
}

export interface Thread {
  /** How many it was given and has not answered. */
  jobCount(): number;
  give(job: Job): void;
  /** Ends once it has answered all. */
  end(): Promise<void>;
}

/** Starts a thread. It answers in the order of the questions, and keeps the process running only while it has one. */
export function openThread(store: Store, home: string, script: string, onAnswer: () => void): Thread {
  const data: ThreadData = { home, boot: store.boot };
  const worker = new Worker(script, { workerData: data });
  const jobs: Job[] = [];
  let failure: Error | undefined;
  let whenIdle: () => void = () => undefined;

  function settle(work: () => StoredPackage): void {
    const job = jobs.shift();
    if (jobs.length === 0) {
      worker.unref();
      whenIdle();
    }
    job?.settle(work);
  }

  /** A bug, or no memory left: whoever waits for it, now or later, hears of it. */
  function fail(error: Error): void {
    failure ??= error;
    while (jobs.length > 0) settle(() => raise(error));
  }

  worker.unref();
  worker.on("message", (answer: Answer) => {
    settle(() => storedBy(store, answer));
    onAnswer();
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("a thread of the store has ended")));

  return {
    jobCount: () => jobs.length,
    give(job) {
      const { archive, pinnedHash } = job;
      jobs.push(job);
      if (failure !== undefined) return fail(failure);
      worker.ref();
      worker.postMessage({ archive, pinnedHash } satisfies Question, ownMemory(archive.bytes));
    },
    async end() {
      if (jobs.length > 0) {
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
        });
      }
      await worker.terminate();
    },
  };
}

function storedBy({ layout }: Store, answer: Answer): StoredPackage {
  if ("error" in answer) throw unpackError(answer.error);
  const record = parseRecord(answer.record, answer.hash);
  if (record === undefined) throw new Error(`the record of ${answer.hash} came broken from its thread`);
  return storedPackage(layout, record);
}

/** What a buffer has for itself, and can give away; a small one may share its memory with others, and is copied. */
function ownMemory({ buffer, byteLength }: Buffer): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

function raise(error: Error): never {
  throw error;
}
