import { about, type PackageAbout } from "./about.ts";
import { type Access, access } from "./access.ts";
import { paths } from "./addresses.ts";
import { deprecation } from "./deprecation.ts";
import { protocolError } from "./errors.ts";
import { type Artifact, artifacts, moduleNames, printableName, zigVersion, zigVersions } from "./facts.ts";
import { isIntegrity, readHash } from "./hashes.ts";
import * as limits from "./limits.ts";
import { isUserName } from "./names.ts";
import { count, fieldsOf, flag, list, moment, optional, problem, ShapeProblem, text } from "./shape.ts";
import { isVersion, versionKey } from "./versions.ts";

/** Format that this Pantry writes and reads. A reader refuses a higher one and ignores fields that it does not know. */
export const indexFormat = 1;

/** What a registry says of one Zig package: every version, oldest first. */
export interface IndexDocument {
  readonly format: typeof indexFormat;
  readonly name: string;
  /** Grows with every change of the package. */
  readonly revision: number;
  /** When the package last changed. */
  readonly modified: string;
  readonly owners: readonly string[];
  /** Missing where it is public. */
  readonly access?: Access | undefined;
  readonly versions: readonly IndexVersion[];
}

export interface IndexVersion {
  readonly version: string;
  /** Zig's package hash. */
  readonly hash: string;
  /** SHA-512 of the archive as npm writes it. */
  readonly integrity: string;
  readonly signatures: readonly Signature[];
  /** The archive's permanent address: what belongs into a build.zig.zon. */
  readonly archive: string;
  readonly archiveSizeBytes: number;
  readonly unpackedSizeBytes: number;
  readonly fileCount: number;
  /** `0x` and 16 hexadecimal digits. */
  readonly fingerprint: string;
  readonly minimumZigVersion: string | undefined;
  readonly testedZigVersions: readonly string[];
  readonly modules: readonly string[];
  readonly artifacts: readonly Artifact[];
  readonly dependencies: readonly IndexDependency[];
  readonly about?: PackageAbout | undefined;
  readonly publishedAt: string;
  readonly yanked: boolean;
  /** Why it is deprecated, in its owner's words; missing where it is not. */
  readonly deprecated?: string | undefined;
}

/** Over `zig:name@version:integrity`: ECDSA P-256 with SHA-256, in base64. */
export interface Signature {
  readonly keyid: string;
  readonly sig: string;
}

/** A dependency with an address; those that lie inside the package itself are not listed. */
export interface IndexDependency {
  /** The key in `.dependencies`. */
  readonly name: string;
  readonly url: string;
  readonly hash: string;
  readonly lazy: boolean;
  /** The folder of the nested package whose build.zig.zon asks for it, where it is not the package's own. */
  readonly within: string | undefined;
}

/**
 * Reads the index document of the package `name`. Documents come from strangers, so everything is checked,
 * also against each other: names, hashes, fingerprints, sizes and addresses must agree.
 *
 * Throws DOCUMENT_INVALID with the place and the reason, or DOCUMENT_NEWER.
 */
export function readIndexDocument(bytes: Uint8Array, name: string): IndexDocument {
  if (bytes.length > limits.documentBytes)
    throw invalid(name, `it has more than ${limits.documentBytes} bytes`);
  try {
    return readDocument(JSON.parse(Buffer.from(bytes).toString("utf8")), name);
  } catch (error) {
    if (error instanceof ShapeProblem) throw invalid(name, error.message);
    if (error instanceof SyntaxError) throw invalid(name, "it is not JSON");
    throw error;
  }
}

function readDocument(value: unknown, name: string): IndexDocument {
  const field = fieldsOf(value, "");
  const format = field("format", count);
  if (format > indexFormat) {
    throw protocolError("DOCUMENT_NEWER", {
      message: `cannot read what the registry says of \`${name}\`: its format is ${format}, and this Pantry knows ${indexFormat}`,
      hint: "install a newer Pantry",
    });
  }
  if (format !== indexFormat) throw problem("format", `is not ${indexFormat}`);
  const document: IndexDocument = {
    format,
    name: field("name", text({ maxLength: limits.nameBytes, matches: (given) => given === name })),
    revision: field("revision", count),
    modified: field("modified", moment),
    owners: field(
      "owners",
      list(text({ maxLength: limits.userNameBytes, matches: isUserName }), limits.ownerCount),
    ),
    access: field("access", optional(access)),
    versions: field(
      "versions",
      list((version, at) => readVersion(version, at, name), limits.versionCount),
    ),
  };
  const seen = new Set<string>();
  for (const { version } of document.versions) {
    if (seen.has(versionKey(version))) throw problem("versions", `has ${version} twice`);
    seen.add(versionKey(version));
  }
  return document;
}

function readVersion(value: unknown, at: string, name: string): IndexVersion {
  const field = fieldsOf(value, at);
  const version: IndexVersion = {
    version: field("version", text({ maxLength: limits.versionBytes, matches: isVersion })),
    hash: field("hash", hash),
    integrity: field("integrity", text({ maxLength: 95, matches: isIntegrity })),
    signatures: field("signatures", list(signature, limits.signatureCount)),
    archive: field("archive", text({ maxLength: limits.urlBytes, matches: isPlainAddress })),
    archiveSizeBytes: field("archiveSizeBytes", count),
    unpackedSizeBytes: field("unpackedSizeBytes", count),
    fileCount: field("fileCount", count),
    fingerprint: field(
      "fingerprint",
      text({ maxLength: 18, matches: (hex) => /^0x[0-9a-f]{16}$/.test(hex) }),
    ),
    minimumZigVersion: field("minimumZigVersion", optional(zigVersion)),
    testedZigVersions: field("testedZigVersions", zigVersions),
    modules: field("modules", moduleNames),
    artifacts: field("artifacts", artifacts),
    dependencies: field("dependencies", list(dependency, limits.dependencyCount)),
    about: field("about", optional(about)),
    publishedAt: field("publishedAt", moment),
    yanked: field("yanked", flag),
    deprecated: field("deprecated", optional(deprecation)),
  };
  checkAgreement(version, at, name);
  return version;
}

/** The hash tells name, version, id and size; what the document says beside it must not differ. */
function checkAgreement(version: IndexVersion, at: string, name: string): void {
  const parts = readHash(version.hash);
  if (parts?.name !== name || parts.version !== version.version) {
    throw problem(`${at}.hash`, `is not one of ${name} ${version.version}`);
  }
  if (Number.parseInt(version.fingerprint.slice(-8), 16) !== parts.id) {
    throw problem(`${at}.fingerprint`, "is not the one in its hash");
  }
  if (Math.min(version.unpackedSizeBytes, 0xffffffff) !== parts.sizeBytes) {
    throw problem(`${at}.unpackedSizeBytes`, "is not the size in its hash");
  }
  if (!version.archive.endsWith(`/${paths.zigArchive(name, version.version)}`)) {
    throw problem(`${at}.archive`, `does not end in ${paths.zigArchive(name, version.version)}`);
  }
}

const hash = text({ maxLength: 110, matches: (value) => readHash(value) !== undefined });

function signature(value: unknown, at: string): Signature {
  const field = fieldsOf(value, at);
  return { keyid: field("keyid", text({ maxLength: 100 })), sig: field("sig", text({ maxLength: 200 })) };
}

function dependency(value: unknown, at: string): IndexDependency {
  const field = fieldsOf(value, at);
  return {
    name: field("name", printableName),
    url: field("url", text({ maxLength: limits.urlBytes, matches: (url) => /^[!-~]+$/.test(url) })),
    hash: field("hash", hash),
    lazy: field("lazy", flag),
    within: field("within", optional(printableName)),
  };
}

/** http or https, nobody's credentials, and nothing that a zon's string or a terminal would trip over. */
function isPlainAddress(address: string): boolean {
  if (!/^https?:\/\/[!-~]+$/.test(address) || /["\\@?#]/.test(address)) return false;
  return URL.canParse(address);
}

function invalid(name: string, why: string) {
  return protocolError("DOCUMENT_INVALID", {
    message: `cannot use what the registry says of \`${name}\`: ${why}`,
    hint: "the registry is not one, or something on the way changed its answer: check its address",
  });
}
