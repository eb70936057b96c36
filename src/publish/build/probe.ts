import { type Artifact, factCount, isPrintableName } from "../../protocol/index.ts";
import { newFingerprint, showFingerprint } from "../../zon/index.ts";

/** Where the package lies beside the probe, and how the probe calls it. */
export const subjectFolder = "package";

/** The step that compiles a file which imports each of the package's modules. */
export const modulesStep = "modules";

export interface ProbeFile {
  readonly name: string;
  readonly text: string;
}

/** What a package's build.zig offers to those who depend on it. */
export interface Offers {
  readonly modules: readonly string[];
  readonly artifacts: readonly Artifact[];
}

/**
 * A project that depends on the package by path, as its users will by hash. When it is configured, it prints the
 * names of the package's modules and artifacts as one line of JSON behind `marker`. Its default step is that of the
 * package. Only what `std.Build` has had since Zig 0.14 is used, and printing goes to stderr, which all of them have.
 *
 * A library's own default step often compiles nothing, so that a forgotten source file would not be noticed, and often
 * examples that are not packed, which users never build: hence a step of its own for the modules.
 */
export function probeProject(marker: string): readonly ProbeFile[] {
  return [
    {
      name: "build.zig.zon",
      text: [
        ".{",
        "    .name = .pantry_probe,",
        '    .version = "0.0.0",',
        `    .fingerprint = ${showFingerprint(newFingerprint("pantry_probe"))},`,
        `    .dependencies = .{ .subject = .{ .path = "${subjectFolder}" } },`,
        '    .paths = .{""},',
        "}",
        "",
      ].join("\n"),
    },
    { name: "build.zig", text: buildScript(marker) },
  ];
}

/** Finds the probe's line in what a build wrote; undefined where it was not reached. */
export function readOffers(output: string, marker: string): Offers | undefined {
  const line = output.split("\n").find((one) => one.includes(marker));
  if (line === undefined) return undefined;
  const json: unknown = JSON.parse(line.slice(line.indexOf(marker) + marker.length));
  const { modules, artifacts } = json as { modules: string[]; artifacts: { kind: string; name: string }[] };
  return {
    modules: usable(modules.map(decoded)),
    artifacts: artifacts
      .map(({ kind, name }) => ({ kind, name: decoded(name) }))
      .filter((artifact): artifact is Artifact => isKind(artifact.kind) && isPrintableName(artifact.name))
      .slice(0, factCount),
  };
}

/** What a registry keeps: names that a terminal can show. */
function usable(names: readonly string[]): readonly string[] {
  return names.filter(isPrintableName).slice(0, factCount);
}

/** The probe writes each byte of a name as a character of its own. */
function decoded(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function isKind(kind: string): kind is Artifact["kind"] {
  return ["exe", "lib", "obj", "test"].includes(kind);
}

function buildScript(marker: string): string {
  return `const std = @import("std");

pub fn build(b: *std.Build) void {
    const subject = b.dependency("subject", .{});

    std.debug.print("\\n${marker}{{\\"modules\\":[", .{});
    for (subject.builder.modules.keys(), 0..) |name, index| {
        if (index > 0) std.debug.print(",", .{});
        printText(name);
    }
    std.debug.print("],\\"artifacts\\":[", .{});
    var count: usize = 0;
    for (subject.builder.install_tls.step.dependencies.items) |step| {
        const install = step.cast(std.Build.Step.InstallArtifact) orelse continue;
        if (count > 0) std.debug.print(",", .{});
        count += 1;
        std.debug.print("{{\\"kind\\":\\"{s}\\",\\"name\\":", .{@tagName(install.artifact.kind)});
        printText(install.artifact.name);
        std.debug.print("}}", .{});
    }
    std.debug.print("]}}\\n", .{});

    b.default_step.dependOn(subject.builder.default_step);

    const modules = b.step("${modulesStep}", "Import every module");
    const files = b.addWriteFiles();
    for (subject.builder.modules.values(), 0..) |module, index| {
        if (module.root_source_file == null) continue;
        const name = b.fmt("module{d}", .{index});
        const root = b.createModule(.{
            .root_source_file = files.add(b.fmt("{s}.zig", .{name}), "comptime { _ = @import(\\"subject\\"); }\\n"),
            .target = b.graph.host,
            .optimize = .Debug,
        });
        root.addImport("subject", module);
        modules.dependOn(&b.addObject(.{ .name = name, .root_module = root }).step);
    }
}

fn printText(bytes: []const u8) void {
    std.debug.print("\\"", .{});
    for (bytes) |byte| switch (byte) {
        ' ', '!', '#'...'[', ']'...'~' => std.debug.print("{c}", .{byte}),
        else => std.debug.print("\\\\u00{x:0>2}", .{byte}),
    };
    std.debug.print("\\"", .{});
}
`;
}
