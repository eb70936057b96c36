import { isBareIdentifier, newFingerprint, showFingerprint } from "../../zon/index.ts";
import { cliError } from "../errors.ts";

export interface StarterFile {
  readonly path: string;
  readonly text: string;
}

export interface StarterOptions {
  readonly name: string;
  readonly library: boolean;
  readonly zigVersion: string;
}

/** Zig's limit for a package name. */
const longestName = 32;

/** The name that was asked for, or one made of the folder's: letters, digits and `_`, as `zig init` does it. */
export function packageName(asked: string | undefined, folderName: string): string {
  if (asked !== undefined) {
    if (isBareIdentifier(asked) && asked.length <= longestName) return asked;
    throw cliError("USAGE", {
      message: `\`${asked}\` cannot be the name of a Zig package`,
      hint: `use up to ${longestName} letters, digits and \`_\`, not beginning with a digit, and no word of the language`,
    });
  }
  const cleaned = folderName
    .replace(/[^A-Za-z0-9_]/g, "_")
    .replace(/^(?=[0-9])/, "_")
    .slice(0, longestName);
  if (isBareIdentifier(cleaned)) return cleaned;
  return cleaned === "" ? "app" : `${cleaned.slice(0, longestName - 1)}_`;
}

/** The files of a new project, for Zig 0.16. */
export function starterFiles({ name, library, zigVersion }: StarterOptions): StarterFile[] {
  return [
    { path: "build.zig", text: library ? libraryBuild(name) : applicationBuild(name) },
    { path: "build.zig.zon", text: manifest(name, zigVersion) },
    library
      ? { path: "src/root.zig", text: librarySource }
      : { path: "src/main.zig", text: applicationSource(name) },
    { path: "pantry.toml", text: settings },
    { path: ".gitignore", text: ".zig-cache/\nzig-out/\nzig-pkg/\n" },
  ];
}

function manifest(name: string, zigVersion: string): string {
  return `.{
    .name = .${name},
    .version = "0.0.0",
    .fingerprint = ${showFingerprint(newFingerprint(name))}, // Names this package for good: never change it.
    .minimum_zig_version = "${zigVersion}",
    .dependencies = .{},
    .paths = .{
        "build.zig",
        "build.zig.zon",
        "src",
    },
}
`;
}

const settings = `# Ranges of the packages that come from a registry: \`pantry add NAME@RANGE\` writes them here.
[dependencies]
`;

function applicationBuild(name: string): string {
  return `const std = @import("std");

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    const optimize = b.standardOptimizeOption(.{});

    const exe = b.addExecutable(.{
        .name = "${name}",
        .root_module = b.createModule(.{
            .root_source_file = b.path("src/main.zig"),
            .target = target,
            .optimize = optimize,
        }),
    });
    b.installArtifact(exe);

    const run = b.addRunArtifact(exe);
    run.step.dependOn(b.getInstallStep());
    if (b.args) |args| run.addArgs(args);
    b.step("run", "Run it").dependOn(&run.step);

    const tests = b.addTest(.{ .root_module = exe.root_module });
    b.step("test", "Run the tests").dependOn(&b.addRunArtifact(tests).step);
}
`;
}

function libraryBuild(name: string): string {
  return `const std = @import("std");

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    const optimize = b.standardOptimizeOption(.{});

    const module = b.addModule("${name}", .{
        .root_source_file = b.path("src/root.zig"),
        .target = target,
        .optimize = optimize,
    });

    const tests = b.addTest(.{ .root_module = module });
    b.step("test", "Run the tests").dependOn(&b.addRunArtifact(tests).step);
}
`;
}

function applicationSource(name: string): string {
  return `const std = @import("std");

pub fn main(init: std.process.Init) !void {
    var buffer: [256]u8 = undefined;
    var stdout: std.Io.File.Writer = .initStreaming(.stdout(), init.io, &buffer);
    try stdout.interface.print("Hello from {s}!\\n", .{"${name}"});
    try stdout.interface.flush();
}
`;
}

const librarySource = `const std = @import("std");

/// The sum of two numbers; wraps around where it would overflow.
pub fn add(a: u32, b: u32) u32 {
    return a +% b;
}

test add {
    try std.testing.expectEqual(3, add(1, 2));
}
`;
