import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { manifestText, writeFiles } from "./libraries.ts";
import { machineIn, type PantryResult } from "./pantry.ts";

export type Publish = (name: string, version: string, options?: Release) => Promise<void>;

export interface Release {
  /** What it depends on: `salt@1.0.0`. */
  readonly needs?: string;
  /** The Zig that it asks for. */
  readonly zig?: string;
}

/** Signs an author in, who publishes small libraries; a later version goes into the same folder. */
export async function publisher(folder: string, registryUrl: string): Promise<Publish> {
  const author = machineIn(join(folder, "author"), { PANTRY_REGISTRY: registryUrl });
  const login = ["login", "--username", "ada", "--password-stdin"];
  succeed(await author.piped("swordfish-7\n", author.folder, ...login));
  return async (name, version, { needs, zig } = {}) => {
    const library = join(folder, name);
    const paths = ["build.zig", "build.zig.zon", `${name}.zig`, "README.md", "LICENSE"];
    const manifestPath = join(library, "build.zig.zon");
    const before = existsSync(manifestPath)
      ? /fingerprint = (\S+),/.exec(readFileSync(manifestPath, "utf8"))?.[1]
      : undefined;
    let manifest = manifestText(name, { version, paths });
    if (before !== undefined) manifest = manifest.replace(/fingerprint = \S+,/, `fingerprint = ${before},`);
    if (zig !== undefined)
      manifest = manifest.replace(/( *)\.dependencies/, `$1.minimum_zig_version = "${zig}",\n$&`);
    const needed = needs?.split("@")[0];
    const module = `b.addModule("${name}", .{ .root_source_file = b.path("${name}.zig") })`;
    writeFiles(library, {
      "build.zig":
        needed === undefined
          ? `pub fn build(b: *@import("std").Build) void {\n    _ = ${module};\n}\n`
          : `pub fn build(b: *@import("std").Build) void {\n    const m = ${module};\n    m.addImport("${needed}", b.dependency("${needed}", .{}).module("${needed}"));\n}\n`,
      "build.zig.zon": manifest,
      [`${name}.zig`]: `pub const text = "${name} ${version}";\n${needed === undefined ? "" : `pub const ${needed} = @import("${needed}");\n`}`,
      "README.md": `# ${name}\n`,
      LICENSE: "public domain\n",
    });
    rmSync(join(library, "pantry.toml"), { force: true });
    rmSync(join(library, "pantry.lock"), { force: true });
    if (needs !== undefined) succeed(await author.pantry(library, "add", needs));
    succeed(await author.pantry(library, "publish", "--no-build"));
  };
}

function succeed({ exitCode, stderr }: PantryResult): void {
  if (exitCode !== 0) throw new Error(stderr);
}
