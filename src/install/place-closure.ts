import { type ClosurePackage, walkClosure } from "./closure.ts";
import { obtainer } from "./obtain.ts";
import { placePackages } from "./place.ts";
import { projectAt, readWorkspace } from "./project-files.ts";
import { unlessChanged } from "./unless-changed.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Gets all that the project in a folder needs, as its build.zig.zon pins it, and puts it where Zig looks for it.
 * No file of the project is written: for a folder that is built once and removed.
 */
export async function placeClosure(bench: Workbench, folder: string): Promise<readonly ClosurePackage[]> {
  return unlessChanged(() => placeOnce(bench, folder));
}

async function placeOnce(bench: Workbench, folder: string): Promise<readonly ClosurePackage[]> {
  const workspace = readWorkspace(bench.disk, folder);
  const { manifest } = projectAt(workspace, folder);
  const { packages } = await walkClosure(bench, folder, manifest, obtainer(bench), workspace.lockfile);
  const found = [...packages.values()];
  await placePackages(
    bench,
    folder,
    found.map(({ stored }) => stored),
    () => ({ by: "bytes", placedAtMs: undefined }),
  );
  return found;
}
