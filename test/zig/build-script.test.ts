import { describe, expect, test } from "vitest";
import { importLines, readBuildScript } from "../../src/zig/build-script.ts";

const library = readBuildScript(`
pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    const optimize = b.standardOptimizeOption(.{});
    // _ = b.addModule("commented", .{});
    const text = \\\\ b.addModule("in a string", .{});
    ;
    _ = b.addModule("known-folders", .{ .root_source_file = b.path("known-folders.zig") });
}`);

const cLibrary = readBuildScript(`
    const t = b.standardTargetOptions(.{});
    const lib = b.addLibrary(.{
        .linkage = .static,
        .name = "z",
        .root_module = mod,
    });`);

const application = readBuildScript(`
    const tgt = b.standardTargetOptions(.{});
    const optimize = b.standardOptimizeOption(.{});
    const app = b.addExecutable(.{ .name = "app" });`);

describe("the lines for build.zig", () => {
  test.each([
    {
      what: "a module, with the project's own names",
      options: { alias: "known_folders", lazy: false, dependency: library, project: application },
      lines: [
        'const known_folders = b.dependency("known_folders", .{ .target = tgt, .optimize = optimize });',
        'app.root_module.addImport("known-folders", known_folders.module("known-folders"));',
      ],
    },
    {
      what: "a lazy one",
      options: { alias: "kf", lazy: true, dependency: library, project: application },
      lines: [
        'if (b.lazyDependency("kf", .{ .target = tgt, .optimize = optimize })) |kf| {',
        '    app.root_module.addImport("known-folders", kf.module("known-folders"));',
        "}",
      ],
    },
    {
      what: "a C library that takes no optimize option, under a name that is no identifier",
      options: { alias: "z-lib", lazy: false, dependency: cLibrary, project: undefined },
      lines: [
        'const z_lib = b.dependency("z-lib", .{ .target = target });',
        'exe.root_module.linkLibrary(z_lib.artifact("z"));',
      ],
    },
    {
      what: "no build.zig at all",
      options: { alias: "data", lazy: false, dependency: undefined, project: application },
      lines: [
        'const data = b.dependency("data", .{});',
        '_ = data.path("."); // it has no build.zig: use its files',
      ],
    },
  ])("$what", ({ options, lines }) => {
    expect(importLines(options)).toEqual(lines);
  });
});
