import { relative, sep } from "node:path";
import type { Disk, Replacement } from "../disk/index.ts";
import type { Workspace } from "./project-files.ts";

/** A file that would change. */
export interface FileChange {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** undefined where there is none yet. */
  readonly before: string | undefined;
  readonly after: string;
}

export function fileChanges(
  disk: Disk,
  { root }: Workspace,
  replacements: readonly Replacement[],
): FileChange[] {
  return replacements.map(({ path, bytes = new Uint8Array() }) => ({
    path: relative(root, path).split(sep).join("/"),
    before: disk.readIfThere(path)?.toString("utf8"),
    after: Buffer.from(bytes).toString("utf8"),
  }));
}
