import { maxLinksFollowed, maxNameBytes, maxPathBytes, tooManyEntries } from "./limits.ts";

/**
 * What unpacking would leave on disk, in memory: Zig unpacks by plain calls of the system, so what a package holds
 * depends on what those make of duplicates, links and clashes. In particular a file below a link to a folder is
 * written into that folder.
 *
 * Paths are strings of one character a byte (latin1), with `/`. An operation returns the name that Zig gives to its
 * failure, or undefined.
 */
export class Tree {
  private readonly top: Folder = { kind: "folder", children: new Map(), parent: undefined };
  private readonly entryLimit: number;
  private entryCount = 0;
  private last: Walked | undefined;
  private lastPath = "";
  /** True once something was written through a link. */
  wroteThroughLink = false;

  constructor(entryLimit: number) {
    this.entryLimit = entryLimit;
  }

  /** Counts an entry of the archive; the folders that its path makes are counted by themselves. */
  count(): void {
    this.entryCount += 1;
    if (this.entryCount > this.entryLimit) throw tooManyEntries(this.entryLimit);
  }

  createFile(path: string, bytes: Buffer): Failure | undefined {
    return this.create(path, { kind: "file", bytes });
  }

  createSymlink(path: string, target: Buffer): Failure | undefined {
    if (target.length === 0) return this.createFolders(folderOf(path)) ?? "FileNotFound";
    if (target.length > maxPathBytes) return "NameTooLong";
    return this.create(path, { kind: "symlink", bytes: target });
  }

  /** Makes a folder and those above it; content with those that are there. */
  createFolders(path: string): Failure | undefined {
    if (path.length > maxPathBytes) return "NameTooLong";
    const found = this.walk(path, "create");
    return "failure" in found ? found.failure : undefined;
  }

  /** What opening a path finds, links followed. */
  open(path: string): Node | Failure {
    const found = this.walk(path, "find");
    return "failure" in found ? found.failure : found.node;
  }

  /** All files and links, and the folders that hold nothing; in no particular order. */
  list(): { readonly entries: TreeEntry[]; readonly emptyFolders: string[] } {
    const entries: TreeEntry[] = [];
    const emptyFolders: string[] = [];
    const pending: [string, Folder][] = [["", this.top]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [prefix, folder] = next;
      if (folder.children.size === 0 && prefix !== "") emptyFolders.push(prefix.slice(0, -1));
      for (const [name, node] of folder.children) {
        if (node.kind === "folder") pending.push([`${prefix}${name}/`, node]);
        else entries.push({ path: prefix + name, kind: node.kind, bytes: node.bytes });
      }
    }
    return { entries, emptyFolders };
  }

  private create(path: string, leaf: Leaf): Failure | undefined {
    if (path.length > maxPathBytes) return "NameTooLong";
    const name = path.slice(path.lastIndexOf("/") + 1);
    const parent = this.folderFor(folderOf(path));
    if ("failure" in parent) return parent.failure;
    if (parent.node.kind !== "folder") return "NotDir";
    if (name.length > maxNameBytes) return "NameTooLong";
    if (name === "." || parent.node.children.has(name)) return "PathAlreadyExists";
    parent.node.children.set(name, leaf);
    this.wroteThroughLink ||= parent.followed > 0;
    return undefined;
  }

  /** Neighbours follow each other in an archive, so the last folder is remembered; nothing ever takes it away. */
  private folderFor(path: string): Walked {
    if (this.last === undefined || this.lastPath !== path) {
      this.last = this.walk(path, "create");
      this.lastPath = path;
    }
    return this.last;
  }

  /** Follows a path from the top, as the system does; `create` makes the folders that are missing. */
  private walk(path: string, mode: "create" | "find"): Walked {
    const todo = path.split("/").reverse();
    let at: Folder = this.top;
    let followed = 0;
    // How many names at the end of `todo` come from the target of a link: folders are never made for those.
    let fromLink = 0;
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      const inLink = fromLink > 0;
      if (inLink) fromLink -= 1;
      if (name === "" || name === ".") continue;
      if (name === "..") {
        if (at.parent === undefined) return { failure: "OutsideOfPackage" };
        at = at.parent;
        continue;
      }
      if (name.length > maxNameBytes) return { failure: "NameTooLong" };
      const child = at.children.get(name);
      if (child === undefined) {
        if (mode === "find") return { failure: "FileNotFound" };
        // A link that points nowhere is there, but is no folder.
        if (inLink) return { failure: "NotDir" };
        this.count();
        const made: Folder = { kind: "folder", children: new Map(), parent: at };
        at.children.set(name, made);
        at = made;
      } else if (child.kind === "folder") {
        at = child;
      } else if (child.kind === "symlink") {
        followed += 1;
        if (followed > maxLinksFollowed) return { failure: "SymLinkLoop" };
        const target = child.bytes.toString("latin1");
        if (target.startsWith("/")) return { failure: "OutsideOfPackage" };
        const names = target.split("/").reverse();
        todo.push(...names);
        fromLink += names.length;
      } else if (mode === "find" && todo.length === 0) {
        return { node: child, followed };
      } else {
        return { failure: "NotDir" };
      }
    }
    return { node: at, followed };
  }
}

export type Failure =
  | "FileNotFound"
  | "NameTooLong"
  | "NotDir"
  | "OutsideOfPackage"
  | "PathAlreadyExists"
  | "SymLinkLoop";

export interface TreeEntry {
  readonly path: string;
  readonly kind: "file" | "symlink";
  readonly bytes: Buffer;
}

interface Folder {
  readonly kind: "folder";
  readonly children: Map<string, Node>;
  readonly parent: Folder | undefined;
}

interface Leaf {
  readonly kind: "file" | "symlink";
  readonly bytes: Buffer;
}

type Node = Folder | Leaf;
type Walked = { readonly node: Node; readonly followed: number } | { readonly failure: Failure };

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
