import { plural } from "./terminal/index.ts";

/** What an install says that had nothing to do. */
export function idleText(packages: number): string {
  // Since the process began, which is when its user began to wait.
  return `${plural(packages, "package")} in place, nothing to do (${process.uptime().toFixed(2)} s)`;
}
