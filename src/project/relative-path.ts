/**
 * Why a path is not in the one form that the lockfile has for it, in words that follow "a path that"; undefined
 * where it is: relative, `/` between the parts, no `.` and no empty part, `..` only in front. `.` alone is the
 * folder itself.
 */
export function pathProblem(path: string): string | undefined {
  if (path === ".") return undefined;
  if (/[\p{Cc}\p{Cs}]/u.test(path)) return "has control characters";
  if (path.includes("\\")) return "has a backslash: parts are separated by `/`";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is absolute";
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === ".")) return "is not in its shortest form";
  const inside = parts.findIndex((part) => part !== "..");
  if (inside !== -1 && parts.lastIndexOf("..") > inside) return "is not in its shortest form";
  return undefined;
}

/** As `pathProblem`, for a path that may not leave the folder it counts from. */
export function innerPathProblem(path: string): string | undefined {
  return (
    pathProblem(path) ?? (path === ".." || path.startsWith("../") ? "leads out of the folder" : undefined)
  );
}
