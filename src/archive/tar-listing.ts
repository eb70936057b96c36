import type { Content } from "./content.ts";
import type { Listing } from "./listing.ts";
import { Phrases } from "./phrases.ts";
import { type NamedProblem, reasons, withoutRoot } from "./root.ts";
import { quoteName } from "./show-name.ts";
import { readTar } from "./tar.ts";
import { type Failure, Tree } from "./tree.ts";

/**
 * What a tar archive holds once Zig has unpacked it and found its root (zig 0.16 std/tar.zig `extract`).
 *
 * The root is the first folder of the first name; a file at the top, or any name outside of it, means that there is
 * none. Folders count in this, though nothing is made of them. Throws what `readTar` throws, and ARCHIVE_LIMIT.
 */
export function listTar(content: Content, entryLimit: number): Listing {
  const tree = new Tree(entryLimit);
  const root = new RootFinder();
  const problems: NamedProblem[] = [];
  const folders: string[] = [];
  const ambiguities = new Phrases();
  if (content.beyond !== undefined) ambiguities.add(content.beyond);

  const place = (name: string, kind: "leaf" | "folder"): string | undefined => {
    tree.count();
    let path: string | undefined = name;
    if (hasOddPart.test(name)) {
      path = sanitize(name);
      if (name.split("/").includes("..")) ambiguities.add("a name with `..`", name);
    }
    if (path !== undefined && path !== "") {
      root.see(path, kind);
      return path;
    }
    if (kind === "leaf") problems.push({ path: name, reason: "does not lie inside the package" });
    return undefined;
  };
  const note = (path: string, failure: Failure | undefined): boolean => {
    if (failure !== undefined) problems.push({ path, reason: reasons[failure] });
    return failure === undefined;
  };

  readTar(content, {
    file(name, bytes) {
      const path = place(name, "leaf");
      return path !== undefined && note(path, tree.createFile(path, bytes));
    },
    symlink(name, target) {
      const path = place(name, "leaf");
      if (path !== undefined) note(path, tree.createSymlink(path, Buffer.from(target, "latin1")));
    },
    folder(name) {
      folders.push(place(name, "folder") ?? name);
    },
    unsupported(name, type) {
      tree.count();
      problems.push({
        path: name,
        reason: `has unsupported type ${quoteName(type)}${typeNames.get(type) ?? ""}`,
      });
    },
    ambiguity(phrase, name) {
      ambiguities.add(phrase, name);
    },
  });

  if (tree.wroteThroughLink) ambiguities.add("a file that is written through a link");
  return withoutRoot(tree, root.found, problems, ambiguities.list(), folders);
}

/** A part of a name that is empty, `.` or `..`. */
const hasOddPart = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Zig's `sanitizePath`: `.` and empty names fall out, `..` takes one away. Undefined for what leads out. */
function sanitize(name: string): string | undefined {
  if (name === "" || name.startsWith("/")) return undefined;
  const kept: string[] = [];
  for (const part of name.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.pop() === undefined) return undefined;
  }
  return kept.join("/");
}

/** Zig's `Diagnostics.findRoot`. */
class RootFinder {
  found = "";
  private isFirst = true;

  see(path: string, kind: "leaf" | "folder"): void {
    const slash = path.indexOf("/");
    const top = slash === -1 ? (kind === "folder" ? path : "") : path.slice(0, slash);
    if (this.isFirst) this.found = top;
    else if (top !== this.found) this.found = "";
    this.isFirst = false;
  }
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ["1", ", a hard link"],
  ["3", ", a device"],
  ["4", ", a device"],
  ["6", ", a fifo"],
  ["7", ", a contiguous file"],
  ["S", ", a sparse file"],
]);
