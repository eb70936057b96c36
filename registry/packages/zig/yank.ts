import { randomUUID } from "node:crypto";
import { isVersion, versionKey } from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import { registryError } from "../../errors.ts";
import { auditRecord, type Registry } from "../../registry.ts";
import type { Finish } from "../finish.ts";
import { subjectOf } from "../package-id.ts";
import { packageHead } from "./claim.ts";

/**
 * Takes a version out of the choice for new users, or puts it back. Its bytes stay, for those who have it.
 * Throws PACKAGE_MISSING, VERSION_MISSING.
 */
export async function setYanked(
  registry: Registry,
  finish: Finish<"zig">,
  actor: string,
  name: string,
  version: string,
  yanked: boolean,
): Promise<void> {
  const head = await packageHead(registry, name);
  const record = isVersion(version)
    ? await patiently(() => registry.metadata.version(head, versionKey(version), "fresh"))
    : undefined;
  if (record?.version !== version) {
    throw registryError("VERSION_MISSING", {
      message: `there is no version ${version} of \`${name}\``,
      hint: `\`pantry info ${name}\` lists them`,
    });
  }
  const audit = auditRecord(registry, actor, yanked ? "yank" : "unyank", subjectOf(head, version));
  const change = randomUUID();
  await patiently(() => registry.metadata.mark(head, record.key, { yanked }, change, audit));
  await finish(head);
}
