import { createHash } from "node:crypto";
import type {
  LockedDependency,
  LockedPackage,
  LockedTarget,
  Lockfile,
  PackageKind,
  ProjectDependency,
} from "../../src/project/index.ts";
import { fc } from "../support/fast-check.ts";

/** A hash as Zig would write it, over made-up contents. */
export function hashOf(label: string, seed = label): string {
  const digest = createHash("sha256").update(seed).digest();
  const bytes = Buffer.alloc(33);
  bytes.writeUInt32LE(label === "N-V" ? 0xffff : 0x1234567, 0);
  bytes.writeUInt32LE(digest.readUInt32LE(28), 4);
  digest.copy(bytes, 8, 0, 25);
  return `${label}-${bytes.toString("base64url")}`;
}

export function integrityOf(seed: string): string {
  return `sha512-${createHash("sha512").update(seed).digest("base64")}`;
}

const zigName = fc.constantFrom("httpz", "metrics", "known_folders", "_x", "Z9");
const version = fc.constantFrom("0.0.0", "1.2.3", "1.2.3-beta.1", "1.2.3-beta.1+build.5", "10.20.30+-x-");
const seed = fc.string({ maxLength: 4 });
/** Aliases may be anything that Zig takes in `@"…"`. */
const alias = fc.oneof(
  fc.constantFrom("http", "p-lib", "a/b", 'say "hi"', "back\\slash", "new\nline", "ümlaut", "💡", "\u007f"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).filter((text) => !/\p{Cs}/u.test(text)),
);
const pathPart = fc.constantFrom("lib", "a b", "ü", ".hidden", "...", "-", "x.y");
const innerPath = fc.array(pathPart, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const anyPath = fc
  .tuple(fc.integer({ min: 0, max: 2 }), innerPath)
  .map(([above, path]) => "../".repeat(above) + path);

const archiveUrl = fc.constantFrom(
  "https://files.example/a.tar.gz",
  "https://files.example/a.tar.gz?x=1&y=%20#part",
  "http://127.0.0.1:8000/a.zip",
  "HTTPS://Files.Example/A.tar.xz",
);
const gitUrl = fc.constantFrom(
  `git+https://git.example/a/b#${"0123456789abcdef0123456789abcdef01234567"}`,
  `git+https://git.example/a/b.git?ref=v1.0.0#${"0123456789abcdef0123456789abcdef01234567"}`,
  "git+http://localhost:9000/r.git#main",
  "git+https://git.example/unpinned",
);
const registryUrl = fc.constantFrom(
  "http://localhost:7117/",
  "https://zig.example/",
  "https://zig.example/with/path/",
);

type Node = Omit<LockedPackage, "dependencies">;

const zigNode: fc.Arbitrary<Node> = fc
  .record({
    label: fc.oneof(fc.tuple(zigName, version), fc.constant(undefined)),
    seed,
    alias,
    source: fc.oneof(
      registryUrl.map((url) => ({ kind: "registry" as const, url })),
      archiveUrl.map((url) => ({ kind: "archive" as const, url })),
      gitUrl.map((url) => ({ kind: "git" as const, url })),
    ),
    hasIntegrity: fc.boolean(),
  })
  .map(({ label, seed: text, alias: called, source, hasIntegrity }) => ({
    kind: "zig",
    name: label?.[0] ?? called,
    version: label?.[1],
    source,
    hash: hashOf(label?.join("-") ?? "N-V", text),
    integrity: hasIntegrity && source.kind !== "git" ? integrityOf(text) : undefined,
  }));

const pathNode: fc.Arbitrary<Node> = fc
  .record({
    kind: fc.constantFrom<PackageKind>("zig", "npm"),
    name: alias,
    version: fc.option(version, { nil: undefined }),
    path: anyPath,
  })
  .map(({ kind, name, version: has, path }) => ({
    kind,
    name,
    version: has,
    source: { kind: "path", path },
    hash: undefined,
    integrity: undefined,
  }));

const npmNode: fc.Arbitrary<Node> = fc
  .record({ name: fc.constantFrom("left-pad", "@scope/name", "react"), version, seed, isGit: fc.boolean() })
  .map(({ name, version: has, seed: text, isGit }) => ({
    kind: "npm",
    name,
    version: has,
    source: isGit
      ? { kind: "git", url: `git+https://git.example/n#${"0".repeat(40)}` }
      : { kind: "registry", url: "https://zig.example/" },
    hash: undefined,
    integrity: isGit ? undefined : integrityOf(text),
  }));

function targetOf({ source, hash, name, version: has }: Node): LockedTarget {
  if (source.kind === "path") return { kind: "path", path: source.path };
  return hash === undefined ? { kind: "version", name, version: has ?? "" } : { kind: "hash", hash };
}

function identity(node: Node): string {
  return JSON.stringify([node.kind, targetOf(node)]);
}

interface EdgePick {
  readonly alias: string;
  readonly pick: number;
  readonly lazy: boolean;
  readonly inner: string | undefined;
}

const edges = fc.uniqueArray(
  fc.record({ alias, pick: fc.nat(), lazy: fc.boolean(), inner: fc.option(innerPath, { nil: undefined }) }),
  { selector: (edge) => edge.alias, maxLength: 3 },
);

function dependenciesOf(owner: Node, picks: readonly EdgePick[], nodes: readonly Node[]): LockedDependency[] {
  const sameKind = nodes.filter(({ kind }) => kind === owner.kind);
  return picks.flatMap(({ alias: called, pick, lazy, inner }) => {
    const isLazy = lazy && owner.kind === "zig";
    if (inner !== undefined && owner.hash !== undefined) {
      return [{ alias: called, lazy: isLazy, to: { kind: "path", path: inner } as const }];
    }
    const target = sameKind[pick % Math.max(sameKind.length, 1)];
    const isOutside = owner.hash !== undefined && target?.source.kind === "path";
    return target === undefined || isOutside ? [] : [{ alias: called, lazy: isLazy, to: targetOf(target) }];
  });
}

/** Lockfiles of every shape that Pantry may write, sorted or not. */
export const anyLockfile: fc.Arbitrary<Lockfile> = fc
  .record({
    nodes: fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: zigNode }, pathNode, npmNode), {
      selector: identity,
      maxLength: 6,
    }),
    picks: fc.array(edges, { minLength: 6, maxLength: 6 }),
    projects: fc.uniqueArray(
      fc.tuple(
        fc.oneof(fc.constant("."), innerPath),
        edges,
        fc.option(fc.constantFrom("^1", "*", ">=1 <3"), { nil: undefined }),
      ),
      {
        selector: ([path]) => path,
        minLength: 1,
        maxLength: 2,
      },
    ),
  })
  .map(({ nodes, picks, projects }) => ({
    projects: projects.map(([path, own, range]) => ({
      path,
      dependencies: own.flatMap(({ alias: called, pick, lazy }): ProjectDependency[] => {
        const target = nodes[pick % Math.max(nodes.length, 1)];
        if (target === undefined) return [];
        return [
          {
            alias: called,
            kind: target.kind,
            lazy: lazy && target.kind === "zig",
            range,
            to: targetOf(target),
          },
        ];
      }),
    })),
    packages: nodes.map((node, index) => ({
      ...node,
      dependencies: dependenciesOf(node, picks[index] ?? [], nodes),
    })),
  }));

/** The same lockfile with every list in another order. */
export function shuffled(lockfile: Lockfile, order: (a: unknown, b: unknown) => number): Lockfile {
  return {
    projects: lockfile.projects
      .map((each) => ({ ...each, dependencies: each.dependencies.toSorted(order) }))
      .toSorted(order),
    packages: lockfile.packages
      .map((each) => ({ ...each, dependencies: each.dependencies.toSorted(order) }))
      .toSorted(order),
  };
}
