import pLimit from "p-limit";
import { readArchive } from "../archive/index.ts";
import type { RegistryClient } from "../client/index.ts";
import type { Disk } from "../disk/index.ts";
import { readHash } from "../protocol/index.ts";
import { readPackage } from "../zig/index.ts";
import { publishError } from "./errors.ts";
import { questionsAtOnce, uploadsAtOnce } from "./limits.ts";

/** A package that the published one needs, over any number of steps, as it lies in the store. */
export interface NeededPackage {
  readonly hash: string;
  /** What it is called, for people. */
  readonly name: string;
  readonly stored: {
    /** Path of a gzip tar of it. */
    readonly archive: string;
  };
}

/** One that the registry lacks, and that therefore goes along. */
export interface ForeignPackage {
  readonly hash: string;
  readonly name: string;
  readonly archive: string;
  readonly archiveSizeBytes: number;
}

/** Those that the registry has no archive of. */
export async function findForeign(
  disk: Disk,
  client: Pick<RegistryClient, "hasHash">,
  needed: readonly NeededPackage[],
): Promise<readonly ForeignPackage[]> {
  const limit = pLimit(questionsAtOnce);
  const has = await Promise.all(needed.map(({ hash }) => limit(() => client.hasHash(hash))));
  return needed
    .filter((_, index) => has[index] === false)
    .map(({ hash, name, stored: { archive } }) => ({
      hash,
      name,
      archive,
      archiveSizeBytes: disk.stat(archive)?.sizeBytes ?? 0,
    }));
}

/**
 * What goes along is everybody's from then on: what another registry shows to some only must not. Throws
 * DEPENDENCY_PRIVATE.
 */
export async function refuseHidden(
  foreign: readonly ForeignPackage[],
  registryUrl: string,
  registryOf: ((name: string) => Pick<RegistryClient, "url" | "hidesHash">) | undefined,
): Promise<void> {
  for (const { name, hash } of foreign) {
    const own = registryOf?.(readHash(hash)?.name ?? "");
    if (own === undefined || own.url === registryUrl || !(await own.hidesHash(hash))) continue;
    throw publishError("DEPENDENCY_PRIVATE", {
      message: `\`${name}\` is private in the registry ${own.url}, and would go along to ${registryUrl}, for everybody to read`,
      hint: "publish to the registry that it is in, or make it public there first",
    });
  }
}

/** Sends archives that the registry lacks, each after it was read and its hash compared. Throws DEPENDENCY_DAMAGED. */
export async function sendForeign(
  disk: Disk,
  client: Pick<RegistryClient, "uploadForeign">,
  foreign: readonly ForeignPackage[],
): Promise<void> {
  const limit = pLimit(uploadsAtOnce);
  const sent = await Promise.allSettled(
    foreign.map((one) => limit(() => client.uploadForeign(one.hash, verified(disk, one)))),
  );
  for (const outcome of sent) if (outcome.status === "rejected") throw outcome.reason;
}

function verified(disk: Disk, { hash, name, archive }: ForeignPackage): Buffer {
  const bytes = disk.read(archive);
  const came = readPackage(readArchive(bytes, "tar.gz"), "unpack", `the stored archive of ${name}`);
  if (came.hash === hash) return bytes;
  throw publishError("DEPENDENCY_DAMAGED", {
    message: [
      `the stored archive of \`${name}\` is not the one that its hash names`,
      `  expected ${hash}`,
      `  found    ${came.hash}`,
    ].join("\n"),
    hint: "`pantry store verify` finds what is damaged; then publish again",
  });
}
