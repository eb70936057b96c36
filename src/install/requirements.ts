import semver from "semver";
import type { Requirement, Root } from "../resolve/index.ts";
import { type DirectDependency, directDependencies } from "./direct.ts";
import type { Project, Workspace } from "./project-files.ts";

/**
 * What the projects of a workspace ask for, by their dependencies. `requirementsOf` says it for one of them; each
 * stays as it is, where that gives nothing. They are solved together.
 */
export function rootsOf(
  { projects }: Workspace,
  requirementsOf: (project: Project) => readonly Requirement[] | undefined,
): Root[] {
  return projects.map((project) => ({
    label: projects.length === 1 ? undefined : rootLabel(project),
    requirements: requirementsOf(project) ?? directDependencies(project).flatMap(standing),
  }));
}

/** How explanations call a project where there are several; no two are called the same. */
export function rootLabel({ path, manifest }: Project): string {
  return path === "." ? `${manifest.name} (.)` : path;
}

/**
 * A dependency that stays, if it can, where its range holds it; else just what build.zig.zon pins. A folder asks for
 * nothing that is to be chosen.
 */
export function standing({ alias, name, version, origin }: DirectDependency): Requirement[] {
  if (origin.kind === "path") return [];
  const { hash } = origin;
  const range = origin.kind === "registry" ? origin.range : undefined;
  if (range === undefined || version === undefined || !semver.satisfies(version, range))
    return [{ alias, hash }];
  return [{ alias, name, range, current: { hash, moves: "if-needed" } }];
}
