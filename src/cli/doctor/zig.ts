import { join } from "node:path";
import semver from "semver";
import { layoutFor, searchZig, zigVersionFor } from "../../zig/index.ts";
import { parseOwnManifest } from "../../zon/index.ts";
import { type Check, failed, ok, type Patient, warning } from "./check.ts";

/** Which zig there is, and whether it is the one that the project wants. */
export const zig: Check = {
  name: "zig",
  async look(patient) {
    const { zigVersion, zigPath } = patient.settings();
    const path = zigPath.value ?? searchZig(patient.context.env);
    const version = await zigVersionFor(zigVersion.value, path);
    layoutFor(version);
    if (path === undefined) {
      return warning(
        `there is no zig here; packages are placed for ${version}, as ${zigVersion.where} says`,
        "install it to build, or set PANTRY_ZIG to its path",
      );
    }
    const least = minimumVersion(patient);
    if (least !== undefined && semver.lt(version, least)) {
      return failed(
        `Zig ${version} at ${path}, and this project needs ${least} (minimum_zig_version)`,
        `install Zig ${least}, or set PANTRY_ZIG to one`,
      );
    }
    return ok(`Zig ${version} at ${path}`);
  },
};

function minimumVersion({ root, context: { disk } }: Patient): string | undefined {
  if (root === undefined) return undefined;
  const name = "build.zig.zon";
  const manifest = parseOwnManifest(disk.read(join(root, name)), name);
  return manifest.minimumZigVersion;
}
