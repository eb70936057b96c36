import type { Job } from "../workshop/index.ts";
import { besideBytes } from "./limits.ts";
import { type CheckedTarball, checkTarball, type SentTarball } from "./npm/check-tarball.ts";
import {
  type CheckedForeign,
  type CheckedPackage,
  checkForeign,
  checkPackage,
  type SentForeign,
  type SentPackage,
} from "./zig/check-package.ts";

/** What is looked into when it is published: reading, hashing and packing takes seconds for the largest. */

export const packageCheck: Job<SentPackage, CheckedPackage> = {
  name: "zig package",
  isLarge: ({ archive }) => archive.length >= besideBytes,
  run: checkPackage,
};

export const foreignCheck: Job<SentForeign, CheckedForeign> = {
  name: "foreign zig package",
  isLarge: ({ archive }) => archive.length >= besideBytes,
  run: checkForeign,
};

export const tarballCheck: Job<SentTarball, CheckedTarball> = {
  name: "npm tarball",
  isLarge: ({ tarball }) => tarball.length >= besideBytes,
  run: checkTarball,
};

export const packageJobs = [packageCheck, foreignCheck, tarballCheck];
