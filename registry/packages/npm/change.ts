import { randomUUID } from "node:crypto";
import { patiently } from "../../attempts.ts";
import { registryError } from "../../errors.ts";
import type { PackageHead, VersionMarks, VersionRecord } from "../../metadata/index.ts";
import { auditRecord, type Registry } from "../../registry.ts";
import type { Finish } from "../finish.ts";
import { replaceHead } from "../head.ts";
import { subjectOf } from "../package-id.ts";
import { revisionText } from "./document.ts";

/** What the changes of a package share. */
export interface Change {
  readonly registry: Registry;
  readonly finish: Finish<"npm">;
  readonly actor: string;
  readonly head: PackageHead<"npm">;
}

/** Throws REVISION_OLD unless the package is as the client read it. */
export function checkRevision(head: PackageHead<"npm">, revision: unknown): void {
  if (revision !== revisionText(head)) throw revisionOld(head);
}

/**
 * Takes the next revision for this change alone: of those who saw the same one only one may go on, so that nobody
 * takes back what another did meanwhile. Throws REVISION_OLD.
 */
export async function takeRevision(
  { registry, actor, head }: Change,
  changed: Partial<Pick<PackageHead<"npm">, "owners" | "facts">> = {},
  action = "change",
  detail?: string,
): Promise<void> {
  const audit = auditRecord(registry, actor, action, subjectOf(head), detail);
  if (!(await replaceHead(registry, head, changed, audit))) throw revisionOld(head);
}

/**
 * The versions of a package, for a change of what a client has read. What others are doing to them is not in that: it is
 * finished first, and the package has another revision then, unless that was the one which the client read.
 */
export async function versionsToChange({
  registry,
  finish,
  head,
}: Change): Promise<readonly VersionRecord<"npm">[]> {
  const versions = await patiently(() => registry.metadata.versions(head, "fresh"));
  if (versions.some(({ unsettled }) => unsettled !== undefined)) await finish(head);
  return versions;
}

/** Marks a version. What follows from it is for the one who calls to finish. */
export async function mark(
  { registry, actor, head }: Change,
  record: VersionRecord<"npm">,
  action: string,
  marks: Partial<VersionMarks>,
  detail?: string,
): Promise<void> {
  const audit = auditRecord(registry, actor, action, subjectOf(head, record.version), detail);
  const attempt = randomUUID();
  await patiently(() => registry.metadata.mark(head, record.key, marks, attempt, audit));
}

export function versionMissing(name: string, version: string) {
  return registryError("VERSION_MISSING", {
    message: `there is no version ${version} of \`${name}\``,
    hint: `\`npm view ${name} versions\` lists them`,
  });
}

function revisionOld({ name }: PackageHead<"npm">) {
  return registryError("REVISION_OLD", {
    message: `\`${name}\` was changed by somebody else meanwhile`,
    hint: "do it again: the client then sees the package as it is now",
  });
}
