import { join, posix } from "node:path";
import type { Disk } from "../disk/index.ts";
import type { StoredPackage } from "../store/index.ts";
import { parseHash } from "../zig/index.ts";
import { isOldHash, type Manifest, type ManifestDependency, parseManifest } from "../zon/index.ts";
import { installError } from "./errors.ts";
import { zonName } from "./project-files.ts";

/** One line of a `.dependencies` table, with its place worked out. */
export interface Edge {
  readonly alias: string;
  readonly lazy: boolean;
  readonly to:
    | { readonly kind: "package"; readonly hash: string; readonly address: string }
    | { readonly kind: "path"; readonly path: string };
}

/** What a project depends on itself. Throws DEPENDENCY_UNPINNED, PATH_ESCAPES, HASH_INVALID. */
export function rootEdges(manifest: Manifest): Edge[] {
  return folderEdges(manifest, ".");
}

/** What a folder of the user's own depends on; its path is relative to the project. Throws as `rootEdges`. */
export function folderEdges(manifest: Manifest, path: string): Edge[] {
  return edgesOf(manifest, { at: path, label: posix.join(path, zonName), inside: undefined });
}

/**
 * A fetched package's edges. Packages that it carries inside of itself count as part of it, so their edges are its
 * own, under `folder/alias`.
 */
export function packageEdges(disk: Disk, { tree, hash }: StoredPackage, manifest: Manifest): Edge[] {
  const entered = new Set<string>();
  const label = (at: string) => posix.join(manifest.name, at, zonName);
  const enter = (own: Manifest, at: string): Edge[] => {
    const edges = edgesOf(own, { at, label: label(at), inside: hash });
    return edges.flatMap((edge) => {
      const named = at === "." ? edge : { ...edge, alias: `${at}/${edge.alias}` };
      if (edge.to.kind !== "path" || entered.has(edge.to.path)) return [named];
      entered.add(edge.to.path);
      const inner = manifestAt(disk, join(tree, edge.to.path), label(edge.to.path));
      return inner === undefined ? [named] : [named, ...enter(inner, edge.to.path)];
    });
  };
  return enter(manifest, ".");
}

/** The manifest in a folder, if there is one. Throws as `parseManifest`; `label` is what its errors call it. */
export function manifestAt(disk: Disk, folder: string, label: string): Manifest | undefined {
  const source = disk.readIfThere(join(folder, zonName));
  return source === undefined ? undefined : parseManifest(source, label, { allowMissingPaths: true });
}

/** Where a manifest stands, how messages call it, and the package it may not leave. */
interface Standing {
  /** Relative to the project, or to the fetched package. */
  readonly at: string;
  readonly label: string;
  /** The hash of the fetched package it lies in; undefined in the user's own folders. */
  readonly inside: string | undefined;
}

function edgesOf(manifest: Manifest, standing: Standing): Edge[] {
  return [...manifest.dependencies].map(([alias, dependency]) => ({
    alias,
    lazy: dependency.lazy,
    to: targetOf(alias, dependency, standing),
  }));
}

/** The dependencies that have an address, and no hash that anything fetched could have. */
export function unpinnedIn({ dependencies }: Manifest): string[] {
  return [...dependencies].flatMap(([alias, { location, hash }]) =>
    location.kind === "url" && (hash === undefined || isOldHash(hash)) ? [alias] : [],
  );
}

function targetOf(alias: string, { location, hash }: ManifestDependency, standing: Standing): Edge["to"] {
  if (location.kind === "url") {
    if (hash === undefined || isOldHash(hash)) {
      throw installError("DEPENDENCY_UNPINNED", {
        message: `\`${alias}\` in ${standing.label} has ${hash === undefined ? "an address but no hash" : "a hash of the form that Zig 0.13 used"}`,
        hint: `\`pantry add ${location.url} --as ${alias}\` fetches it and writes its hash`,
      });
    }
    parseHash(hash);
    return { kind: "package", hash, address: location.url };
  }
  const path = posix.normalize(posix.join(standing.at, location.path)).replace(/(?<=.)\/$/, "");
  const leaves = posix.isAbsolute(location.path) || path === ".." || path.startsWith("../");
  if (posix.isAbsolute(location.path) || (leaves && standing.inside !== undefined)) {
    throw installError("PATH_ESCAPES", {
      message: `\`${alias}\` in ${standing.label} points to ${location.path}, outside of the ${standing.inside === undefined ? "project's relative paths" : "package"}`,
      hint:
        standing.inside === undefined
          ? "Zig takes only relative paths: write it relative to the folder of build.zig.zon"
          : "a fetched package cannot use folders beside it; tell its author, or use another version",
    });
  }
  return { kind: "path", path };
}
