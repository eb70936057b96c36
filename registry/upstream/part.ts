import { gunzipSync } from "node:zlib";

/** What is asked of a document beside all of it: its tags, or one version, by its number or by a tag. */
export type DocumentPart = "dist-tags" | { readonly versionOrTag: string };

export interface PartInput {
  /** The full document as it is kept. */
  readonly gzipped: Uint8Array;
  readonly wanted: DocumentPart;
}

/** The part as JSON. Undefined where the document has no such version. */
export function partOf({ gzipped, wanted }: PartInput): { readonly bytes: Buffer | undefined } {
  const { versions = {}, "dist-tags": tags = {} } = JSON.parse(gunzipSync(gzipped).toString("utf8"));
  const part =
    wanted === "dist-tags"
      ? tags
      : ownField(versions, ownField(tags, wanted.versionOrTag) ?? wanted.versionOrTag);
  return { bytes: part === undefined ? undefined : Buffer.from(JSON.stringify(part)) };
}

function ownField<T>(of: Readonly<Record<string, T>>, name: T | string): T | undefined {
  return typeof name === "string" && Object.hasOwn(of, name) ? of[name] : undefined;
}
