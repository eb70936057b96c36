import { join } from "node:path";
import { type Disk, isThere, listIfThere } from "../disk/index.ts";
import type { StoreLayout } from "./layout.ts";

/**
 * What a project uses, one file for each in `roots/`. Whoever places packages writes it and may keep more in it; the
 * store reads this much.
 */
export interface Root {
  readonly format: 1;
  /** Its absolute folder. */
  readonly project: string;
  readonly hashes: readonly string[];
}

export interface RootFile {
  readonly path: string;
  /** Undefined where the file is damaged, or of another format. */
  readonly root: Root | undefined;
}

export function readRoots(disk: Disk, layout: StoreLayout): RootFile[] {
  return listIfThere(disk, layout.roots).map(({ name }) => {
    const path = join(layout.roots, name.toString());
    return { path, root: parseRoot(disk.readIfThere(path)?.toString("utf8") ?? "") };
  });
}

export function parseRoot(text: string): Root | undefined {
  try {
    const raw = JSON.parse(text);
    const isRoot =
      raw?.format === 1 &&
      typeof raw.project === "string" &&
      Array.isArray(raw.hashes) &&
      raw.hashes.every((hash: unknown) => typeof hash === "string");
    return isRoot ? raw : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A project that is gone, or is none any more, uses nothing. */
export function isInUse(disk: Disk, { project }: Root): boolean {
  return isThere(disk, join(project, "build.zig.zon"));
}
