import type { Content } from "./content.ts";
import { archiveError } from "./errors.ts";
import { gunzip } from "./gzip.ts";
import type { ArchiveKind } from "./kind.ts";
import { type ArchiveLimits, defaultArchiveLimits, tooLargeUnpacked, unpackBudget } from "./limits.ts";
import type { Listing } from "./listing.ts";
import { listTar } from "./tar-listing.ts";
import { unxz } from "./xz.ts";
import { listZip } from "./zip.ts";
import { unzstd } from "./zstd.ts";

/**
 * What an archive holds, read in memory just as Zig 0.16 unpacks it: its root is taken off, and what Zig cannot
 * unpack is listed apart, since it is an error only for what `.paths` include.
 *
 * One deliberate difference: an archive that is cut, or whose own checksums are wrong, is refused, where Zig may
 * see less and say nothing.
 *
 * Throws ARCHIVE_DAMAGED, ARCHIVE_UNREADABLE (what Zig refuses altogether) and ARCHIVE_LIMIT.
 */
export function readArchive(bytes: Buffer, kind: ArchiveKind, limits: Partial<ArchiveLimits> = {}): Listing {
  const all = { ...defaultArchiveLimits, ...limits };
  if (bytes.length > all.archiveBytes) {
    throw archiveError("ARCHIVE_LIMIT", {
      message: `the archive has ${bytes.length} bytes; at most ${all.archiveBytes} are read`,
      hint: "a package is source code: leave out what is generated, or fetch large data in build.zig",
    });
  }
  const budget = unpackBudget(all, bytes.length);
  if (kind === "zip") return listZip(bytes, budget, all.entries);
  return listTar(decompress(bytes, kind, budget), all.entries);
}

function decompress(bytes: Buffer, kind: Exclude<ArchiveKind, "zip">, budget: number): Content {
  switch (kind) {
    case "tar":
      if (bytes.length > budget) throw tooLargeUnpacked(budget);
      return { bytes, beyond: undefined };
    case "tar.gz":
      return gunzip(bytes, budget);
    case "tar.xz":
      return unxz(bytes, budget);
    case "tar.zst":
      return unzstd(bytes, budget);
  }
}
