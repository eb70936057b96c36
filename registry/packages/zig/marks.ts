import { randomUUID } from "node:crypto";
import { deprecationProblem, isVersion, versionKey } from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import { registryError } from "../../errors.ts";
import type { PackageHead, VersionMarks } from "../../metadata/index.ts";
import { auditRecord, type Registry } from "../../registry.ts";
import type { Finish } from "../finish.ts";
import { subjectOf } from "../package-id.ts";

/** Who changes which version, and what is done once it is changed. */
export interface MarkedVersion {
  readonly registry: Registry;
  readonly finish: Finish<"zig">;
  readonly actor: string;
  readonly head: PackageHead<"zig">;
  readonly version: string;
}

/**
 * Takes a version out of the choice for new users, or puts it back. Its bytes stay, for those who have it.
 * Throws VERSION_MISSING.
 */
export async function setYanked(marked: MarkedVersion, yanked: boolean): Promise<void> {
  await mark(marked, yanked ? "yank" : "unyank", { yanked });
}

/**
 * Tells those who use a version why they better did not, or takes that back where there is no message. It stays in the
 * choice, behind all that are not deprecated. Throws VERSION_MISSING, REQUEST_INVALID.
 */
export async function setDeprecated(marked: MarkedVersion, message: string | undefined): Promise<void> {
  const problem = message === undefined ? undefined : deprecationProblem(message);
  if (problem !== undefined) {
    throw registryError("REQUEST_INVALID", {
      message: `cannot deprecate ${marked.head.name} ${marked.version}: the message ${problem}`,
      hint: "say in one line what to use instead",
    });
  }
  await mark(marked, message === undefined ? "undeprecate" : "deprecate", { deprecated: message }, message);
}

async function mark(
  { registry, finish, actor, head, version }: MarkedVersion,
  action: string,
  marks: Partial<VersionMarks>,
  detail?: string,
): Promise<void> {
  const record = isVersion(version)
    ? await patiently(() => registry.metadata.version(head, versionKey(version), "fresh"))
    : undefined;
  if (record?.version !== version) {
    throw registryError("VERSION_MISSING", {
      message: `there is no version ${version} of \`${head.name}\``,
      hint: `\`pantry info ${head.name}\` lists them`,
    });
  }
  const audit = auditRecord(registry, actor, action, subjectOf(head, version), detail);
  const change = randomUUID();
  await patiently(() => registry.metadata.mark(head, record.key, marks, change, audit));
  await finish(head);
}
