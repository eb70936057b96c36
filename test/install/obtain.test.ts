import { describe, expect, test } from "vitest";
import { installProject } from "../../src/install/index.ts";
import { memoryFolder } from "../support/folders.ts";
import { benchIn, dependencyText, projectIn, type ServedPackage, served } from "../support/in-process.ts";
import { manifestText } from "../support/libraries.ts";

const soup = served("soup", {
  "build.zig.zon": manifestText("soup"),
  "src/root.zig": "pub const soup = 1;\n",
});
const other = served("soup", {
  "build.zig.zon": manifestText("soup"),
  "src/root.zig": "pub const soup = 2;\n",
});
const zon = manifestText("meal", { dependencies: `.{ .soup = ${dependencyText(soup)} }` });

/** A project that needs soup, and what the registry sends for its hash. */
function project(sent: Buffer, packages: readonly ServedPackage[]) {
  const folder = memoryFolder();
  const byHash = async () => ({
    outcome: "found" as const,
    registryUrl: "http://localhost:7117/",
    kind: "tar.gz" as const,
    isPrivate: false,
    bytes: sent,
  });
  return { ...benchIn(folder, packages, { byHash }), root: projectIn(folder, zon) };
}

describe("the registry sends other bytes for a hash", () => {
  test.each([
    ["another package", other.bytes],
    ["an archive that is cut", soup.bytes.subarray(0, -9)],
    ["no archive", Buffer.from("<html>please sign in</html>")],
  ])("%s: the address is asked, and people are told", async (_, sent) => {
    const { bench, root, fetched, warned } = project(sent, [soup]);
    expect(await installProject(bench, root, { frozen: false })).toMatchObject({
      packages: 1,
      newlyPlaced: 1,
    });
    expect(fetched).toEqual([soup.url]);
    expect(warned).toEqual([
      expect.stringMatching(/^the registry http:\/\/localhost:7117\/ sent something else for soup-/),
    ]);
    expect(bench.store.find(soup.hash)?.record.origins).toEqual({ [soup.url]: expect.any(String) });
  });

  test("the address does so too: that is what is said", async () => {
    const { bench, root } = project(other.bytes, [{ ...other, url: soup.url }]);
    await expect(installProject(bench, root, { frozen: false })).rejects.toMatchObject({
      code: "HASH_MISMATCH",
      message: expect.stringContaining(soup.url),
    });
  });
});

test("the registry sends the right bytes: nothing else is asked", async () => {
  const { bench, root, fetched, warned } = project(soup.bytes, [soup]);
  await installProject(bench, root, { frozen: false });
  expect([fetched, warned]).toEqual([[], []]);
});
