import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

/** The Zig that npm installed with the project, and a PATH on which it comes first. */
export function installedZig(): { readonly zig: string; readonly path: string } {
  const require = createRequire(import.meta.url);
  const folder = join(
    dirname(require.resolve(`@zigc/${process.platform}-${process.arch}/package.json`)),
    "bin",
  );
  const zig = join(folder, process.platform === "win32" ? "zig.exe" : "zig");
  return { zig, path: [folder, process.env["PATH"] ?? ""].join(delimiter) };
}
