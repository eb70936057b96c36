import { formatLockfile, type Lockfile, parseSettings } from "../project/index.ts";
import { parseManifest } from "../zon/index.ts";
import { type Closure, walkClosure } from "./closure.ts";
import { lockfileOf } from "./lock.ts";
import type { Obtainer } from "./obtain.ts";
import { type Project, tomlName, zonName } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

/** What a project is to be: its files as they shall read, and all that they need. */
export interface Plan {
  readonly project: Project;
  readonly zon: Buffer;
  readonly tomlText: string | undefined;
  readonly closure: Closure;
  readonly lockfile: Lockfile;
  readonly lockText: string;
}

/** Works out what a project needs if its files read so; fetches it into the store, and changes nothing else. */
export async function planProject(
  bench: Workbench,
  project: Project,
  { zon, tomlText }: Pick<Project, "zon" | "tomlText">,
  obtain: Obtainer,
): Promise<Plan> {
  const manifest = parseManifest(zon, zonName, { allowMissingPaths: true });
  const closure = await walkClosure(bench, project.root, manifest, obtain, project.lockfile);
  const lockfile = lockfileOf(closure, parseSettings(tomlText ?? "", tomlName), project.lockfile);
  return { project, zon, tomlText, closure, lockfile, lockText: formatLockfile(lockfile) };
}

/**
 * True where the lock that is there says the same, whatever line ends git gave it. An archive's integrity that one of
 * the two does not know is no difference: who found the package in the store or by its hash never saw the archive.
 */
export function isLocked({ project: { lockfile }, lockfile: wanted }: Plan): boolean {
  if (lockfile === undefined) return false;
  return formatLockfile(comparable(lockfile, wanted)) === formatLockfile(comparable(wanted, lockfile));
}

/** One lock as it reads beside another: without what only one of them can know. */
function comparable(lockfile: Lockfile, other: Lockfile): Lockfile {
  const known = new Map(other.packages.map((each) => [each.hash, each.integrity]));
  const packages = lockfile.packages.map((each) => {
    const decides = each.source.kind === "registry" && known.get(each.hash) !== undefined;
    return decides ? each : { ...each, integrity: undefined };
  });
  return { ...lockfile, packages };
}
