import { brotliCompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import { npmPaths } from "../../src/protocol/index.ts";
import { abbreviated } from "../abbreviated.ts";
import { gzipLevel } from "../limits.ts";
import type { Parts } from "./kept.ts";
import { brotliQuality } from "./limits.ts";
import { isVersionText } from "./names.ts";
import { agrees, digestsOf, type Pin, type Pins, pinsText, readPins } from "./pins.ts";

export interface RenderInput {
  readonly name: string;
  /** The public address of this registry. */
  readonly base: string;
  /** The address that upstream was asked at. */
  readonly source: string;
  /** The document as it came. */
  readonly bytes: Uint8Array;
  /** The header of the same name, for documents that do not say it themselves. */
  readonly lastModified: string | undefined;
  /** What was kept before, by gzip. */
  readonly before: { readonly pins: Uint8Array; readonly full: Uint8Array } | undefined;
}

export type Rendered =
  | {
      readonly kind: "rendered";
      readonly parts: Parts;
      /** As the document says, where it does. */
      readonly modified: string | undefined;
      /** Versions whose integrity is another than before: what was there before stays. */
      readonly changed: readonly string[];
      /** Versions left out, because they lie about themselves or cannot be checked. */
      readonly unusable: readonly string[];
    }
  | { readonly kind: "none" }
  | { readonly kind: "unreadable"; readonly why: string };

/**
 * Makes what is kept and served of a name from upstream's document:
 *
 * 1. read it, and refuse what is no document of this name
 * 2. hold every version against what was pinned when it was first seen
 * 3. let its addresses lead here, and put `modified` in
 * 4. write both forms, and compress them
 */
export function render(input: RenderInput): Rendered {
  const document = parsed(input.bytes);
  if (document === undefined) return { kind: "unreadable", why: "it is no JSON object" };
  const { versions } = document;
  if (document["name"] !== undefined && document["name"] !== input.name) {
    return { kind: "unreadable", why: "it is the document of another name" };
  }
  if (!isObject(versions)) {
    // What npm's registry leaves of a package that was withdrawn.
    if (isObject(document["time"]) && document["time"]["unpublished"] !== undefined) return { kind: "none" };
    return { kind: "unreadable", why: "it has no versions" };
  }
  const { kept, pins, changed, unusable } = heldAgainstPins(input, versions);
  const time = isObject(document["time"]) ? document["time"] : undefined;
  const modified = modifiedOf(time) ?? isoOf(momentOf(input.lastModified));
  const full = {
    ...document,
    name: input.name,
    "dist-tags": tagsOf(document["dist-tags"], kept),
    versions: kept,
    ...(time === undefined ? {} : { time: modified === undefined ? time : { ...time, modified } }),
  };
  const fullBytes = Buffer.from(JSON.stringify(full));
  const shortBytes = Buffer.from(JSON.stringify(abbreviated(full, modified)));
  return {
    kind: "rendered",
    parts: {
      pins: gzipSync(pinsText(pins), { level: gzipLevel }),
      "abbreviated gzip": gzipSync(shortBytes, { level: gzipLevel }),
      "abbreviated brotli": brotli(shortBytes),
      "full gzip": gzipSync(fullBytes, { level: gzipLevel }),
      "full brotli": brotli(fullBytes),
    },
    modified,
    changed,
    unusable,
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function heldAgainstPins(input: RenderInput, versions: JsonObject) {
  const pins = new Map<string, Pin>(input.before === undefined ? [] : pinsIn(input.before.pins));
  const kept: [string, JsonObject][] = [];
  const changed: string[] = [];
  const unusable: string[] = [];
  for (const [version, manifest] of Object.entries(versions)) {
    const read = readVersion(input, version, manifest);
    if (read === undefined) {
      unusable.push(version);
      continue;
    }
    const pinned = pins.get(version);
    if (pinned !== undefined && !agrees(pinned, read.pin)) {
      changed.push(version);
      continue;
    }
    // A digest that upstream no longer names is not forgotten.
    pins.set(version, { ...pinned, ...read.pin });
    kept.push([version, withAddresses(input, version, read.manifest, pinned)]);
  }
  const earlier = changed.length === 0 ? undefined : earlierVersions(input);
  for (const version of changed) {
    const manifest = earlier?.[version];
    if (isObject(manifest)) kept.push([version, manifest]);
  }
  return { kept: Object.fromEntries(kept), pins: pins as Pins, changed, unusable };
}

/** Undefined where it is no manifest of this version, or nothing says what its tarball is. */
function readVersion({ name, source }: RenderInput, version: string, manifest: unknown) {
  if (!isVersionText(version) || !isObject(manifest) || !isObject(manifest["dist"])) return undefined;
  if (manifest["name"] !== name || manifest["version"] !== version) return undefined;
  const { dist } = manifest;
  const digests = digestsOf(dist);
  if (digests === undefined) return undefined;
  const at = unusualPlace(dist["tarball"], source, npmPaths.tarball(name, version));
  const isAttested = isObject(dist["attestations"]);
  const pin: Pin = {
    ...digests,
    ...(at === undefined ? {} : { at }),
    ...(isAttested ? { attested: true } : {}),
  };
  return { pin, manifest };
}

/** A tarball is asked for on the upstream's own host and nowhere else, wherever a document says that it is. */
function unusualPlace(tarball: unknown, source: string, usual: string): string | undefined {
  const url = typeof tarball === "string" && URL.canParse(tarball) ? new URL(tarball) : undefined;
  if (url === undefined || url.origin !== new URL(source).origin) return undefined;
  if (url.href === new URL(usual, source).href) return undefined;
  return url.pathname + url.search;
}

function withAddresses(
  { name, base }: RenderInput,
  version: string,
  manifest: JsonObject,
  pinned: Pin | undefined,
): JsonObject {
  const dist = manifest["dist"] as JsonObject;
  const { integrity, attestations } = dist;
  const lost = integrity === undefined && pinned?.sha512 !== undefined;
  return {
    ...manifest,
    dist: {
      ...dist,
      ...(lost ? { integrity: `sha512-${pinned.sha512}` } : {}),
      tarball: `${base}${npmPaths.tarball(name, version)}`,
      ...(isObject(attestations)
        ? { attestations: { ...attestations, url: `${base}-/npm/v1/attestations/${name}@${version}` } }
        : {}),
    },
  };
}

function earlierVersions({ before }: RenderInput): JsonObject | undefined {
  const versions = before && parsed(gunzipSync(before.full))?.["versions"];
  return isObject(versions) ? versions : undefined;
}

function pinsIn(gzipped: Uint8Array): Pins {
  return readPins(gunzipSync(gzipped).toString());
}

function tagsOf(tags: unknown, versions: JsonObject): JsonObject {
  const entries = isObject(tags) ? Object.entries(tags) : [];
  return Object.fromEntries(
    entries.filter(([, version]) => typeof version === "string" && Object.hasOwn(versions, version)),
  );
}

/** What the document says of itself; else the moment of its newest version. */
function modifiedOf(time: JsonObject | undefined): string | undefined {
  if (time === undefined) return undefined;
  const said = momentOf(time["modified"]);
  if (said !== undefined) return isoOf(said);
  const moments = Object.values(time)
    .map(momentOf)
    .filter((moment) => moment !== undefined);
  return isoOf(moments.length === 0 ? undefined : Math.max(...moments));
}

function isoOf(moment: number | undefined): string | undefined {
  return moment === undefined ? undefined : new Date(moment).toISOString();
}

function momentOf(text: unknown): number | undefined {
  const moment = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

function brotli(bytes: Buffer): Buffer {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
}

function parsed(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
