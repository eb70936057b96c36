import type { Trouble } from "../trouble.ts";
import type { Blobs } from "./blobs.ts";

/** The same blobs behind a bad network, for tests. */
export function hostileBlobs(inner: Blobs, trouble: Trouble): Blobs {
  return {
    put: (key, bytes) => trouble.around(() => inner.put(key, bytes)),
    head: (key) => trouble.around(() => inner.head(key)),
    get: (key) => trouble.around(() => inner.get(key)),
    open: (key, part) => trouble.around(() => inner.open(key, part)),
    delete: (key) => trouble.around(() => inner.delete(key)),
    discard: (key, before) => trouble.around(() => inner.discard(key, before)),
    list: () => inner.list(),
  };
}
