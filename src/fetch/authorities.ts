import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { isSystemError } from "../errors.ts";
import { fetchError } from "./errors.ts";

/** Where certificates come from that are trusted besides those that Node brings along. */
export interface AuthorityFiles {
  /** The user's own setting: its certificates are trusted too. */
  readonly file: string | undefined;
  /** Of these, NODE_EXTRA_CA_CERTS adds to Node's own, and SSL_CERT_FILE, as OpenSSL has it, stands in their place. */
  readonly env: NodeJS.ProcessEnv;
}

/** All that are trusted, as PEM; undefined where only Node's own are. Throws FETCH_CA for a file that holds none. */
export function readAuthorities({ file, env }: AuthorityFiles): readonly string[] | undefined {
  const instead = env["SSL_CERT_FILE"];
  const extra = env["NODE_EXTRA_CA_CERTS"];
  if (!file && !instead && !extra) return undefined;
  return [
    ...(instead ? certificatesIn(instead, "SSL_CERT_FILE") : rootCertificates),
    ...(extra ? certificatesIn(extra, "NODE_EXTRA_CA_CERTS") : []),
    ...(file ? certificatesIn(file, "the setting network.ca") : []),
  ];
}

function certificatesIn(path: string, where: string): readonly string[] {
  const found = readText(path, where).match(onePem) ?? [];
  if (found.length > 0 && found.every(isCertificate)) return found;
  throw unusable(path, where, found.length === 0 ? "holds no certificate" : "holds a damaged certificate");
}

const onePem = /-----BEGIN (TRUSTED )?CERTIFICATE-----[^-]+-----END (TRUSTED )?CERTIFICATE-----/g;

function readText(path: string, where: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw unusable(path, where, error.code === "ENOENT" ? "is not there" : "cannot be read", error);
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 !== "";
  } catch {
    return false;
  }
}

function unusable(path: string, where: string, why: string, cause?: unknown) {
  return fetchError("FETCH_CA", {
    message: `${where} names ${path} as certificate authorities, and that file ${why}`,
    hint: "give a file with certificates in PEM, or unset it",
    cause,
  });
}
