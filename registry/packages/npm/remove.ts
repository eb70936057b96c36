import { type Change, checkRevision, mark, takeRevision, versionsToChange } from "./change.ts";

/** Takes versions away for good: all where none are named. Throws REVISION_OLD. */
export async function removeVersions(
  change: Change,
  revision: string,
  versions: readonly string[] | undefined,
): Promise<void> {
  const all = await versionsToChange(change);
  const wanted = all.filter(({ version, removed }) => !removed && (versions?.includes(version) ?? true));
  // What is gone already is what was asked for, whatever happened meanwhile.
  if (wanted.length === 0) return;
  checkRevision(change.head, revision);
  await takeRevision(change);
  for (const record of wanted) await mark(change, record, "unpublish", { removed: true });
  await change.finish(change.head);
}
