import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packTarGz } from "../../src/archive/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { readPackageFolder } from "../../src/zig/index.ts";
import { newFingerprint, showFingerprint } from "../../src/zon/index.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));

/** A fresh copy of one of the examples. */
export function copyExample(name: string, folder: string): string {
  const target = join(folder, name);
  cpSync(join(examples, name), target, { recursive: true });
  return target;
}

/** A package folder as an archive, canonical, with its hash. */
export function packFolder(folder: string): { readonly bytes: Buffer; readonly hash: string } {
  const { hash, entries, manifest } = readPackageFolder(nodeDisk, folder);
  return { bytes: packTarGz(entries, { root: `${manifest?.name}-${manifest?.version}` }), hash };
}

/** Writes files below a folder: paths to texts. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A build.zig.zon with the given dependencies table (its text). */
export function manifestText(
  name: string,
  options: { version?: string; dependencies?: string; paths?: readonly string[] } = {},
): string {
  return `.{
    .name = .${name},
    .version = "${options.version ?? "1.0.0"}",
    .fingerprint = ${showFingerprint(newFingerprint(name))},
    .dependencies = ${options.dependencies ?? ".{}"},
    .paths = .{${(options.paths ?? [""]).map((path) => `"${path}"`).join(", ")}},
}
`;
}
