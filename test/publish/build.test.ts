import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PublishPlan, planPublish } from "../../src/publish/index.ts";
import { type sharedFolder as SharedFolder, sharedFolder, temporaryFolder } from "../support/folders.ts";
import { type Files, library, manifestOf, withFiles, writeFolder } from "./fixtures.ts";
import { machineIn } from "./workbench.ts";

/** Nothing listens there: whatever is asked of it fails at once. */
const nobody = "http://127.0.0.1:1/";

let machine: ReturnType<typeof SharedFolder>;
beforeAll(() => {
  machine = sharedFolder();
});
afterAll(() => machine.remove());

async function planOf(files: Files): Promise<PublishPlan> {
  const folder = join(temporaryFolder(), "ink");
  writeFolder(folder, files);
  const { publishOf, bench } = machineIn(machine.path, nobody);
  const plan = await planPublish(publishOf(folder, { client: undefined }));
  expect(readdirSync(bench.store.layout.temporary)).toEqual([]);
  expect(existsSync(join(folder, ".zig-cache"))).toBe(false);
  return plan;
}

function buildOf(plan: PublishPlan) {
  const report = plan.checks.find(({ name }) => name === "build");
  return { verdict: report?.verdict, said: report?.findings.map(({ message }) => message).join("\n") ?? "" };
}

const script = (body: string) => `const std = @import("std");

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
${body}
}
`;

describe("the packed archive, built by the real zig", { timeout: 300_000 }, () => {
  it("tells the names of its modules and artifacts, and the Zig that it was built with", async () => {
    const plan = await planOf(
      withFiles({
        "build.zig": script(`
    const module = b.addModule("ink", .{ .root_source_file = b.path("src/root.zig"), .target = target });
    _ = b.addModule("it's ö {s}", .{ .root_source_file = b.path("src/root.zig") });
    _ = b.addModule("a \\"quote\\"", .{ .root_source_file = b.path("src/root.zig") });
    _ = b.addModule("headers", .{ .target = target });
    _ = b.addModule("two\\nlines", .{ .root_source_file = b.path("src/root.zig") });
    std.debug.print("something that the package prints without an end of line", .{});
    b.installArtifact(b.addLibrary(.{ .name = "inks", .root_module = module }));
    b.installArtifact(b.addExecutable(.{ .name = "ink-cli", .root_module = b.createModule(.{
        .root_source_file = b.path("src/main.zig"), .target = target }) }));`),
        "src/main.zig": "pub fn main() void {}\n",
      }),
    );
    expect(buildOf(plan)).toEqual({ verdict: "ok", said: "" });
    expect(plan.facts).toEqual({
      hash: plan.hash,
      testedZigVersions: ["0.16.0"],
      modules: ["ink", "it's ö {s}", "headers"],
      artifacts: [
        { name: "inks", kind: "lib" },
        { name: "ink-cli", kind: "exe" },
      ],
    });
  });

  it("fails where a file was not packed, although the package's own build would not notice", async () => {
    const plan = await planOf(
      withFiles({ "build.zig.zon": manifestOf({ paths: '"build.zig", "build.zig.zon"' }) }),
    );
    expect(buildOf(plan)).toMatchObject({
      verdict: "failed",
      said: expect.stringMatching(/is not packed:\n.*src\/root\.zig.*FileNotFound/s),
    });
    expect(plan.facts.testedZigVersions).toEqual([]);
    expect(plan.isReady).toBe(false);
  });

  it("fails where an imported file was not packed", async () => {
    const plan = await planOf(
      withFiles({
        "build.zig.zon": manifestOf({ paths: '"build.zig", "build.zig.zon", "src/root.zig"' }),
        "src/root.zig": 'pub const other = @import("other.zig");\n',
        "src/other.zig": "",
      }),
    );
    expect(buildOf(plan)).toMatchObject({
      verdict: "failed",
      said: expect.stringMatching(/src\/root\.zig.*other\.zig|other\.zig.*FileNotFound/s),
    });
  });

  it("only warns where its own step wants files that are not packed, and its modules do not", async () => {
    const plan = await planOf(
      withFiles({
        "build.zig": script(`
    const module = b.addModule("ink", .{ .root_source_file = b.path("src/root.zig"), .target = target });
    const example = b.createModule(.{ .root_source_file = b.path("examples/one.zig"), .target = target });
    example.addImport("ink", module);
    b.installArtifact(b.addExecutable(.{ .name = "one", .root_module = example }));`),
        "build.zig.zon": manifestOf({ paths: '"build.zig", "build.zig.zon", "src"' }),
        "examples/one.zig": "pub fn main() void {}\n",
      }),
    );
    expect(buildOf(plan)).toMatchObject({
      verdict: "warning",
      said: expect.stringContaining("examples/one.zig"),
    });
    expect(plan).toMatchObject({ isReady: true, facts: { testedZigVersions: ["0.16.0"], modules: ["ink"] } });
  });

  it("fails where it does not build, and shows why, with the package's own paths", async () => {
    const plan = await planOf(
      withFiles({
        "build.zig":
          script(`    b.installArtifact(b.addExecutable(.{ .name = "ink", .root_module = b.createModule(.{
        .root_source_file = b.path("src/root.zig"), .target = target }) }));`),
        "src/root.zig": "pub fn main() void {\n    missing();\n}\n",
      }),
    );
    const { verdict, said } = buildOf(plan);
    expect(verdict).toBe("failed");
    expect(said).toMatch(
      /does not build with Zig 0\.16\.0:\n {2}src\/root\.zig:2:5: error: use of undeclared identifier 'missing'/,
    );
    expect(said).not.toContain(machine.path);
    expect(said).not.toContain("failed command");
  });

  it("fails where its build.zig does", async () => {
    const plan = await planOf(
      withFiles({ "build.zig": script('    _ = target;\n    @panic("not today");') }),
    );
    expect(buildOf(plan)).toMatchObject({ verdict: "failed", said: expect.stringContaining("not today") });
  });

  it("only warns where a module wants more than an import", async () => {
    const plan = await planOf(
      withFiles({ "src/root.zig": 'comptime {\n    _ = @import("root").settings;\n}\n' }),
    );
    expect(buildOf(plan)).toMatchObject({ verdict: "warning", said: expect.stringContaining("settings") });
    expect(plan).toMatchObject({ isReady: true, facts: { testedZigVersions: [], modules: ["ink"] } });
  });

  it("takes a package without a build.zig", async () => {
    const plan = await planOf(withFiles({ "build.zig": undefined }));
    expect(buildOf(plan)).toMatchObject({ verdict: "ok" });
    expect(plan.facts).toMatchObject({ testedZigVersions: ["0.16.0"], modules: [], artifacts: [] });
  });

  it("is not built by a Zig that the package does not take", async () => {
    const manifest = manifestOf().replace(".paths", '.minimum_zig_version = "0.99.0",\n    .paths');
    const plan = await planOf({ ...library, "build.zig.zon": manifest });
    expect(buildOf(plan)).toMatchObject({
      verdict: "warning",
      said: expect.stringContaining("asks for Zig 0.99.0"),
    });
    expect(plan).toMatchObject({ isReady: true, facts: { testedZigVersions: [] } });
  });
});
