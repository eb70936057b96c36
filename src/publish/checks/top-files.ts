import type { PackageFile } from "../subject.ts";

/** True if a file of that name, or a folder (as REUSE has its LICENSES), stands at the package's top. */
export function hasAtTop(files: readonly PackageFile[], name: RegExp): boolean {
  return files.some(({ shown }) => name.test(shown.split("/", 1)[0] ?? ""));
}
