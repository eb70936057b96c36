import * as semver from "semver";
import { registryError } from "../../errors.ts";
import type { HeadFacts } from "../../metadata/index.ts";
import { attestationBytes, manifestBytes, npmVersionLength, readmeLength } from "../limits.ts";
import { readDeprecation } from "./deprecation.ts";
import { isObject, keptManifest, type Manifest } from "./manifest.ts";

/** What a publisher says beside the bytes. */
export interface PublishRequest {
  readonly version: string;
  readonly tags: readonly string[];
  /** Undefined where the publisher does not say. */
  readonly access: Access | undefined;
  /** As it is kept. */
  readonly manifest: string;
  readonly readme: string | undefined;
  /** For a version that is deprecated from the start. */
  readonly deprecated: string | undefined;
  /** A sigstore bundle, as JSON. */
  readonly attestations: string | undefined;
  /** What the publisher holds for the tarball's integrity. */
  readonly integrity: string | undefined;
  readonly shasum: string | undefined;
}

type Access = HeadFacts["npm"]["access"];

/** Reads the document of a publish, of which nothing is believed. Throws PUBLISH_INVALID. */
export function readPublishRequest(json: unknown, name: string): PublishRequest {
  if (!isObject(json)) throw invalid("it is not a JSON object");
  refuseOddKeys(json);
  if (json["name"] !== name) throw invalid("it names another package than the address");
  const [entry, ...others] = Object.entries(objectIn(json, "versions"));
  if (entry === undefined || others.length > 0) throw invalid("it must bring exactly one version");
  const [sentVersion, manifest] = entry;
  const version = semver.clean(sentVersion, true);
  if (version === null || version.length > npmVersionLength) {
    throw invalid(`\`${sentVersion.slice(0, npmVersionLength)}\` is no version`);
  }
  if (!isObject(manifest) || manifest["name"] !== name || manifest["version"] !== sentVersion) {
    throw invalid("the manifest has another name or version than the document");
  }
  const kept = keptManifest(manifest);
  if (Buffer.byteLength(kept) > manifestBytes)
    throw invalid(`the manifest has more than ${manifestBytes} bytes`);
  const dist = isObject(manifest["dist"]) ? manifest["dist"] : {};
  return {
    version,
    tags: readTags(json["dist-tags"], sentVersion),
    access: readAccess(json["access"]),
    manifest: kept,
    readme: readReadme(manifest["readme"] ?? json["readme"]),
    deprecated: readDeprecation(manifest, invalid),
    attestations: readAttachments(objectIn(json, "_attachments")),
    integrity: textIn(dist, "integrity")
      ?.split(/\s+/)
      .find((one) => one.startsWith("sha512-")),
    shasum: textIn(dist, "shasum"),
  };
}

/** What `access` says. Throws PUBLISH_INVALID for what is none. */
export function readAccess(access: unknown): Access | undefined {
  if (access === undefined || access === null || access === "public" || access === "restricted")
    return access ?? undefined;
  if (access === "private") return "restricted";
  throw invalid("`access` is neither public nor restricted");
}

/** Tags that lead to another version than the one that is published are set on their own. */
function readTags(sent: unknown, version: string): readonly string[] {
  const tags = isObject(sent) ? Object.keys(sent) : [];
  if (isObject(sent) && Object.values(sent).some((target) => target !== version)) {
    throw invalid("a tag leads to another version than the one that it brings");
  }
  return tags.length === 0 ? ["latest"] : tags;
}

function readReadme(sent: unknown): string | undefined {
  if (typeof sent !== "string" || sent === "" || sent.startsWith("ERROR: No README")) return undefined;
  return sent.slice(0, readmeLength);
}

/** One tarball, which was taken out on the way, and at most one bundle of attestations. */
function readAttachments(attachments: Manifest): string | undefined {
  let bundle: string | undefined;
  let tarballs = 0;
  for (const [file, attachment] of Object.entries(attachments)) {
    const data = isObject(attachment) ? attachment["data"] : undefined;
    if (file.endsWith(".tgz") && data === "") tarballs++;
    else if (file.endsWith(".sigstore") && typeof data === "string" && bundle === undefined) bundle = data;
    else throw invalid(`it has an attachment that is neither a tarball nor a sigstore bundle`);
  }
  if (tarballs !== 1) throw invalid("it must bring exactly one tarball");
  if (bundle !== undefined && bundle.length > attestationBytes) {
    throw invalid(`its attestations have more than ${attestationBytes} bytes`);
  }
  return bundle;
}

/** A key of this name turns into the prototype of objects in programs that copy carelessly. */
function refuseOddKeys(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Object.hasOwn(value, "__proto__")) throw invalid("it has a key `__proto__`");
  for (const inner of Object.values(value)) refuseOddKeys(inner);
}

function objectIn(json: Manifest, field: string): Manifest {
  const value = json[field];
  if (!isObject(value)) throw invalid(`it has no \`${field}\``);
  return value;
}

function textIn(json: Manifest, field: string): string | undefined {
  const value = json[field];
  return typeof value === "string" ? value : undefined;
}

function invalid(why: string) {
  return registryError("PUBLISH_INVALID", {
    message: `cannot publish what the document says: ${why}`,
    hint: "registry/PROTOCOL.md describes what a client sends",
  });
}
