import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** One entry of a tree: contents for a file, `link` for a symlink, `commit` for a submodule, `mode` for what git itself would not write. */
export type TreeEntry =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly commit: string }
  | { readonly mode: string; readonly bytes: string | Uint8Array };

/** Paths to contents; raw bytes as names go in by `latin1`. */
export type TreeSpec = Readonly<Record<string, TreeEntry>>;

/** A bare repository that is built object by object: the same spec gives the same commit on every machine. */
export interface TestRepository {
  readonly path: string;
  /** Runs git in it; returns stdout without the last line end. */
  git(args: readonly string[], input?: string | Uint8Array): string;
  /** Commits a tree; without `parent` a first commit. Returns its id. */
  commit(tree: TreeSpec, options?: { readonly parent?: string; readonly message?: string }): string;
  /** Writes one raw tree object from raw entries, sorted by nobody. Returns its id. */
  rawTree(entries: readonly { mode: string; name: string; id: string }[]): string;
  blob(bytes: string | Uint8Array): string;
  commitTree(tree: string, parent?: string, message?: string): string;
  setRef(ref: string, id: string): void;
  /** An annotated tag. */
  tag(name: string, id: string): string;
}

export function makeRepository(
  root: string,
  name: string,
  options: { readonly sha256?: boolean } = {},
): TestRepository {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Test",
    GIT_AUTHOR_EMAIL: "test@example.invalid",
    GIT_AUTHOR_DATE: "1700000000 +0000",
    GIT_COMMITTER_NAME: "Test",
    GIT_COMMITTER_EMAIL: "test@example.invalid",
    GIT_COMMITTER_DATE: "1700000000 +0000",
  };
  const git = (args: readonly string[], input: string | Uint8Array = ""): string => {
    const result = spawnSync("git", [...args], { cwd: path, env, input });
    if (result.status !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
    return result.stdout.toString("utf8").replace(/\n$/, "");
  };
  const format = options.sha256 === true ? "sha256" : "sha1";
  git([
    "init",
    "--quiet",
    "--bare",
    "--template=",
    `--object-format=${format}`,
    "--initial-branch=main",
    ".",
  ]);
  const repository: TestRepository = {
    path,
    git,
    blob: (bytes) => git(["hash-object", "-w", "--stdin", "--no-filters"], bytes),
    rawTree(entries) {
      const bytes = entries.flatMap(({ mode, name: entry, id }) => [
        Buffer.from(`${mode} ${entry}\0`, "latin1"),
        Buffer.from(id, "hex"),
      ]);
      return git(["hash-object", "-w", "-t", "tree", "--literally", "--stdin"], Buffer.concat(bytes));
    },
    commit(tree, { parent, message } = {}) {
      return repository.commitTree(writeTree(repository, tree), parent, message);
    },
    commitTree(tree, parent, message = "test") {
      return git(["commit-tree", tree, ...(parent === undefined ? [] : ["-p", parent]), "-m", message]);
    },
    setRef: (ref, id) => {
      git(["update-ref", ref, id]);
    },
    tag(tag, id) {
      git(["tag", "-a", "-m", tag, tag, id]);
      return git(["rev-parse", tag]);
    },
  };
  return repository;
}

function writeTree(repository: TestRepository, spec: TreeSpec): string {
  const folders = new Map<string, Record<string, TreeEntry>>();
  const entries: { mode: string; name: string; id: string }[] = [];
  for (const [path, entry] of Object.entries(spec)) {
    const slash = path.indexOf("/");
    if (slash < 0) entries.push({ name: path, ...leaf(repository, entry) });
    else {
      const folder = folders.get(path.slice(0, slash)) ?? {};
      folder[path.slice(slash + 1)] = entry;
      folders.set(path.slice(0, slash), folder);
    }
  }
  for (const [name, folder] of folders) {
    entries.push({ mode: "40000", name, id: writeTree(repository, folder) });
  }
  // git sorts a folder as if its name ended with a slash.
  const key = ({ mode, name }: { mode: string; name: string }) =>
    Buffer.from(mode === "40000" ? `${name}/` : name, "latin1");
  return repository.rawTree(entries.sort((a, b) => Buffer.compare(key(a), key(b))));
}

function leaf(repository: TestRepository, entry: TreeEntry): { mode: string; id: string } {
  if (typeof entry === "string" || entry instanceof Uint8Array) {
    return { mode: "100644", id: repository.blob(entry) };
  }
  if ("link" in entry) return { mode: "120000", id: repository.blob(entry.link) };
  if ("commit" in entry) return { mode: "160000", id: entry.commit };
  return { mode: entry.mode, id: repository.blob(entry.bytes) };
}
