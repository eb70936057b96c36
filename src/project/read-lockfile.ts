import { parseToml, readDocument, type TomlFileKind, type TomlNode } from "../toml/index.ts";
import { projectError } from "./errors.ts";
import { maxLockfileLength } from "./limits.ts";
import {
  comparePackages,
  compareText,
  type LockedPackage,
  type LockedProject,
  type LockedTarget,
  type Lockfile,
  lockfileVersion,
  type PackageKind,
  packageKey,
  targetKey,
} from "./lockfile.ts";
import { checked, checkOrder, type Read } from "./lockfile-fields.ts";
import { readDependencies, readProjectDependency } from "./read-dependency.ts";
import { readPackage } from "./read-package.ts";
import { innerPathProblem } from "./relative-path.ts";

/**
 * Reads a `pantry.lock` strictly: what Pantry would not write is refused, apart from line ends, spaces, comments and
 * a byte order mark, which editors and git change.
 *
 * Throws LOCK_INVALID or LOCK_NEWER, TOML_SYNTAX, TOML_CONFLICT, TOML_TOO_LARGE, each with file, line and column.
 */
export function parseLockfile(text: string, fileName: string): Lockfile {
  const document = parseToml(text, fileName, lockfileKind(fileName));
  const root = readDocument(document, (message, hint) =>
    projectError("LOCK_INVALID", { message, hint: hint ?? wayOut(fileName) }),
  );
  checkVersion(root, fileName);
  root.allowOnly(["version", "project", "package"]);
  const projects = (root.get("project")?.items() ?? []).map((node) => ({ node, value: readProject(node) }));
  const packages = (root.get("package")?.items() ?? []).map((node) => ({ node, value: readPackage(node) }));
  if (projects.length === 0) throw root.fail(`${fileName} names no project: it may have been cut`);
  checkOrder(projects, (a, b) => compareText(a.path, b.path));
  checkOrder(packages, comparePackages);
  checkTargets(projects, packages);
  return { projects: projects.map(({ value }) => value), packages: packages.map(({ value }) => value) };
}

function lockfileKind(fileName: string): TomlFileKind {
  return {
    maxLength: maxLockfileLength,
    brokenHint: wayOut(fileName),
    conflictHint: `settle the manifests first, then take one side's file whole (\`git checkout --ours ${fileName}\`) and run \`pantry install\`: it adds what is missing`,
  };
}

function wayOut(fileName: string): string {
  return `bring back the last good one (\`git checkout -- ${fileName}\`), or delete it: \`pantry install\` makes it anew, and the hashes in build.zig.zon stay as they are`;
}

/** First of all, since a newer format may differ in everything else. */
function checkVersion(root: TomlNode, fileName: string): void {
  const node = root.need("version");
  if (typeof node.value !== "bigint" || node.value < 1n) {
    throw node.fail(`the version of the format must be a whole number from 1 on`);
  }
  if (node.value > BigInt(lockfileVersion)) {
    throw projectError("LOCK_NEWER", {
      message: `${fileName} has format ${node.value}; this Pantry reads up to ${lockfileVersion}`,
      hint: "update Pantry to the version that the others of this project use",
    });
  }
}

function readProject(node: TomlNode): LockedProject {
  node.allowOnly(["path", "dependencies"]);
  const path = checked(node.need("path"), innerPathProblem);
  node.need("dependencies");
  return { path, dependencies: readDependencies(node, readProjectDependency) };
}

function checkTargets(
  projects: readonly Read<LockedProject>[],
  packages: readonly Read<LockedPackage>[],
): void {
  const known = new Set<string>();
  for (const { node, value } of packages) {
    const key = packageKey(value);
    if (known.has(key)) throw node.fail("this package is there twice");
    known.add(key);
  }
  const isKnown = (kind: PackageKind, to: LockedTarget): boolean =>
    known.has(targetKey(kind, to)) ||
    (to.kind === "path" && projects.some(({ value }) => value.path === to.path));
  for (const { node, value } of projects) {
    for (const [index, { kind, to }] of value.dependencies.entries()) {
      if (!isKnown(kind, to)) throw leadsNowhere(node, index);
    }
  }
  for (const { node, value } of packages) {
    for (const [index, { to }] of value.dependencies.entries()) {
      const isInside = to.kind === "path" && value.hash !== undefined;
      if (!isInside && !isKnown(value.kind, to)) throw leadsNowhere(node, index);
    }
  }
}

function leadsNowhere(owner: TomlNode, index: number): Error {
  const node = owner.need("dependencies").items()[index] ?? owner;
  return node.fail("this dependency leads to no package of this file");
}
