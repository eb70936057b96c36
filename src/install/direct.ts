import { type GitAddress, parseAddress } from "../fetch/index.ts";
import { nearest } from "../nearest.ts";
import { namedInHash } from "../project/index.ts";
import { rootEdges } from "./edges.ts";
import { installError } from "./errors.ts";
import { sourceOf } from "./lock.ts";
import type { Project, Workspace } from "./project-files.ts";

/** One of a project's own dependencies, as its files say. */
export interface DirectDependency {
  readonly alias: string;
  /** What the package calls itself; the alias where it has no name. */
  readonly name: string;
  /** undefined for a package without a manifest, and for a folder. */
  readonly version: string | undefined;
  readonly origin: Origin;
}

export type Origin =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "git"; readonly address: GitAddress; readonly hash: string }
  | { readonly kind: "archive"; readonly url: string; readonly hash: string }
  | RegistryOrigin;

export interface RegistryOrigin {
  readonly kind: "registry";
  /** The base of the address in build.zig.zon. */
  readonly registryUrl: string;
  readonly hash: string;
  /** What pantry.toml keeps for it; undefined where it is pinned by build.zig.zon alone. */
  readonly range: string | undefined;
}

/** What a project depends on itself, sorted by alias. Throws DEPENDENCY_UNPINNED, PATH_ESCAPES, HASH_INVALID. */
export function directDependencies({
  manifest,
  settings,
}: Pick<Project, "manifest" | "settings">): DirectDependency[] {
  return rootEdges(manifest)
    .map(({ alias, to }): DirectDependency => {
      if (to.kind === "path") return { alias, name: alias, version: undefined, origin: to };
      const { hash, address } = to;
      const named = namedInHash(hash);
      const setting = settings.dependencies.get(alias);
      return {
        alias,
        name: named?.name ?? alias,
        version: named?.version,
        // A range for another package than the one in build.zig.zon says nothing about it.
        origin: originOf(address, hash, setting?.package === named?.name ? setting?.range : undefined),
      };
    })
    .sort((a, b) => (a.alias < b.alias ? -1 : 1));
}

/** The dependencies with these names: what the project calls them, or they themselves. Throws NOT_IN_PROJECT. */
export function namedDirectly(
  dependencies: readonly DirectDependency[],
  names: readonly string[],
  workspace: Pick<Workspace, "lockfile">,
): DirectDependency[] {
  const found = new Set<DirectDependency>();
  for (const word of new Set(names)) {
    const named = dependencies.filter(({ alias }) => alias === word);
    const matching = named.length > 0 ? named : dependencies.filter(({ name }) => name === word);
    if (matching.length > 0) {
      for (const each of matching) found.add(each);
      continue;
    }
    throw notDirect(word, dependencies, workspace);
  }
  return [...found];
}

function notDirect(
  word: string,
  dependencies: readonly DirectDependency[],
  { lockfile }: Pick<Workspace, "lockfile">,
) {
  if (lockfile?.packages.some(({ name }) => name === word) === true) {
    return installError("NOT_IN_PROJECT", {
      message: `\`${word}\` is no dependency of this project itself: others bring it along, and pin it`,
      hint: `\`pantry why ${word}\` names them: update those`,
    });
  }
  const aliases = dependencies.map(({ alias }) => alias);
  const guess = nearest(word, aliases);
  const there = aliases.length === 0 ? "it has none" : "`pantry tree` shows what it has";
  return installError("NOT_IN_PROJECT", {
    message: `this project has no dependency \`${word}\``,
    hint: guess === undefined ? there : `did you mean \`${guess}\`?`,
  });
}

function originOf(address: string, hash: string, range: string | undefined): Origin {
  const source = sourceOf(address);
  switch (source.kind) {
    case "registry":
      return { kind: "registry", registryUrl: source.url, hash, range };
    case "git": {
      const parsed = parseAddress(address, { adopted: true });
      if (parsed.kind === "git") return { kind: "git", address: parsed, hash };
      return { kind: "archive", url: address, hash };
    }
    default:
      return { kind: "archive", url: address, hash };
  }
}
