import { type Fetched, ingest } from "./ingest.ts";
import type { Store, StoredPackage } from "./store.ts";

/** Takes what was fetched into the store, as `ingest` does, at once or beside the thread that fetches. */
export interface Ingester {
  /** Something is about to be fetched: what takes time to start does. */
  expect(): void;
  /** As `ingest`. The bytes are the ingester's from then on. */
  ingest(fetched: Fetched, pinnedHash: string | undefined): Promise<StoredPackage>;
  /** Lets what is being written come to its end, and nothing begin any more. */
  close(): Promise<void>;
}

/** At once, in this thread: the same calls in the same order every time. */
export function ingestHere(store: Store): Ingester {
  return {
    expect: () => undefined,
    ingest: async (fetched, pinnedHash) => ingest(store, fetched, pinnedHash),
    close: async () => undefined,
  };
}
