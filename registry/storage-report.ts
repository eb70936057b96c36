import { PantryError } from "../src/errors.ts";
import { storageReportMs } from "./limits.ts";
import type { Registry } from "./registry.ts";

/** Tells the operator what is wrong with the storage. */
export interface StorageReport {
  /** A part of it could not do what it was asked. */
  failed(part: string, error: unknown): void;
  /** A blob has other bytes than were put. */
  damaged(key: string): void;
}

/** What goes on for long is said once a minute, with how often it was since it was said last. */
export function createStorageReport({ log, now }: Pick<Registry, "log" | "now">): StorageReport {
  const said = new Map<string, { readonly at: number; times: number }>();

  /** How often it was since it was said last; 0 where that was a moment ago. */
  function timesToSay(what: string): number {
    const before = said.get(what);
    const at = now().getTime();
    const times = (before?.times ?? 0) + 1;
    const isSoon = before !== undefined && at - before.at < storageReportMs;
    said.set(what, isSoon ? { at: before.at, times } : { at, times: 0 });
    return isSoon ? 0 : times;
  }

  return {
    failed(part, error) {
      if (!(error instanceof PantryError)) return;
      const times = timesToSay(`${part} ${error.code}`);
      const { code, message, cause } = error;
      const why = cause instanceof Error ? cause.message : message;
      if (times > 0) log({ level: "error", event: "storage-failed", part, code, why, times });
    },
    damaged(blob) {
      if (timesToSay("damaged") > 0) log({ level: "error", event: "blob-damaged", blob });
    },
  };
}
