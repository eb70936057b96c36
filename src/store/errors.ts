import { errorFamily } from "../errors.ts";

export const storeCodes = {
  STORE_UNUSABLE: { exit: "failed", means: "The store's folder cannot be made or written." },
} as const;

export const storeError = errorFamily(storeCodes);
