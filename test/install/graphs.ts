import { type Graph, graphOf } from "../../src/install/graph.ts";
import type { LockedPackage } from "../../src/project/index.ts";
import { formatHash } from "../../src/zig/index.ts";
import { parseManifest } from "../../src/zon/index.ts";
import { manifestText } from "../support/libraries.ts";

/** A hash as Zig would make one; the same name has the same fingerprint, unless another `id` is given. */
export function hashOf(name: string, version: string, id = 7): string {
  return formatHash({ name, version, id }, 100, Buffer.alloc(32, `${name}${version}`));
}

export interface Described {
  readonly name: string;
  readonly version: string;
  readonly id?: number;
  readonly source?: LockedPackage["source"];
  /** `alias: target`, where a target is `name@version`, `name@version#id` or a path; `lazy` behind it. */
  readonly needs?: Readonly<Record<string, string>>;
}

const registry = { kind: "registry", url: "https://zig.example/" } as const;

/** The graph of a project `dinner` that needs `root`, written as `Described.needs` is. */
export function graphFrom(root: Readonly<Record<string, string>>, packages: readonly Described[]): Graph {
  const lines = Object.entries(root).map(([alias, text]) => {
    const { lazy, to } = targetOf(text);
    const where =
      to.kind === "path" ? `.path = "${to.path}"` : `.url = "https://zig.example/x", .hash = "${to.hash}"`;
    return `.@"${alias}" = .{ ${where}${lazy ? ", .lazy = true" : ""} }`;
  });
  const zon = manifestText("dinner", { version: "0.1.0", dependencies: `.{ ${lines.join(", ")} }` });
  return graphOf(
    { path: ".", manifest: parseManifest(Buffer.from(zon), "build.zig.zon", { allowMissingPaths: true }) },
    {
      projects: [
        {
          path: ".",
          dependencies: Object.entries(root).map(([alias, text]) => ({
            kind: "zig",
            alias,
            range: undefined,
            ...targetOf(text),
          })),
        },
      ],
      packages: packages.map(({ name, version, id, source = registry, needs = {} }) => ({
        kind: "zig",
        name,
        version,
        source,
        hash: source.kind === "path" ? undefined : hashOf(name, version, id),
        integrity: undefined,
        dependencies: Object.entries(needs).map(([alias, text]) => ({ alias, ...targetOf(text) })),
      })),
    },
  );
}

function targetOf(text: string) {
  const [target = "", lazy] = text.split(" ");
  const [, name, version, id] = /^(\w+)@([^#]+)(?:#(\d+))?$/.exec(target) ?? [];
  const to =
    name === undefined || version === undefined
      ? ({ kind: "path", path: target } as const)
      : ({ kind: "hash", hash: hashOf(name, version, id === undefined ? undefined : Number(id)) } as const);
  return { lazy: lazy === "lazy", to };
}

/** Everything at once: a diamond, two versions, another package of the same name, lazy ones, folders, git, an alias. */
export const feast: Graph = graphFrom(
  { soup: "soup@1.2.0", brine: "salt@2.0.0", spoon: "../spoon", thyme: "thyme@0.3.0 lazy" },
  [
    {
      name: "soup",
      version: "1.2.0",
      needs: { stock: "stock@0.9.0", salt: "salt@1.0.0", "vendored/fat": "fat@3.1.0" },
    },
    { name: "stock", version: "0.9.0", needs: { salt: "salt@1.0.0", bay: "bay@1.0.0 lazy" } },
    { name: "salt", version: "1.0.0" },
    { name: "salt", version: "2.0.0" },
    { name: "bay", version: "1.0.0", source: { kind: "archive", url: "https://files.example/bay.tar.gz" } },
    { name: "fat", version: "3.1.0" },
    { name: "bay", version: "5.0.0", id: 9 },
    {
      name: "spoon",
      version: "0.1.0",
      source: { kind: "path", path: "../spoon" },
      needs: { stock: "stock@0.9.0", bay: "bay@5.0.0#9", back: "." },
    },
    { name: "thyme", version: "0.3.0", source: { kind: "git", url: "git+https://git.example/thyme#0" } },
  ],
);
