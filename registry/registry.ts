import { isLoopbackHost } from "../src/protocol/index.ts";
import type { AdvisoryFolder } from "./advisories/index.ts";
import type { Blobs } from "./blobs/index.ts";
import type { AuditRecord, Metadata } from "./metadata/index.ts";
import type { SearchIndex } from "./search/index.ts";
import type { Signer } from "./signing/index.ts";
import type { Upstream } from "./upstream/index.ts";
import type { Workshop } from "./workshop/index.ts";

/** What the domain works with: the storage, the registry's key and name, and the time. */
export interface Registry {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
  readonly search: SearchIndex;
  /** What its operator knows of vulnerable versions. */
  readonly advisories: Pick<AdvisoryFolder, "current">;
  readonly signer: Signer;
  /** Where npm names that were never claimed here come from. */
  readonly upstream: Upstream;
  /** Where uploads are looked into, so that nobody waits for it. */
  readonly workshop: Workshop;
  /** The registry's public address as `registryBase` writes it. It goes into documents, and no request's Host but a loopback's. */
  readonly base: string;
  readonly now: () => Date;
  readonly log: (entry: LogEntry) => void;
}

/** One line of the log. No field ever holds a secret: no tokens, no passwords, no bodies. */
export interface LogEntry {
  readonly level: "info" | "warning" | "error";
  readonly event: string;
  readonly [field: string]: string | number | boolean | undefined;
}

/** True where the registry is reached by loopback: then it is one developer's, and some rules are laxer. */
export function isOnLoopback(registry: Pick<Registry, "base">): boolean {
  return isLoopbackHost(new URL(registry.base).host);
}

export function auditRecord(
  registry: Pick<Registry, "now">,
  actor: string,
  action: string,
  subject: string,
  detail?: string,
): AuditRecord {
  return { at: registry.now().toISOString(), actor, action, subject, detail };
}
