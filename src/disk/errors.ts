import { errorFamily } from "../errors.ts";

export const diskCodes = {
  DISK_TOO_LARGE: { exit: "refused", means: "A file is larger than Pantry reads of its kind." },
} as const;

export const diskError = errorFamily(diskCodes);
