import type { Conditions } from "./conditions.ts";
import type { Release } from "./release.ts";

/** What is to be solved: what the project needs, what its lockfile has, and what choices depend on. */
export interface Problem extends Omit<Conditions, "locked"> {
  /** The project, or each member of a workspace: they are solved together. */
  readonly roots: readonly Root[];
  /** Preferred where it still fits; also what is known of packages that no registry lists. */
  readonly locked?: readonly LockedRelease[] | undefined;
  /** Packages that are not preferred for being locked, by name. */
  readonly update?: "all" | readonly string[] | undefined;
  /** What to do where two versions of one package would come together; `allow` unless given. */
  readonly duplicates?: DuplicatePolicy | undefined;
  /** Explains a conflict by its whole proof instead of the short tree. */
  readonly explain?: boolean | undefined;
  /** The width for explanations, in characters; 78 unless given. */
  readonly columns?: number | undefined;
}

/**
 * `allow`: the newest that every range holds; Zig builds duplicates side by side. `avoid`: older versions where these
 * bring fewer packages that come twice; one that must come twice may come more often. `deny`: rather a conflict than
 * a duplicate.
 */
export type DuplicatePolicy = "allow" | "avoid" | "deny";

export interface Root {
  /** How messages call it; undefined where there is only one: `you`. */
  readonly label?: string | undefined;
  readonly requirements: readonly Requirement[];
}

/** A direct dependency: a range that pantry.toml keeps, or the hash that build.zig.zon pins. */
export type Requirement =
  | {
      readonly alias: string;
      readonly name: string;
      readonly range: string;
      readonly current?: Current | undefined;
    }
  | { readonly alias: string; readonly hash: string };

/**
 * What a dependency is now; it may stay that in any case. `if-needed`: it does, unless nothing fits together then.
 * `forward`: it takes the newest, and never an older one.
 */
export interface Current {
  readonly hash: string;
  readonly moves: "if-needed" | "forward";
}

export interface LockedRelease extends Release {
  readonly name: string;
  /** True for one that comes from elsewhere than the registry: whatever its name, it fits no range. */
  readonly elsewhere?: boolean | undefined;
}

/** A package whose releases are needed, and which of its hashes something pins. */
export interface Wanted {
  readonly name: string;
  readonly pins: readonly string[];
}

/** What is known of the wanted packages, by name. Every name has its answer. */
export type Listings = ReadonlyMap<string, Listing>;

/**
 * `releases`: all that there are, or for a package that was only wanted for its pins, at least those. `absent`: the
 * registry has no such package; `similar` are names that it has. `offline`: not known, and not to be asked.
 * `denied`: the registry wants somebody else to ask.
 */
export type Listing =
  | { readonly kind: "releases"; readonly releases: readonly Release[] }
  | {
      readonly kind: "absent";
      readonly similar?: readonly string[] | undefined;
      /** What the registry says to do. */
      readonly hint?: string | undefined;
    }
  | { readonly kind: "offline" }
  | { readonly kind: "denied" };
