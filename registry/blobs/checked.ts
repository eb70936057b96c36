import { createHash } from "node:crypto";
import { ByteCache } from "../byte-cache.ts";
import { cacheEntryBytes } from "../limits.ts";
import { singleFlight } from "../single-flight.ts";
import { type BlobKey, type Blobs, blobKey } from "./blobs.ts";
import { checkedCount } from "./limits.ts";

/**
 * The same blobs, held against their keys: one with other bytes than were put counts as not there, and stays until the
 * right ones are put again. What is read in memory is looked at each time, what is read as a stream before its first.
 *
 * @param damaged is told of each that is met.
 */
export function checkedBlobs(inner: Blobs, damaged: (key: BlobKey) => void): Blobs {
  const whole = new ByteCache<true>(checkedCount * cacheEntryBytes);
  const checking = singleFlight<boolean>();

  /** False also where there is none. */
  async function isWhole(key: BlobKey): Promise<boolean> {
    return whole.get(key) ?? checking.run(key, () => check(key));
  }

  async function check(key: BlobKey): Promise<boolean> {
    const open = await inner.open(key);
    if (open === undefined) return false;
    const hash = createHash("sha512");
    for await (const piece of open.stream) hash.update(piece);
    if (hash.digest("hex") !== key) {
      damaged(key);
      return false;
    }
    whole.set(key, true, 0);
    return true;
  }

  return {
    ...inner,
    async put(key, bytes) {
      const outcome = await inner.put(key, bytes);
      if (outcome === "stored" || (await isWhole(key))) return outcome;
      await inner.delete(key);
      return inner.put(key, bytes);
    },
    head: async (key) => ((await isWhole(key)) ? inner.head(key) : undefined),
    open: async (key, part) => ((await isWhole(key)) ? inner.open(key, part) : undefined),
    async get(key) {
      const bytes = await inner.get(key);
      if (bytes === undefined || blobKey(bytes) === key) return bytes;
      damaged(key);
      return undefined;
    },
  };
}
