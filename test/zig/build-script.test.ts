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

describe("names", () => {
  const declaring = readBuildScript(`
const std = @import("std");
const http = @import("build/http.zig");
pub fn build(b: *std.Build, extra: u8) void {
    const app = b.addExecutable(.{ .name = "app", .url = "https://example.com" });
    const soup = b.dependency("soup", .{});
    if (b.lazyDependency("ink", .{})) |pen| app.root_module.addImport("ink", pen.module("ink"));
}`);

  test.each([
    ["std", "std_dep"],
    ["b", "b_dep"],
    ["exe", "exe_dep"],
    ["target", "target_dep"],
    ["optimize", "optimize_dep"],
    ["error", "error_dep"],
    ["test", "test_dep"],
    ["u8", "u8_dep"],
    ["type", "type_dep"],
    ["_", "__dep"],
    ["7zip", "_7zip"],
    ["app", "app_dep"],
    ["extra", "extra_dep"],
    ["pen", "pen_dep"],
    ["http", "http_dep"],
    ["https", "https"],
    // The line that is there already is the same one.
    ["soup", "soup"],
  ])("%s is held by `%s`", (alias, variable) => {
    const [line] = importLines({ alias, lazy: false, dependency: library, project: declaring });
    expect(line).toMatch(new RegExp(`^const ${variable} = b\\.dependency\\("${alias}"`));
  });

  test("are written as Zig writes them", () => {
    const lines = importLines({
      alias: 'a"b',
      lazy: false,
      dependency: { ...library, modules: ['q"uote\\'] },
      project: undefined,
    });
    expect(lines).toEqual([
      'const a_b = b.dependency("a\\"b", .{ .target = target, .optimize = optimize });',
      'exe.root_module.addImport("q\\"uote\\\\", a_b.module("q\\"uote\\\\"));',
    ]);
  });

  test("that a terminal would obey are not offered", () => {
    const { modules, libraries } = readBuildScript(
      'b.addModule("\u001b[31mred", .{}); b.addModule("fine", .{}); b.addLibrary(.{ .name = "\u202ebidi" });',
    );
    expect({ modules, libraries }).toEqual({ modules: ["fine"], libraries: [] });
  });
});
