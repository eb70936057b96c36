const std = @import("std");

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    const optimize = b.standardOptimizeOption(.{});
    const with_proverb = b.option(bool, "proverb", "End with a proverb") orelse false;

    const exe = b.addExecutable(.{
        .name = "hello",
        .root_module = b.createModule(.{
            .root_source_file = b.path("src/main.zig"),
            .target = target,
            .optimize = optimize,
        }),
    });

    const greeting = b.dependency("greeting", .{ .target = target, .optimize = optimize });
    exe.root_module.addImport("greeting", greeting.module("greeting"));

    const options = b.addOptions();
    options.addOption(bool, "with_proverb", with_proverb);
    exe.root_module.addOptions("options", options);
    if (with_proverb) {
        if (b.lazyDependency("proverbs", .{ .target = target, .optimize = optimize })) |proverbs| {
            exe.root_module.addImport("proverbs", proverbs.module("proverbs"));
        }
    }

    b.installArtifact(exe);
    const run = b.addRunArtifact(exe);
    b.step("run", "Run it").dependOn(&run.step);
}
