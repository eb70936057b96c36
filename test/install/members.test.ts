import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Disk, nodeDisk } from "../../src/disk/index.ts";
import { memberPaths, workspaceAbove } from "../../src/install/members.ts";
import { temporaryFolder } from "../support/folders.ts";
import { writeFiles } from "../support/libraries.ts";

/** A folder with a project in each of these places. */
function folderWith(toml: string, ...projects: readonly string[]): string {
  const files = projects.map((path) => [join(path, "build.zig.zon"), ""]);
  return writeFiles(temporaryFolder(), { "pantry.toml": toml, ...Object.fromEntries(files) });
}

const naming = (...members: readonly string[]) => `[workspace]\nmembers = ${JSON.stringify(members)}\n`;

describe("members", () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["named", ["app"], ["app", "other"], ["app"]],
    ["named and found twice", ["lib/a", "lib/*"], ["lib/a"], ["lib/a"]],
    ["sorted", ["b", "a"], ["a", "b"], ["a", "b"]],
    [
      "found one level down, and no deeper",
      ["lib/*"],
      ["lib/a", "lib/b", "lib/b/deep", "c"],
      ["lib/a", "lib/b"],
    ],
    ["found in the middle", ["*/zig"], ["a/zig", "b/zig", "b/c"], ["a/zig", "b/zig"]],
    ["found by a part of the name", ["zig-*"], ["zig-a", "a-zig"], ["zig-a"]],
    ["never hidden", ["*"], [".cache", "a"], ["a"]],
    ["the root too, if it is a project", ["a"], [".", "a"], [".", "a"]],
    ["named although there is none: that is an error later", ["gone"], [], ["gone"]],
  ])("%s", (_, members, projects, paths) => {
    const root = folderWith(naming(...members), ...projects);
    expect(memberPaths(nodeDisk, root)).toEqual(paths);
    for (const path of paths) expect(workspaceAbove(nodeDisk, join(root, path))).toBe(root);
  });

  test("a project alone is its own workspace", () => {
    const root = folderWith('[dependencies]\nworkspace = "^1"\n', ".");
    expect([workspaceAbove(nodeDisk, root), memberPaths(nodeDisk, root)]).toEqual([root, ["."]]);
  });

  test("the nearest workspace that names a project has it; one that does not is passed over", () => {
    const root = folderWith(naming("a/b", "a"), "a", "a/b");
    expect(workspaceAbove(nodeDisk, join(root, "a/b"))).toBe(root);
    writeFiles(root, { "a/pantry.toml": naming("c") });
    expect(workspaceAbove(nodeDisk, join(root, "a/b"))).toBe(root);
    writeFiles(root, { "a/pantry.toml": naming("b") });
    expect(workspaceAbove(nodeDisk, join(root, "a/b"))).toBe(join(root, "a"));
  });

  test.each<[string, number, boolean]>([
    ["of the same user claims", 1000, true],
    ["of the administrator claims", 0, true],
    ["of somebody else claims nothing", 1001, false],
  ])("a workspace above %s", (_, owner, claims) => {
    const above = folderWith(naming("*"), "app");
    const project = join(above, "app");
    const owners = new Map([
      [join(above, "pantry.toml"), owner],
      [project, 1000],
    ]);
    const disk: Disk = {
      ...nodeDisk,
      stat(path) {
        const stat = nodeDisk.stat(path);
        return stat && { ...stat, owner: owners.get(String(path)) ?? stat.owner };
      },
    };
    expect(workspaceAbove(disk, project)).toBe(claims ? above : project);
  });
});
