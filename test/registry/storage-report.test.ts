import { expect, it } from "vitest";
import { registryError, storageFull } from "../../registry/errors.ts";
import type { LogEntry } from "../../registry/registry.ts";
import { createStorageReport } from "../../registry/storage-report.ts";

it("trouble of the storage is told once a minute, with how often it came", () => {
  const logged: LogEntry[] = [];
  let at = 0;
  const report = createStorageReport({ log: (entry) => void logged.push(entry), now: () => new Date(at) });
  const full = storageFull(new Error("ENOSPC: no space left on device"));
  for (let times = 0; times < 10_000; times++) report.failed("blobs", full);
  report.failed("metadata", full);
  report.failed("blobs", registryError("STORAGE_UNAVAILABLE", { message: "it did not answer" }));
  report.damaged("ab");
  report.damaged("cd");
  at = 60_000;
  report.failed("blobs", full);
  report.failed("blobs", new Error("a bug is logged as one"));

  const told = { level: "error", event: "storage-failed" };
  const why = "ENOSPC: no space left on device";
  expect(logged).toEqual([
    { ...told, part: "blobs", code: "STORAGE_FULL", why, times: 1 },
    { ...told, part: "metadata", code: "STORAGE_FULL", why, times: 1 },
    { ...told, part: "blobs", code: "STORAGE_UNAVAILABLE", why: "it did not answer", times: 1 },
    { level: "error", event: "blob-damaged", blob: "ab" },
    { ...told, part: "blobs", code: "STORAGE_FULL", why, times: 10_000 },
  ]);
});
