import { type ArchiveKind, archiveKindOfPath } from "../archive/index.ts";

/** Header fields of an answer, lower-case names; of a repeated field the last counts, as for Zig. */
export type Head = Readonly<Record<string, string | undefined>>;

/**
 * What kind of archive an answer is, as zig 0.16 decides it (seen by experiment): by Content-Type; for the two
 * types that mean "some file", by the file name in Content-Disposition, and without one by the path of the
 * address that was asked for (not of the one that it was redirected to). `undefined`: Zig refuses it.
 */
export function kindOfResponse(head: Head, askedUrl: string): ArchiveKind | undefined {
  // Only up to the first semicolon: with a space before it Zig does not know the type either.
  const type = head["content-type"]?.split(";", 1)[0]?.toLowerCase() ?? "";
  const known = kindOfMediaType.get(type);
  if (known !== undefined || !fileTypes.includes(type)) return known;
  const disposition = head["content-disposition"];
  return disposition === undefined ? archiveKindOfPath(pathOf(askedUrl)) : kindOfDisposition(disposition);
}

const kindOfMediaType: ReadonlyMap<string, ArchiveKind> = new Map([
  ["application/x-tar", "tar"],
  ["application/gzip", "tar.gz"],
  ["application/x-gzip", "tar.gz"],
  ["application/tar+gzip", "tar.gz"],
  ["application/x-tar-gz", "tar.gz"],
  ["application/x-gtar-compressed", "tar.gz"],
  ["application/x-xz", "tar.xz"],
  ["application/zstd", "tar.zst"],
  ["application/zip", "zip"],
  ["application/x-zip-compressed", "zip"],
  ["application/java-archive", "zip"],
]);

const fileTypes: readonly string[] = ["application/octet-stream", "application/x-compressed"];

/** `attachment; filename=x.tar.gz`, quoted or not, and `filename*=`; nothing else, and no spaces around `=`. */
function kindOfDisposition(value: string): ArchiveKind | undefined {
  const lower = value.toLowerCase();
  const attachment = lower.indexOf("attachment;");
  if (attachment < 0) return undefined;
  const name = /filename\*?=([^;]*)/.exec(lower.slice(attachment));
  return name?.[1] === undefined ? undefined : archiveKindOfPath(name[1].replace(/"$/, ""));
}

function pathOf(url: string): string {
  const path = new URL(url).pathname;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
