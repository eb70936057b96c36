import { allRights } from "../../../registry/accounts/index.ts";
import { noAdvisories } from "../../../registry/advisories/index.ts";
import type { Blobs } from "../../../registry/blobs/index.ts";
import type { Metadata, PackageHead, Read, Right } from "../../../registry/metadata/index.ts";
import {
  type Change,
  createPackages,
  npmHead,
  npmPackage,
  type Packages,
  setZigAccess,
  zigHead,
} from "../../../registry/packages/index.ts";
import type { LogEntry, Registry } from "../../../registry/registry.ts";
import { memorySearch } from "../../../registry/search/index.ts";
import { noUpstream } from "../../../registry/upstream/index.ts";
import { createWorkshop } from "../../../registry/workshop/index.ts";
import { publishBody } from "../../../src/protocol/index.ts";
import { type NpmRead, type NpmText, npmDocument, npmTarball } from "./npm.ts";
import type { TestPackage } from "./package.ts";

export interface Domain {
  readonly registry: Registry;
  readonly packages: Packages;
  readonly logged: LogEntry[];
}

/** A registry without HTTP on any storage. Its clock stands unless the test moves it. */
export function testDomain(metadata: Metadata, blobs: Blobs, options: Partial<Registry> = {}): Domain {
  const logged: LogEntry[] = [];
  const registry: Registry = {
    metadata,
    blobs,
    search: memorySearch(),
    advisories: noAdvisories,
    signer: {
      sign: (text) => ({ keyid: "SHA256:test", sig: Buffer.from(text).toString("base64") }),
      keys: [],
    },
    upstream: noUpstream,
    workshop: createWorkshop(),
    base: "http://localhost:7117/",
    now: () => new Date("2026-01-31T12:00:00.000Z"),
    log: (entry) => logged.push(entry),
    ...options,
  };
  return { registry, packages: createPackages(registry), logged };
}

export function publishTo(
  { packages }: Domain,
  user: string,
  pack: TestPackage,
  rights: readonly Right[] = allRights,
) {
  return packages.zig.publish(
    { user, rights },
    pack.name,
    pack.version,
    publishBody(pack.facts, pack.archive),
  );
}

export function publishNpmTo(
  { packages }: Domain,
  user: string,
  text: NpmText,
  rights: readonly Right[] = allRights,
): Promise<void> {
  const tarball = npmTarball(text);
  const document = npmDocument(text, tarball);
  for (const attachment of Object.values(document._attachments))
    Object.assign(attachment ?? {}, { data: "" });
  return packages.npm.publish({ user, rights }, document.name, document, tarball);
}

/** The Zig package of this name, which is there. */
export async function zigHeadOf({ registry }: Pick<Domain, "registry">, name: string) {
  return demanded(await zigHead(registry, name));
}

/** The npm package of this name, which is there. */
export async function npmHeadOf({ registry }: Pick<Domain, "registry">, name: string) {
  return demanded(await npmHead(registry, name));
}

/** What somebody who changes the npm package leaf sees of it now. */
export async function npmChangeOf(domain: Domain): Promise<Change> {
  const { registry, packages } = domain;
  return { registry, finish: packages.npm.finish, actor: "ada", head: await npmHeadOf(domain, "leaf") };
}

/** The document of the npm package leaf; without versions where there is none. */
export async function npmDocumentOf({ packages }: Domain, read: Read = "fresh"): Promise<NpmRead> {
  const { document } = await packages.npm.documents.read(npmPackage("leaf"), "full.plain", read);
  return JSON.parse(document?.bytes.toString() ?? '{"versions":{},"dist-tags":{}}');
}

/** Makes the Zig package leaf private. */
export async function hideZig(domain: Domain): Promise<void> {
  const { registry, packages } = domain;
  await setZigAccess(registry, packages.zig.finish, "ada", await zigHeadOf(domain, "leaf"), "restricted");
}

function demanded<T extends PackageHead>(head: T | undefined): T {
  if (head === undefined) throw new Error("there is no such package");
  return head;
}

/** Sees every package. */
export const everybody = async () => true;
