import { describe, expect, vi } from "vitest";
import { hostileBlobs, memoryBlobs } from "../../../registry/blobs/index.ts";
import { hostileMetadata, memoryMetadata } from "../../../registry/metadata/index.ts";
import type { LogEntry } from "../../../registry/registry.ts";
import type { Parts } from "../../../registry/upstream/kept.ts";
import { createKeptDocuments, type Storage } from "../../../registry/upstream/kept-documents.ts";
import { inEveryOrder } from "../support/turns.ts";

// Whoever waits for this would take their turn by chance.
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<object>()),
  setTimeout: async () => undefined,
}));

describe("in whatever order the calls of three processes take effect, what was seen of a name upstream", () => {
  inEveryOrder("has all that was ever kept of it, and is never taken for lost", 150, async (turns) => {
    const [metadata, blobs] = [memoryMetadata(), memoryBlobs()];
    const logged: LogEntry[] = [];
    const rest = { base: "", now: () => new Date(0), log: (entry: LogEntry) => void logged.push(entry) };
    const kept: string[] = [];
    /** Adds something to what is there, as a document with another version does. */
    const renewing = (what: string, losses: number) => async () => {
      const trouble = turns.between(losses);
      const storage: Storage = {
        metadata: hostileMetadata(metadata, trouble),
        blobs: hostileBlobs(blobs, trouble),
        ...rest,
      };
      const documents = createKeptDocuments(storage);
      for (const round of [1, 2]) {
        const before = await documents.load("leaf", "fresh");
        const etag = `${before?.head.etag ?? ""} ${what}${round}`;
        const seen = await documents.keep("leaf", before, { ...facts, etag }, parts);
        if (seen.head.etag === etag) kept.push(`${what}${round}`);
      }
    };
    await turns.run(renewing("a", 0.02), renewing("b", 0.02), renewing("c", 0));
    const last = await createKeptDocuments({ metadata, blobs, ...rest }).load("leaf", "fresh");
    const held = last?.head.etag?.trim().split(" ") ?? [];
    // What took effect is held also where its answer was lost, and somebody was further by then.
    expect(held).toEqual(expect.arrayContaining(kept));
    expect(new Set(held).size).toBe(held.length);
    expect(logged).toEqual([]);
  });
});

const facts = { base: "", source: "", lastModified: undefined, digest: "", modified: "" };

const none = new Uint8Array();
const parts: Parts = {
  pins: none,
  "abbreviated gzip": none,
  "abbreviated brotli": none,
  "full gzip": none,
  "full brotli": none,
};
