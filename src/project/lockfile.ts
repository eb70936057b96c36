import type { Source } from "./source.ts";

/** The format that this Pantry writes, and the newest that it reads. */
export const lockfileVersion = 1;

/** What `pantry.lock` says. LOCKFILE.md beside this file explains each field. */
export interface Lockfile {
  readonly projects: readonly LockedProject[];
  readonly packages: readonly LockedPackage[];
}

export type PackageKind = "zig" | "npm";

/** A project of this lockfile with what it depends on itself. */
export interface LockedProject {
  /** Relative to the lockfile; `.` for the folder that it stands in. */
  readonly path: string;
  readonly dependencies: readonly ProjectDependency[];
}

export interface LockedPackage {
  readonly kind: PackageKind;
  /** The package's own name; for one without a manifest what its first dependant calls it. */
  readonly name: string;
  /** undefined for a package without a manifest. */
  readonly version: string | undefined;
  readonly source: Source;
  /** Zig's package hash; none for a path, and none for npm. */
  readonly hash: string | undefined;
  /** SHA-512 of the archive as SRI; none for git and paths, nor where only the hash was checked. */
  readonly integrity: string | undefined;
  readonly dependencies: readonly LockedDependency[];
}

export interface LockedDependency {
  /** What the dependant calls it: the key in its manifest. */
  readonly alias: string;
  /** Zig's `.lazy = true`. */
  readonly lazy: boolean;
  readonly to: LockedTarget;
}

export interface ProjectDependency extends LockedDependency {
  readonly kind: PackageKind;
  /** What `pantry.toml` or package.json said when the lockfile was written; undefined where they said nothing. */
  readonly range: string | undefined;
}

/**
 * Which package: a Zig package by its hash, an npm package by name and version, a folder by its path.
 * A path counts from the lockfile's folder; in a package that has a hash it counts from that package's own root.
 */
export type LockedTarget =
  | { readonly kind: "hash"; readonly hash: string }
  | { readonly kind: "version"; readonly name: string; readonly version: string }
  | { readonly kind: "path"; readonly path: string };

/** Orders texts by their UTF-8 bytes, which is the same on every machine. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The order of `[[package]]` entries: kind, name, version, then what tells packages of one version apart. */
export function comparePackages(a: LockedPackage, b: LockedPackage): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(a.name, b.name) ||
    compareText(a.version ?? "", b.version ?? "") ||
    compareText(packageKey(a), packageKey(b))
  );
}

/** The order of dependencies in one list. Only a project can call both a Zig and an npm package by one alias. */
export function compareDependencies(a: Dependency, b: Dependency): number {
  return compareText(a.alias, b.alias) || compareText(a.kind ?? "", b.kind ?? "");
}

type Dependency = Pick<LockedDependency, "alias"> & { readonly kind?: PackageKind };

/** What makes a package one package: two entries with one key are one too many. */
export function packageKey({ kind, name, version, source, hash }: LockedPackage): string {
  if (source.kind === "path") return targetKey(kind, source);
  if (hash !== undefined) return targetKey(kind, { kind: "hash", hash });
  return targetKey(kind, { kind: "version", name, version: version ?? "" });
}

/** The key of the package that a target means. */
export function targetKey(kind: PackageKind, target: LockedTarget): string {
  const parts = Object.entries(target).flatMap(([key, value]) => (key === "kind" ? [] : [value as string]));
  return JSON.stringify([kind, target.kind, ...parts]);
}
