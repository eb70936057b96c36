import { basename } from "node:path";
import { expect, test } from "vitest";
import { type Disk, nodeDisk } from "../../src/disk/index.ts";
import { installProject } from "../../src/install/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { benchIn, dependencyText, projectIn, served } from "../support/in-process.ts";
import { manifestText } from "../support/libraries.ts";

const salt = served("salt", { "build.zig": "", "build.zig.zon": manifestText("salt") });

/** Installs a project that needs salt, with a disk that reads one file otherwise. */
function installing(readIfThere: (path: string, bytes: Buffer | undefined) => Buffer | undefined) {
  const folder = temporaryFolder();
  const root = projectIn(
    folder,
    manifestText("app", { dependencies: `.{ .salt = ${dependencyText(salt)} }` }),
  );
  const disk: Disk = {
    ...nodeDisk,
    readIfThere: (path) => readIfThere(path.toString(), nodeDisk.readIfThere(path)),
  };
  return installProject(benchIn(folder, [salt], { disk }).bench, root, { frozen: false });
}

test("a manifest that somebody writes all the time is not overwritten", async () => {
  let written = 0;
  const outcome = installing((path, bytes) => {
    if (!path.endsWith("project/build.zig.zon") || bytes === undefined) return bytes;
    written += 1;
    return Buffer.concat([bytes, Buffer.from(`// ${written}\n`)]);
  });
  await expect(outcome).rejects.toMatchObject({ code: "PROJECT_CHANGED" });
});

test("a package that is taken out of the store each time is not done without", async () => {
  const outcome = installing((path, bytes) =>
    basename(path) === "build.zig.zon" && path.includes("/tree/") ? undefined : bytes,
  );
  await expect(outcome).rejects.toMatchObject({ code: "STORE_CHANGED" });
});
