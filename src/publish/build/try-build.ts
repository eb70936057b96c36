import { randomBytes } from "node:crypto";
import { join } from "node:path";
import semver from "semver";
import { type Disk, folderMaker, joinPath } from "../../disk/index.ts";
import type { FoundZig, PackageEntry } from "../../zig/index.ts";
import { excerptOf } from "./excerpt.ts";
import { modulesStep, type Offers, probeProject, readOffers } from "./probe.ts";
import { runZigBuild, type ZigRun } from "./run-zig.ts";

/** How the packed package took to being built. */
export type BuildOutcome =
  | {
      readonly kind: "tried";
      readonly zigVersion: string;
      readonly offers: Offers;
      /** Why a file that imports its modules does not compile; undefined where it does. */
      readonly importProblem: BuildProblem | undefined;
      /** The same of the package's own default step, which its users never run. */
      readonly ownStepProblem: BuildProblem | undefined;
    }
  /** Its build.zig does not get through. */
  | { readonly kind: "failed"; readonly zigVersion: string; readonly output: string }
  | { readonly kind: "timed out"; readonly zigVersion: string }
  | { readonly kind: "skipped"; readonly why: string; readonly isWarning: boolean };

export interface BuildProblem {
  /** The few lines that say why. */
  readonly output: string;
  /** A file that is asked for is not in the package. */
  readonly isMissingFile: boolean;
}

/** True where users of the package get through with this Zig: its modules compile, or if it has none, its own step. */
export function isTested(outcome: BuildOutcome): outcome is BuildOutcome & { kind: "tried" } {
  if (outcome.kind !== "tried" || outcome.importProblem !== undefined) return false;
  return outcome.ownStepProblem === undefined || outcome.offers.modules.length > 0;
}

export interface BuildRequest {
  readonly zig: FoundZig;
  readonly env: NodeJS.ProcessEnv;
  readonly minimumZigVersion: string | undefined;
  /** The probe's folder, with the package and its dependencies in their places. */
  readonly folder: string;
  readonly marker: string;
}

/** The text before the probe's line: nothing that the package prints by itself can be taken for it. */
export function newMarker(): string {
  return `pantry-probe-${randomBytes(8).toString("hex")}:`;
}

/** Writes the package and the probe that depends on it into an empty folder. */
export function writeProbe(
  disk: Disk,
  folder: string,
  entries: readonly PackageEntry[],
  marker: string,
): void {
  for (const { name, text } of probeProject(marker)) disk.create(join(folder, name), Buffer.from(text));
  const root = join(folder, "package");
  disk.makeFolder(root);
  const folders = folderMaker(disk, root);
  for (const { path, bytes, executable } of entries) {
    folders.makeParentsOf(path);
    disk.create(joinPath(root, path), bytes, { mode: executable ? 0o755 : 0o644 });
  }
}

/**
 * Builds a package as its users will: from its archive, in a folder where nothing else of it is.
 *
 * 1. a file that imports each of its modules, while the probe says what the package offers,
 * 2. the package's own default step.
 */
export async function tryBuild(request: BuildRequest): Promise<BuildOutcome> {
  const { zig, env, folder, marker, minimumZigVersion } = request;
  const zigVersion = zig.version;
  if (isOlder(zigVersion, minimumZigVersion)) {
    const why = `build.zig.zon asks for Zig ${minimumZigVersion}, and ${zig.path} is ${zigVersion}`;
    return { kind: "skipped", why, isWarning: true };
  }
  const imported = await runZigBuild({ zig, env, folder, step: modulesStep });
  if (imported.timedOut) return { kind: "timed out", zigVersion };
  const offers = readOffers(imported.output, marker);
  if (offers === undefined) return { kind: "failed", zigVersion, output: excerptOf(imported.output, folder) };
  const built = await runZigBuild({ zig, env, folder, step: undefined });
  if (built.timedOut) return { kind: "timed out", zigVersion };
  const [importProblem, ownStepProblem] = [imported, built].map((run) => problemOf(run, folder));
  return { kind: "tried", zigVersion, offers, importProblem, ownStepProblem };
}

function problemOf({ ok, output }: ZigRun, folder: string): BuildProblem | undefined {
  if (ok) return undefined;
  return { output: excerptOf(output, folder), isMissingFile: /\bFileNotFound\b/.test(output) };
}

/** Zig itself does not compare the two, and takes versions that nobody else does. */
function isOlder(version: string, minimum: string | undefined): boolean {
  return minimum !== undefined && semver.valid(minimum) !== null && semver.lt(version, minimum);
}
