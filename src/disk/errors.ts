import { errorFamily } from "../errors.ts";

export const diskCodes = {
  DISK_TOO_LARGE: { exit: "refused", means: "A file is larger than Pantry reads of its kind." },
  DISK_BUSY: { exit: "failed", means: "Another Pantry is at work in the same place, and does not finish." },
} as const;

export const diskError = errorFamily(diskCodes);
