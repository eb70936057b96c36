import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Extracted {
  readonly ok: boolean;
  /** What GNU tar says, on stderr too. */
  readonly said: string;
  /** Contents by path; anything but a file or folder is there as its kind. */
  readonly files: ReadonlyMap<string, string>;
}

export const gnuTarVersion: string | undefined = /GNU tar\) .*/
  .exec(spawnSync("tar", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[0]
  .replace(")", "");

/** Lists and unpacks an archive with GNU tar in a fresh folder below `scratch`. */
export function gnuTar(scratch: string, bytes: Buffer, kind: "tar" | "tar.gz"): Extracted {
  const folder = mkdtempSync(join(scratch, "gnu-"));
  const path = join(scratch, "gnu.tar");
  writeFileSync(path, bytes);
  const options = {
    encoding: "utf8",
    timeout: 60_000,
    env: { PATH: process.env["PATH"], LC_ALL: "C" },
  } as const;
  const unzip = kind === "tar.gz" ? ["-z"] : [];
  const listed = spawnSync("tar", [...unzip, "-tvf", path], options);
  const extracted = spawnSync("tar", [...unzip, "-xf", path, "-C", folder, "--no-same-owner"], options);
  execFileSync("chmod", ["-R", "u+rwX", folder]);
  const files = new Map<string, string>();
  read(Buffer.from(folder), "", files);
  execFileSync("rm", ["-rf", folder]);
  return {
    ok: [listed, extracted].every(({ status, stderr }) => status === 0 || isAboutNumbers(stderr)),
    said: `${listed.stderr}${extracted.stderr}`,
    files,
  };
}

/** Owners and times that are no numbers: it says so at the end, and has unpacked all the same. */
function isAboutNumbers(said: string): boolean {
  const lines = said
    .split("\n")
    .filter((line) => line !== "" && !/lone zero block|Exiting with failure/.test(line));
  return lines.length > 0 && lines.every((line) => /value expected|out of .* range|time stamp/.test(line));
}

function read(folder: Buffer, prefix: string, files: Map<string, string>): void {
  for (const name of readdirSync(folder, { encoding: "buffer" })) {
    const path = Buffer.concat([folder, Buffer.from("/"), name]);
    const shown = prefix + name.toString("latin1");
    const stat = lstatSync(path);
    if (stat.isDirectory()) read(path, `${shown}/`, files);
    else files.set(shown, stat.isFile() ? readFileSync(path).toString("latin1") : "no file");
  }
}
