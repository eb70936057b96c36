import { availableParallelism } from "node:os";
import { ingest } from "./ingest.ts";
import type { Ingester } from "./ingester.ts";
import { archivesPerThread, ingestThreads, packagesForThreads } from "./limits.ts";
import type { Store, StoredPackage } from "./store.ts";
import { type Job, openThread, type Thread } from "./thread.ts";

/**
 * Ingests archives on threads beside this one, which fetches. Each thread runs `script`, the built `ingest-thread.ts`,
 * with a store of its own in the same folder; they share the disk only, as processes do.
 *
 * A thread takes as long to start as a few packages take to ingest. So there is none where nothing is fetched, none
 * for a few packages, and what they cannot take at once this thread does itself while nothing arrives.
 *
 * The files of a git commit are ingested here: they are many buffers to hand over, and such packages are few.
 */
export function openIngestThreads(
  store: Store,
  home: string,
  script: string,
  most = Math.min(freeProcessors(), ingestThreads),
): Ingester {
  const threads: Thread[] = [];
  const queue: Job[] = [];
  let expected = 0;
  let isHelping = false;
  let isClosed = false;

  function handOut(): void {
    while (queue.length > 0 && !isClosed) {
      const [idlest] = threads.sort((a, b) => a.jobCount() - b.jobCount());
      if (idlest === undefined || idlest.jobCount() >= archivesPerThread) break;
      const job = queue.shift();
      if (job !== undefined) idlest.give(job);
    }
    if (queue.length > 0) helpSoon();
  }

  /** Takes one of those that wait; whatever arrives meanwhile comes before the next. */
  function helpSoon(): void {
    if (isHelping) return;
    isHelping = true;
    setImmediate(() => {
      isHelping = false;
      const job = isClosed ? undefined : queue.shift();
      if (job === undefined) return;
      job.settle(() => ingest(store, job.archive, job.pinnedHash));
      handOut();
    });
  }

  return {
    expect() {
      expected += 1;
      if (expected < packagesForThreads || isClosed || threads.length >= most) return;
      threads.push(openThread(store, home, script, handOut));
    },
    async ingest(fetched, pinnedHash) {
      if (fetched.kind === "files" || threads.length === 0) return ingest(store, fetched, pinnedHash);
      return new Promise<StoredPackage>((resolve, reject) => {
        const settle: Job["settle"] = (work) => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        };
        queue.push({ archive: fetched, pinnedHash, settle });
        handOut();
      });
    },
    async close() {
      isClosed = true;
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

/** One is for this thread. On two, one beside it was measured to save a tenth of the time, for a fifth more work. */
function freeProcessors(): number {
  return availableParallelism() - 1;
}
