import { namedWorkFolders } from "../work-folders.ts";
import type { Check, Finding } from "./check.ts";
import { someOf } from "./shown.ts";

export const junk: Check = {
  name: "junk",
  ensures: "nothing is packed that was built, fetched or left behind",
  look({ files, manifest }) {
    const rowOf = (shown: string) =>
      isArchiveOf(manifest.name, shown)
        ? earlierArchive
        : rows.find(({ pattern }) => pattern.test(`/${shown}`));
    const named = namedWorkFolders(manifest).map(
      (name): Finding => ({
        verdict: "failed",
        message: `\`.paths\` name ${name}, which is part of no package`,
        hint: "take it out of `.paths`",
      }),
    );
    const found = new Map<string, { readonly row: Row; readonly paths: string[] }>();
    for (const { shown } of files) {
      const row = rowOf(shown);
      if (row === undefined) continue;
      const known = found.get(row.what) ?? { row, paths: [] };
      known.paths.push(shown);
      found.set(row.what, known);
    }
    return [
      ...named,
      ...[...found.values()].map(
        ({ row: { verdict, what }, paths }): Finding => ({
          verdict,
          message: `${someOf(paths)}: ${what}`,
          hint: 'list in `.paths` what belongs to the package, as in `.{ "build.zig", "build.zig.zon", "src" }`',
        }),
      ),
    ];
  },
};

interface Row {
  readonly verdict: "warning" | "failed";
  readonly what: string;
}

/** Packed again, it would make the package another one each time. */
const earlierArchive: Row = {
  verdict: "failed",
  what: "an archive of this package, as `pantry pack` made it",
};

function isArchiveOf(name: string, path: string): boolean {
  return path.startsWith(`${name}-`) && /^-\d+\.\d+\.\d+[^/]*\.tar\.gz$/.test(path.slice(name.length));
}

const rows: readonly (Row & { readonly pattern: RegExp })[] = [
  { pattern: /\/\.?zig-cache\//, verdict: "failed", what: "Zig's cache" },
  { pattern: /\/zig-out\//, verdict: "failed", what: "what Zig has built" },
  { pattern: /\/zig-pkg\//, verdict: "failed", what: "packages that were fetched" },
  { pattern: /\/\.(?:git|hg|svn|jj)\//, verdict: "failed", what: "the repository's history" },
  { pattern: /\/node_modules\//, verdict: "warning", what: "npm packages that were fetched" },
  {
    pattern: /\/(?:\.DS_Store|Thumbs\.db|desktop\.ini|\.idea\/.*|\.vscode\/.*|\.vs\/.*)$/i,
    verdict: "warning",
    what: "what a desktop or an editor left there",
  },
  {
    pattern: /(?:\.sw[op]|~|\.orig|\.rej|\.bak|\.tmp)$/i,
    verdict: "warning",
    what: "what an editor or a merge left behind",
  },
];
