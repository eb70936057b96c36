import type { PantryError } from "../errors.ts";
import type { IndexDocument } from "../protocol/index.ts";
import type { PackageEntry, ZigPackage } from "../zig/index.ts";
import type { Manifest } from "../zon/index.ts";

/** Everything that the checks look at, gathered beforehand: they themselves only compute. */
export interface Subject {
  readonly manifest: Manifest;
  /** As the folder's `.paths` make it. */
  readonly package: ZigPackage;
  readonly files: readonly PackageFile[];
  readonly packed: Packed;
  /** Whether the folder has a build.zig, in the package or not. */
  readonly hasBuildScript: boolean;
  /** The registry that it is meant for. */
  readonly registryUrl: string;
  readonly registry: RegistryView;
  readonly git: GitState;
}

export interface PackageFile extends PackageEntry {
  /** For people and their terminals; the bytes of the name are in `path`. */
  readonly shown: string;
}

export function filesOf({ entries }: ZigPackage): readonly PackageFile[] {
  return entries.map((entry) => ({ ...entry, shown: shownName(entry.path.toString()) }));
}

/** A name without what a terminal would obey. */
export function shownName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "·");
}

/** The archive that would be sent. `problem`: why no reader would take it. */
export interface Packed {
  readonly archive: Buffer;
  readonly problem: PantryError | undefined;
}

/** What the registry says of the package and of whoever wants to publish it. */
export type RegistryView =
  | { readonly kind: "not asked" }
  | { readonly kind: "unreachable"; readonly failure: PantryError }
  | {
      readonly kind: "asked";
      /** Undefined where there is no package of that name. */
      readonly document: IndexDocument | undefined;
      /** Undefined where nobody is signed in. */
      readonly user: string | undefined;
    };

/** How the folder stands against its last commit. */
export type GitState =
  | { readonly kind: "no repository" }
  | { readonly kind: "no commit" }
  | {
      readonly kind: "known";
      /** Relative to the folder, changed in any way since the last commit, untracked ones included. */
      readonly changed: readonly string[];
    };
