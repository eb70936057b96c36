import { errorFamily } from "../errors.ts";

export const storeCodes = {
  STORE_UNUSABLE: { exit: "failed", means: "The store's folder cannot be made or written." },
  HASH_MISMATCH: { exit: "refused", means: "A package has another hash than the one it is pinned to." },
} as const;

export const storeError = errorFamily(storeCodes);
