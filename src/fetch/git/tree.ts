import type { ArchiveEntry } from "../../archive/index.ts";
import type { PantryError } from "../../errors.ts";
import { fetchError } from "../errors.ts";
import type { FetchLimits } from "../limits.ts";
import { printable } from "../redact.ts";
import { type GitObject, type Objects, tooLarge } from "./objects.ts";

/**
 * The files and symlinks of one commit: raw blobs, so no .gitattributes and no line ends play a part, and
 * submodules give nothing. Trees are read raw as well, because git's own listing smooths out modes that Zig
 * refuses; what Zig 0.16 refuses is refused here (GIT_TREE).
 */
export async function readCommit(
  objects: Objects,
  commit: string,
  limits: FetchLimits,
): Promise<ArchiveEntry[]> {
  const leaves = await listLeaves(objects, await treeOf(objects, commit, limits), limits);
  const blobs = await readBlobs(objects, leaves, limits);
  let bytesInAll = 0;
  return leaves.map(({ path, kind, id }) => {
    const bytes = blobs.get(id) ?? Buffer.alloc(0);
    bytesInAll += bytes.length;
    if (bytesInAll > limits.gitTreeBytes) throw tooLarge(limits.gitTreeBytes);
    if (kind === "symlink") checkTarget(path, bytes, limits);
    return { path, kind, bytes };
  });
}

interface Leaf {
  readonly path: Buffer;
  readonly kind: "file" | "symlink";
  readonly id: string;
}

async function treeOf(objects: Objects, commit: string, limits: FetchLimits): Promise<string> {
  for await (const { type, bytes } of objects.read([commit], limits.gitCommitBytes)) {
    const tree = /^tree ([0-9a-f]{40})\n/.exec(bytes.toString("latin1", 0, 46))?.[1];
    if (type === "commit" && tree !== undefined) return tree;
  }
  throw fetchError("GIT_NOT_A_COMMIT", {
    message: `${commit} is no commit`,
    hint: "give the id of the commit; `git rev-parse TAG^{commit}` shows the one of a tag",
  });
}

interface Folder {
  readonly path: Buffer;
  readonly id: string;
}

/** Level by level, each different tree read once. */
async function listLeaves(objects: Objects, root: string, limits: FetchLimits): Promise<Leaf[]> {
  const leaves: Leaf[] = [];
  let count = 0;
  let level: readonly Folder[] = [{ path: Buffer.alloc(0), id: root }];
  while (level.length > 0) {
    const trees = new Map<string, readonly TreeEntry[]>();
    const ids = [...new Set(level.map(({ id }) => id))];
    for await (const tree of objects.read(ids, limits.gitTreeBytes)) trees.set(tree.id, parseTree(tree));
    const below: Folder[] = [];
    for (const folder of level) {
      for (const entry of trees.get(folder.id) ?? []) {
        count += 1;
        if (count > limits.gitEntries) throw tooMany(limits);
        const path = join(folder.path, entry.name);
        checkPath(path, entry.name, limits);
        if (entry.kind === "folder") below.push({ path, id: entry.id });
        else if (entry.kind !== "submodule") leaves.push({ path, kind: entry.kind, id: entry.id });
      }
    }
    level = below;
  }
  return leaves;
}

interface TreeEntry {
  readonly name: Buffer;
  readonly kind: "file" | "symlink" | "folder" | "submodule";
  readonly id: string;
}

/** A tree object: mode, space, name, NUL and 20 bytes of id, over and over. */
function parseTree({ id: tree, type, bytes }: GitObject): TreeEntry[] {
  if (type !== "tree") throw malformed(`${tree} is a ${type} where a tree should be`);
  const entries: TreeEntry[] = [];
  const names = new Set<string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(" ", at);
    const nul = bytes.indexOf(0, space);
    if (space < 0 || nul < 0 || nul + 21 > bytes.length) throw malformed(`the tree ${tree} is cut`);
    const mode = bytes.toString("latin1", at, space);
    const name = bytes.subarray(space + 1, nul);
    const shown = printable(name.toString("utf8"), 100);
    const kind = kindOfMode.get(mode.replace(/^0+/, ""));
    if (kind === undefined) throw malformed(`\`${shown}\` has the mode ${printable(mode, 20)}`);
    const key = name.toString("latin1");
    if (names.has(key)) throw malformed(`\`${shown}\` is there twice`);
    names.add(key);
    entries.push({ name, kind, id: bytes.toString("hex", nul + 1, nul + 21) });
    at = nul + 21;
  }
  return entries;
}

/** The modes that Zig takes; git takes a few more, such as 100664. */
const kindOfMode: ReadonlyMap<string, TreeEntry["kind"]> = new Map([
  ["100644", "file"],
  ["100755", "file"],
  ["120000", "symlink"],
  ["40000", "folder"],
  ["160000", "submodule"],
]);

async function readBlobs(objects: Objects, leaves: readonly Leaf[], limits: FetchLimits) {
  const blobs = new Map<string, Buffer>();
  const ids = [...new Set(leaves.map(({ id }) => id))];
  for await (const { id, type, bytes } of objects.read(ids, limits.gitTreeBytes)) {
    if (type !== "blob") throw malformed(`${id} is a ${type} where a file should be`);
    blobs.set(id, bytes);
  }
  return blobs;
}

function join(folder: Buffer, name: Buffer): Buffer {
  return folder.length === 0 ? name : Buffer.concat([folder, Buffer.from("/"), name]);
}

/** Zig keeps the pack in `.git` beside the files, and git itself makes no such name anywhere. */
function checkPath(path: Buffer, name: Buffer, limits: FetchLimits): void {
  const text = name.toString("latin1");
  if (text === "" || text === "." || text === ".." || text.includes("/") || /^\.git$/i.test(text)) {
    throw malformed(`\`${printable(path.toString("utf8"), 100)}\` is no name of a file`);
  }
  if (name.length > limits.gitNameBytes || path.length > limits.gitPathBytes) {
    throw malformed(`the name \`${printable(path.toString("utf8"), 60)}\` is too long`);
  }
}

function checkTarget(path: Buffer, target: Buffer, limits: FetchLimits): void {
  if (target.length > 0 && target.length <= limits.gitPathBytes && !target.includes(0)) return;
  throw malformed(`the symlink \`${printable(path.toString("utf8"), 100)}\` leads to no possible name`);
}

function malformed(what: string): PantryError {
  return fetchError("GIT_TREE", {
    message: `the commit cannot be a Zig package: ${what}`,
    hint: "Zig refuses it too; choose another commit, or tell whoever publishes it",
  });
}

function tooMany(limits: FetchLimits): PantryError {
  return fetchError("GIT_TOO_LARGE", {
    message: `the commit holds more than ${limits.gitEntries} files and folders, the most that are fetched`,
    hint: "check that the repository is that of a source package",
  });
}
