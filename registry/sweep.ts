import { patiently } from "./attempts.ts";
import type { Registry } from "./registry.ts";

/** How long a blob that nothing points to is left alone: the upload that it belongs to may still be under way. */
const sweepAgeMs = 24 * 60 * 60 * 1000;

/**
 * Deletes blobs that nothing points to: what uploads left that never became a version.
 *
 * What is in use is read first. Whatever comes to be in use after that was put at most an upload before, and so is
 * younger than what is discarded; a blob that was there already counts as put when it is put again.
 */
export async function sweep({ metadata, blobs, now }: Pick<Registry, "metadata" | "blobs" | "now">): Promise<{
  readonly keptCount: number;
  readonly deletedCount: number;
}> {
  const before = new Date(now().getTime() - sweepAgeMs);
  const inUse = await patiently(() => metadata.blobsInUse());
  let keptCount = 0;
  let deletedCount = 0;
  for await (const key of blobs.list()) {
    const isGone = !inUse.has(key) && (await patiently(() => blobs.discard(key, before)));
    if (isGone) deletedCount++;
    else keptCount++;
  }
  return { keptCount, deletedCount };
}
