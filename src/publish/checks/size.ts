import { largeArchiveBytes, largeFileBytes, usualUploadBytes } from "../limits.ts";
import type { Check, Finding } from "./check.ts";
import { someOf } from "./shown.ts";

export const size: Check = {
  name: "size",
  ensures: "the archive is within what readers and registries take",
  look({ packed, files }) {
    if (packed.problem !== undefined) {
      const { message, hint } = packed.problem;
      return [{ verdict: "failed", message, ...(hint === undefined ? {} : { hint }) }];
    }
    const findings: Finding[] = [];
    const packedBytes = packed.archive.length;
    if (packedBytes > usualUploadBytes) {
      findings.push({
        verdict: "warning",
        message: `the archive has ${packedBytes} bytes: many registries take no more than ${usualUploadBytes}`,
        hint: "leave out what users do not need, or fetch it in build.zig",
      });
    } else if (packedBytes > largeArchiveBytes) {
      findings.push({
        verdict: "warning",
        message: `the archive has ${packedBytes} bytes, which everybody who uses it will fetch`,
        hint: "leave out by `.paths` what users do not need",
      });
    }
    const large = files.filter(({ kind, bytes }) => kind === "file" && bytes.length > largeFileBytes);
    if (large.length > 0) {
      findings.push({
        verdict: "warning",
        message: `larger than ${largeFileBytes} bytes: ${someOf(large.map(({ shown }) => shown))}`,
        hint: "leave out by `.paths` what users do not need",
      });
    }
    return findings;
  },
};
