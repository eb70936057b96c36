import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listEntries } from "../../src/archive/index.ts";
import type { IndexDocument, IndexVersion } from "../../src/protocol/index.ts";
import { pack } from "../../src/publish/pack.ts";
import { filesOf, type Subject } from "../../src/publish/subject.ts";
import { readPackage } from "../../src/zig/index.ts";

export type Files = Readonly<Record<string, string | Buffer>>;

/** A manifest of `ink` 1.0.0; `dependencies` and `paths` as they stand between their braces. */
export function manifestOf(fields: { dependencies?: string; paths?: string; version?: string } = {}): string {
  return `.{
    .name = .ink,
    .version = "${fields.version ?? "1.0.0"}",
    .fingerprint = 0x9959d74451f2a9c4,
    .dependencies = .{ ${fields.dependencies ?? ""} },
    .paths = .{ ${fields.paths ?? '""'} },
}
`;
}

/** A library that offers one module, with all that a package should have. */
export const library: Files = {
  "build.zig": `const std = @import("std");

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    _ = b.addModule("ink", .{ .root_source_file = b.path("src/root.zig"), .target = target });
}
`,
  "build.zig.zon": manifestOf(),
  "src/root.zig": "pub fn one() u8 {\n    return 1;\n}\n",
  "README.md": "# ink\n",
  LICENSE: "MIT\n",
};

/** `library` with other files; undefined takes one out. */
export function withFiles(change: Readonly<Record<string, string | Buffer | undefined>>): Files {
  return Object.fromEntries(
    Object.entries({ ...library, ...change }).filter(
      (entry): entry is [string, string | Buffer] => entry[1] !== undefined,
    ),
  );
}

export function writeFolder(folder: string, files: Files): void {
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}

/** What the checks see of these files; links are written as `-> target`. */
export function subjectOf(files: Files, change: Partial<Subject> = {}): Subject {
  const entries = Object.entries(files).map(([path, contents]) => {
    const bytes = Buffer.from(contents);
    const link = bytes.toString().startsWith("-> ");
    return {
      path: Buffer.from(path),
      kind: link ? ("symlink" as const) : ("file" as const),
      bytes: link ? bytes.subarray(3) : bytes,
    };
  });
  const found = readPackage(listEntries(entries), "hash", "the package");
  if (found.manifest === undefined) throw new Error("a subject needs a build.zig.zon");
  return {
    manifest: found.manifest,
    package: found,
    files: filesOf(found),
    packed: pack(found),
    hasBuildScript: Object.hasOwn(files, "build.zig"),
    registryUrl: "https://zig.example/",
    registry: { kind: "asked", document: undefined, user: "ada" },
    git: { kind: "known", changed: [] },
    ...change,
  };
}

/** What a registry says of `ink`, which ada published as 0.9.0. */
export function documentOf(change: Partial<IndexVersion> = {}): IndexDocument {
  return {
    format: 1,
    name: "ink",
    revision: 1,
    modified: "2026-01-31T12:00:00.000Z",
    owners: ["ada"],
    versions: [
      {
        version: "0.9.0",
        hash: "ink-0.9.0-xKnyUQAAAAAmMEnwre7fFcfsxBGULd24N8Bp2pWEu3sf",
        integrity: `sha512-${"A".repeat(86)}==`,
        signatures: [],
        archive: "https://zig.example/-/zig/ink/ink-0.9.0.tar.gz",
        archiveSizeBytes: 1,
        unpackedSizeBytes: 1,
        fileCount: 1,
        fingerprint: "0x9959d74451f2a9c4",
        minimumZigVersion: undefined,
        testedZigVersions: [],
        modules: [],
        artifacts: [],
        dependencies: [],
        publishedAt: "2026-01-31T12:00:00.000Z",
        yanked: false,
        ...change,
      },
    ],
  };
}
