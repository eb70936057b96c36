import { pathsShown } from "../limits.ts";

/** Some paths by name and the rest as a number: `a, b and 3 more`. */
export function someOf(paths: readonly string[]): string {
  if (paths.length <= pathsShown) return paths.join(", ");
  return `${paths.slice(0, pathsShown).join(", ")} and ${paths.length - pathsShown} more`;
}
