/** A file in `tmp/` that is older belongs to nobody any more: no upload lasts a day. */
export const temporaryAgeMs = 24 * 60 * 60 * 1000;

/** Blobs that are known to have the bytes of their key; whatever is forgotten is read through once more. */
export const checkedCount = 50_000;
