/** A file in `tmp/` that is older belongs to nobody any more: no upload lasts a day. */
export const temporaryAgeMs = 24 * 60 * 60 * 1000;
