import { join } from "node:path";
import { type Disk, listIfThere } from "../disk/index.ts";
import { type Advisory, advisoryBytes, readAdvisories } from "../osv/index.ts";
import { auditError } from "./errors.ts";

/**
 * The advisories in an OSV file, or in all `.json` files of a folder. Throws ADVISORIES_MISSING, and ADVISORY_INVALID for
 * a file that is none: a typing error must not look like a clean audit.
 */
export function readAdvisoryFiles(disk: Disk, path: string): Advisory[] {
  const isLink = disk.stat(path)?.kind === "symlink";
  const kind = disk.stat(isLink ? disk.realPath(path) : path)?.kind;
  if (kind === "file") return readAdvisories(disk.read(path, advisoryBytes), path);
  const names = kind === "folder" ? listIfThere(disk, path).map(({ name }) => name.toString()) : [];
  const files = names.filter((name) => name.endsWith(".json")).sort();
  if (files.length === 0) {
    throw auditError("ADVISORIES_MISSING", {
      message: `there are no advisories at ${path}`,
      hint: "name an OSV file, or a folder with such files that end in .json",
    });
  }
  return files.flatMap((name) =>
    readAdvisories(disk.read(join(path, name), advisoryBytes), join(path, name)),
  );
}
