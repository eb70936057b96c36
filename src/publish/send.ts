import type { Published, RegistryClient } from "../client/index.ts";
import type { Disk } from "../disk/index.ts";
import { publishError } from "./errors.ts";
import { type ForeignPackage, sendForeign } from "./foreign.ts";
import type { PublishPlan } from "./plan.ts";

/** What was published, and what went along. */
export interface PublishResult extends Published {
  readonly unpackedSizeBytes: number;
  readonly testedZigVersions: readonly string[];
  readonly foreign: readonly ForeignPackage[];
}

/**
 * Sends what was planned: first the dependencies that the registry lacks, then the version. Whatever stops it in
 * between, it can be run again: what is there already is not sent twice.
 *
 * Throws CHECKS_FAILED, NOT_OWNER, DEPENDENCY_DAMAGED, and what the registry refuses.
 */
export async function sendPublish(
  plan: PublishPlan,
  {
    disk,
    client,
  }: {
    readonly disk: Disk;
    readonly client: Pick<RegistryClient, "publish" | "uploadForeign" | "setAccess">;
  },
): Promise<PublishResult> {
  const { name, version, facts, archive, foreign, unpackedSizeBytes } = plan;
  refuseFailed(plan);
  await sendForeign(disk, client, foreign);
  const published = await client.publish({ name, version, facts, archive });
  const { access } = facts;
  // Who publishes a version again says again who may read it.
  const isOther = published.wasThere && access !== undefined && access !== (published.access ?? "public");
  if (isOther) await client.setAccess(name, access);
  return {
    ...published,
    ...(isOther ? { access } : {}),
    unpackedSizeBytes,
    testedZigVersions: facts.testedZigVersions,
    foreign,
  };
}

/** Throws CHECKS_FAILED, NOT_OWNER. */
export function refuseFailed({ name, version, checks }: PublishPlan): void {
  const failed = checks.filter(({ verdict }) => verdict === "failed");
  if (failed.length === 0) return;
  const lines = failed.flatMap((check) =>
    check.findings
      .filter(({ verdict }) => verdict === "failed")
      .map(({ message }) => `  ${check.name}: ${message}`),
  );
  const hints = failed
    .flatMap(({ findings }) => findings)
    .flatMap(({ hint, verdict }) => (verdict === "failed" && hint !== undefined ? [hint] : []));
  const isDenied = failed.some(({ findings }) => findings.some((finding) => finding.isDenied === true));
  throw publishError(isDenied ? "NOT_OWNER" : "CHECKS_FAILED", {
    message: [`${name} ${version} is not published, because of its checks:`, ...lines].join("\n"),
    ...(hints[0] === undefined ? {} : { hint: hints[0] }),
  });
}
