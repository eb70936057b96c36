/** A known vulnerability, as far as Pantry needs it: what an OSV document says of packages of these ecosystems. */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly severity: Severity;
  /** Where people read more. */
  readonly url: string;
  /** Weaknesses by their number: `CWE-79`. */
  readonly cwes: readonly string[];
  readonly affected: readonly Affected[];
}

export type Ecosystem = "Zig" | "npm";

/** Which versions of one package an advisory is about. */
export interface Affected {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** Listed one by one. */
  readonly versions: readonly string[];
  readonly ranges: readonly (readonly RangeEvent[])[];
}

/** A point on the line of versions where something begins or ends. */
export interface RangeEvent {
  readonly kind: "introduced" | "fixed" | "last_affected";
  /** `0` is before all versions. */
  readonly version: string;
}

export interface Severity {
  readonly level: Level;
  /** CVSS, from 0 to 10, and the vector that it was computed from; undefined where no vector could be read. */
  readonly cvss: { readonly score: number; readonly vector: string } | undefined;
}

/** From least to worst. */
export const levels = ["low", "moderate", "high", "critical"] as const;

export type Level = (typeof levels)[number];

/** True where one level is at least as bad as another. */
export function isAtLeast(level: Level, threshold: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(threshold);
}
