import { join } from "node:path";
import { nameDigest, ownedName } from "../disk/index.ts";

/** Where things lie below `$PANTRY_HOME/store/v1`. The version is part of the path: formats never mix. */
export interface StoreLayout {
  readonly root: string;
  readonly blobs: string;
  readonly zig: string;
  /** What registries said, as it came. */
  readonly index: string;
  readonly roots: string;
  readonly locks: string;
  readonly temporary: string;
  /** The pair of `tree/` and `record.json` of one package. */
  packageFolder(hash: string): string;
  tree(hash: string): string;
  recordFile(hash: string): string;
  blob(sha512: string): string;
  /** What a project uses; `project` is its absolute folder. */
  rootFile(project: string): string;
  /** Who writes a project's files holds this. */
  projectLock(project: string): string;
  /** A name in `tmp/` that nobody else has. */
  newTemporary(): string;
}

export function storeLayout(home: string): StoreLayout {
  const root = join(home, "store", "v1");
  const temporary = join(root, "tmp");
  return {
    root,
    blobs: join(root, "blobs"),
    zig: join(root, "zig"),
    index: join(root, "index"),
    roots: join(root, "roots"),
    locks: join(root, "locks"),
    temporary,
    packageFolder: (hash) => join(root, "zig", hash),
    tree: (hash) => join(root, "zig", hash, "tree"),
    recordFile: (hash) => join(root, "zig", hash, "record.json"),
    blob: (sha512) => join(root, "blobs", sha512.slice(0, 2), sha512),
    rootFile: (project) => join(root, "roots", `${nameDigest(project)}.json`),
    projectLock: (project) => join(root, "locks", nameDigest(project)),
    newTemporary: () => join(temporary, ownedName()),
  };
}
