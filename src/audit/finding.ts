import type { Advisory, Ecosystem, Level } from "../osv/index.ts";

/** A package of the project as it is audited. */
export interface AuditedPlace {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string;
  /** Zig's hash; none for a folder and for npm. */
  readonly hash: string | undefined;
  /** Shortest ways to it from the project: names of packages, the last one its own. */
  readonly paths: readonly (readonly string[])[];
}

/** Something that speaks against a version in the lock. */
export type Finding = { readonly place: AuditedPlace; readonly level: Level } & (
  | {
      readonly kind: "vulnerability";
      readonly advisory: Advisory;
      /** The nearest later version without it; undefined where there is none yet. */
      readonly fixed: string | undefined;
    }
  /** It is not chosen for new projects any more. */
  | { readonly kind: "yanked" }
  /** Its owner asks those who use it to use something else. */
  | { readonly kind: "deprecated"; readonly message: string }
  /** The registry's word for it does not hold: see `problem`. */
  | { readonly kind: "signature"; readonly problem: string }
);

export interface AuditReport {
  readonly packages: number;
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** False where nobody could be asked which versions are vulnerable. */
  readonly vulnerabilitiesAsked: boolean;
  /** What could not be looked at, and why. */
  readonly notes: readonly string[];
}
