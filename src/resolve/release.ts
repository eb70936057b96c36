/** One published version of a package, as far as solving looks at it. A registry's index document has all of it. */
export interface Release {
  readonly version: string;
  /** Zig's package hash: what the release is, and what others pin. */
  readonly hash: string;
  readonly minimumZigVersion?: string | undefined;
  /** The Zig versions that its publisher built it with; empty or absent: nobody said. */
  readonly testedZigVersions?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly publishedAt?: string | undefined;
  readonly yanked?: boolean | undefined;
  /** Why it is deprecated, in its owner's words. */
  readonly deprecated?: string | undefined;
  readonly dependencies: readonly ReleaseDependency[];
}

/** A dependency that a release pins: it comes along in exactly that version. */
export interface ReleaseDependency {
  /** The key in its build.zig.zon. */
  readonly alias: string;
  readonly hash: string;
  readonly lazy?: boolean | undefined;
}
