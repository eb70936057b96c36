/** What a choice depends on beside the range. */
export interface Conditions {
  /** The Zig in use; without it no release is excluded for its minimum. */
  readonly zigVersion?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Younger releases are held back unless locked or named exactly; 0 turns the gate off. */
  readonly minimumAgeMs?: number | undefined;
  /** Hashes in use: these stay usable when they are yanked, young, or for a newer Zig. */
  readonly locked?: ReadonlySet<string> | undefined;
}
