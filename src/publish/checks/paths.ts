import type { Check, Finding } from "./check.ts";

export const paths: Check = {
  name: "paths",
  ensures: "`.paths` take in build.zig.zon and build.zig, and name nothing that is not there",
  look({ manifest, files, hasBuildScript }) {
    const findings: Finding[] = [];
    const has = (name: string) => files.some(({ path }) => path.equals(Buffer.from(name)));
    if (!has("build.zig.zon")) {
      findings.push({
        verdict: "failed",
        message: "`.paths` leave out build.zig.zon, which breaks the package in Zig 0.16",
        hint: 'add "build.zig.zon" to `.paths`',
      });
    }
    if (hasBuildScript && !has("build.zig")) {
      findings.push({
        verdict: "failed",
        message: "`.paths` leave out build.zig: nobody could build the package",
        hint: 'add "build.zig" to `.paths`',
      });
    }
    if (!hasBuildScript) {
      findings.push({
        verdict: "warning",
        message: "there is no build.zig: others can only use its files",
        hint: "`pantry init` makes one",
      });
    }
    for (const listed of manifest.paths) {
      if (files.some(({ path }) => isWithin(path, listed))) continue;
      findings.push({
        verdict: "warning",
        message: `\`.paths\` list ${JSON.stringify(listed.toString())}, and there is no file of that name or below it`,
        hint: "names are compared letter by letter, without patterns: correct it, or take it out",
      });
    }
    return findings;
  },
};

/** As Zig matches: the path itself or anything below it; nothing and `.` stand for all. */
function isWithin(path: Buffer, listed: Buffer): boolean {
  if (listed.length === 0 || listed.equals(Buffer.from("."))) return true;
  if (!path.subarray(0, listed.length).equals(listed)) return false;
  return path.length === listed.length || path[listed.length] === "/".charCodeAt(0);
}
