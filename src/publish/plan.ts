import { tmpdir } from "node:os";
import type { RegistryClient } from "../client/index.ts";
import { type Disk, inTemporaryFolder } from "../disk/index.ts";
import { PantryError } from "../errors.ts";
import {
  type Access,
  isZigVersion,
  type PackageAbout,
  type PublishFacts,
  registryBase,
} from "../protocol/index.ts";
import { askZig, type FoundZig } from "../zig/index.ts";
import { aboutWithReadme } from "./about.ts";
import { type BuildOutcome, isTested, newMarker, tryBuild, writeProbe } from "./build/index.ts";
import { build as buildCheck, type CheckReport, runChecks } from "./checks/index.ts";
import { type ForeignPackage, findForeign, type NeededPackage, refuseHidden } from "./foreign.ts";
import { readGitState } from "./git-state.ts";
import { integrityOf, type PackageFolder, pack, readFolder } from "./pack.ts";
import { viewRegistry } from "./registry-view.ts";
import { filesOf, type Packed, type Subject } from "./subject.ts";

export interface PublishOptions {
  readonly disk: Disk;
  /** The folder of build.zig.zon. */
  readonly folder: string;
  /** The registry that it is meant for, also where that is not asked. */
  readonly registryUrl: string;
  /** Undefined where the registry is not to be asked: to pack only. */
  readonly client: Pick<RegistryClient, "document" | "whoami" | "hasHash"> | undefined;
  /** It is sent next: then a registry that cannot be asked ends it, before anything is built. */
  readonly sends?: boolean;
  /** The registry that a package of this name belongs to. Where it is another and hides one, that does not go along. */
  readonly registryOf?: ((name: string) => Pick<RegistryClient, "url" | "hidesHash">) | undefined;
  /** Undefined where nothing is to be built (`--no-build`). `path`: the zig to build with, where there is one. */
  readonly zig: { readonly path: string | undefined } | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** What pantry.toml says of the package. */
  readonly about?: PackageAbout | undefined;
  /** Who may read the package; undefined where it stays as it is. */
  readonly access?: Access | undefined;
  /**
   * Gets everything that the project in a folder needs, lazy packages included, puts it where Zig looks for it, and
   * says what it was.
   */
  readonly placeDependencies: (folder: string) => Promise<readonly NeededPackage[]>;
  /** Where the clean folder is made; best on the store's own file system. The system's, where not given. */
  readonly temporaryFolder?: string;
}

/** What would be published, and what speaks against it. */
export interface PublishPlan {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  /** `NAME-VERSION.tar.gz`. */
  readonly archiveName: string;
  readonly archive: Buffer;
  /** SHA-512 of the archive, as npm writes it. */
  readonly integrity: string;
  readonly unpackedSizeBytes: number;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
  /** What stands at the top of the folder and is part of no package, though `.paths` mean everything. */
  readonly leftOut: readonly string[];
  readonly checks: readonly CheckReport[];
  /** False where a check failed: then it is not sent. */
  readonly isReady: boolean;
  readonly facts: PublishFacts;
  /** Dependencies that the registry lacks: they are sent before the version. */
  readonly foreign: readonly ForeignPackage[];
}

/**
 * Works out a publish, and sends nothing:
 *
 * 1. read the folder as the package that it is, and pack it,
 * 2. look at it, at git, and at what the registry says of it,
 * 3. unless something is wrong already: in a clean folder, get what it needs, and build it from its archive,
 * 4. ask which of those dependencies the registry lacks.
 *
 * Throws MANIFEST_MISSING, DEPENDENCY_PRIVATE, what asking the registry failed with if it is to be sent, and what a folder or a manifest is refused with that cannot be packed at all.
 */
export async function planPublish(options: PublishOptions): Promise<PublishPlan> {
  const { disk, folder, client, env } = options;
  const read = readFolder(disk, folder);
  const packed = pack(read.package);
  const [registry, git] = await Promise.all([
    viewRegistry(client, read.manifest.name),
    readGitState(folder, env),
  ]);
  if (options.sends === true && registry.kind === "unreachable") throw registry.failure;
  const files = filesOf(read.package);
  const registryUrl = registryBase(options.registryUrl);
  const subject: Subject = { ...read, files, packed, registryUrl, registry, git };
  const checks = runChecks(subject);
  const failed = checks.some(({ verdict }) => verdict === "failed");
  const tried = failed ? notTried : await tryInCleanFolder(options, read);
  const reports = [...checks, buildCheck(tried.outcome)];
  const foreign =
    client === undefined || registry.kind !== "asked" ? [] : await findForeign(disk, client, tried.needed);
  await refuseHidden(foreign, registryUrl, options.registryOf);
  return {
    ...summaryOf(read, packed),
    leftOut: read.leftOut,
    files: files.map(({ shown, bytes }) => ({ path: shown, sizeBytes: bytes.length })),
    checks: reports,
    isReady: reports.every(({ verdict }) => verdict !== "failed"),
    facts: {
      ...factsOf(read.package.hash, tried.outcome),
      about: aboutWithReadme(options.about, files),
      access: options.access,
    },
    foreign,
  };
}

interface Tried {
  readonly outcome: BuildOutcome;
  readonly needed: readonly NeededPackage[];
}

const notTried: Tried = {
  outcome: { kind: "skipped", why: "not built, since another check failed", isWarning: false },
  needed: [],
};

/** Also without a build the dependencies are fetched where there is a registry that may lack them. */
async function tryInCleanFolder(options: PublishOptions, read: PackageFolder): Promise<Tried> {
  const { disk, env, client } = options;
  const zig = await zigFor(options);
  if ("kind" in zig && client === undefined) return { outcome: zig, needed: [] };
  return inTemporaryFolder(disk, options.temporaryFolder ?? tmpdir(), async (folder) => {
    const marker = newMarker();
    writeProbe(disk, folder, read.package.entries, marker);
    const needed = await options.placeDependencies(folder);
    if ("kind" in zig) return { outcome: zig, needed };
    const { minimumZigVersion } = read.manifest;
    return { outcome: await tryBuild({ zig, env, minimumZigVersion, folder, marker }), needed };
  });
}

/** The zig to build with, or why it is not built. */
async function zigFor({ zig }: PublishOptions): Promise<FoundZig | (BuildOutcome & { kind: "skipped" })> {
  if (zig === undefined) return { kind: "skipped", why: "not built, as was asked", isWarning: false };
  try {
    return await askZig(zig.path);
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    const why = `not built: ${error.message}; neither Zig version nor names are recorded`;
    return { kind: "skipped", why, isWarning: true };
  }
}

function summaryOf({ manifest, package: found }: PackageFolder, { archive }: Packed) {
  return {
    name: manifest.name,
    version: manifest.version,
    hash: found.hash,
    archiveName: `${manifest.name}-${manifest.version}.tar.gz`,
    archive,
    integrity: integrityOf(archive),
    unpackedSizeBytes: found.sizeBytes,
  };
}

function factsOf(hash: string, outcome: BuildOutcome): PublishFacts {
  const offers = outcome.kind === "tried" ? outcome.offers : { modules: [], artifacts: [] };
  const testedZigVersions = isTested(outcome) ? [outcome.zigVersion].filter(isZigVersion) : [];
  return { hash, testedZigVersions, ...offers };
}
