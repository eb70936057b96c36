import { PantryError } from "../errors.ts";
import { parseAddress } from "../fetch/index.ts";
import { registryBase } from "../protocol/index.ts";
import { pathProblem } from "./relative-path.ts";

/** Where a package comes from. */
export type Source =
  /** `registry+URL`: the registry's base address in its one spelling. */
  | { readonly kind: "registry"; readonly url: string }
  /** `https+URL`, or `http+URL`: an archive's address. */
  | { readonly kind: "archive"; readonly url: string }
  /** `git+URL#SHA`: as it stands in the manifest. */
  | { readonly kind: "git"; readonly url: string }
  /** `path+REL`: a folder, relative to the lockfile. */
  | { readonly kind: "path"; readonly path: string };

export function formatSource(source: Source): string {
  switch (source.kind) {
    case "registry":
      return `registry+${source.url}`;
    case "archive":
      return `${source.url.slice(0, source.url.indexOf(":")).toLowerCase()}+${source.url}`;
    case "git":
      return source.url;
    case "path":
      return `path+${source.path}`;
  }
}

/**
 * Reads what `formatSource` writes. For anything else it gives the reason, in words that follow "its source":
 * another way, another spelling, credentials, a path that is not in its one form.
 */
export function readSource(text: string): Source | { readonly problem: string } {
  const source = sourceOf(text);
  if (!("problem" in source) && formatSource(source) !== text) {
    return { problem: `is written ${formatSource(source)}` };
  }
  return source;
}

function sourceOf(text: string): Source | { readonly problem: string } {
  const plus = text.indexOf("+");
  const way = text.slice(0, Math.max(plus, 0));
  const rest = text.slice(plus + 1);
  switch (way) {
    case "registry":
      return reasonOf(() => ({ kind: "registry", url: registryBase(rest) }));
    case "https":
    case "http":
      return reasonOf(() => addressOf(rest, "archive"));
    case "git":
      return reasonOf(() => addressOf(text, "git"));
    case "path": {
      const problem = pathProblem(rest);
      return problem === undefined ? { kind: "path", path: rest } : { problem: `has a path that ${problem}` };
    }
    default:
      return { problem: "begins with none of registry+, https+, http+, git+ and path+" };
  }
}

/** An address that stands in a manifest beside its hash may be plain http; credentials are never taken. */
function addressOf(text: string, kind: "archive" | "git"): Source | { readonly problem: string } {
  return parseAddress(text, { adopted: true }).kind === kind
    ? { kind, url: text }
    : { problem: `is no address of ${kind === "git" ? "a git repository" : "an archive"}` };
}

function reasonOf<T>(read: () => T): T | { readonly problem: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof PantryError) return { problem: `cannot be used: ${error.message}` };
    throw error;
  }
}
