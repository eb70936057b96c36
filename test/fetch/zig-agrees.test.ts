import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ArchiveEntry, listEntries } from "../../src/archive/index.ts";
import { PantryError } from "../../src/errors.ts";
import { createFetcher, formatAddress, type GitAddress, parseAddress } from "../../src/fetch/index.ts";
import { readPackage } from "../../src/zig/index.ts";
import { sharedFolder } from "../support/folders.ts";
import { makeRepository, type TestRepository, type TreeSpec } from "../support/git-repository.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { file, type HttpServer, startHttpServer, status } from "../support/http-server.ts";
import { tar } from "../support/tar.ts";
import { zig, zigFetch } from "../support/zig.ts";

let scratch: { readonly path: string; remove(): void };
const fetcher = createFetcher();

beforeAll(() => {
  scratch = sharedFolder();
});
afterAll(async () => {
  await fetcher.close();
  scratch.remove();
});

describe("which answers are archives, and of which kind", () => {
  const plain = tar([{ name: "demo/a.txt", bytes: "hello\n" }]);
  const packed = gzipSync(plain);
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttpServer();
  });
  afterAll(() => server.close());

  const octet = "application/octet-stream";
  const named = (disposition: string) => ({ "content-type": octet, "content-disposition": disposition });
  const rows: readonly [path: string, fields: Record<string, string>, bytes?: Buffer, status?: number][] = [
    ["/x", { "content-type": "application/x-tar" }, plain],
    ["/x", { "content-type": "application/gzip" }],
    ["/x", { "content-type": "Application/GZip" }],
    ["/x", { "content-type": "application/gzip; charset=binary" }],
    ["/x", { "content-type": "application/gzip ; charset=binary" }],
    ["/x", { "content-type": "application/x-gzip" }],
    ["/x", { "content-type": "application/tar+gzip" }],
    ["/x", { "content-type": "application/x-tar-gz" }],
    ["/x", { "content-type": "application/x-gtar-compressed" }],
    ["/x.tar.gz", { "content-type": "application/x-tgz" }],
    ["/x.tar.gz", { "content-type": "application/x-compressed-tar" }],
    ["/x.tar.gz", { "content-type": "binary/octet-stream" }],
    ["/x.tar.gz", { "content-type": "text/plain" }],
    ["/x.tar.gz", { "content-type": "constructor" }],
    ["/x.tar.gz", { "content-type": "" }],
    ["/x.tar.gz", { "content-type": "application/x-compressed" }],
    ["/x.tar.gz", { "content-type": octet }],
    ["/x.TGZ", { "content-type": octet }],
    ["/x.tar.gz?v=1", { "content-type": octet }],
    ["/x?f=x.tar.gz", { "content-type": octet }],
    ["/x.tar%2Egz", { "content-type": octet }],
    ["/x.tar.gz/", { "content-type": octet }],
    ["/x.gz", { "content-type": octet }],
    ["/x.tar.bz2", { "content-type": octet }],
    ["/x.zip", { "content-type": octet }],
    ["/x.tar", { "content-type": octet }, plain],
    ["/x", named('attachment; filename="x.tar.gz"')],
    ["/x", named("attachment; filename=x.tar.gz")],
    ["/x", named("attachment;filename=x.tgz; size=3")],
    ["/x", named("ATTACHMENT; FILENAME=x.tar.gz")],
    ["/x", named("attachment; filename*=UTF-8''x.tar.gz")],
    ["/x", named("attachment; filename=x.tar.gz; filename*=UTF-8''x.zip")],
    ["/x.tar.gz", named("attachment; filename=x")],
    ["/x.tar.gz", named("attachment")],
    ["/x.tar.gz", named('inline; filename="x.tar.gz"')],
    ["/x", named("attachment; filename = x.tar.gz")],
    ["/x", named('attachment; filename="x.tar.gz" ; size=3')],
    ["/x", { "content-type": "application/zip" }],
    ["/x", { "content-type": "application/zstd" }],
    ["/x", { "content-type": "application/x-xz" }],
    ["/x", { "content-type": "application/gzip" }, plain],
    ["/x", { "content-type": "application/x-tar" }, packed],
    ["/x", { "content-type": "application/x-tar", "content-encoding": "gzip" }],
    ["/x", { "content-type": "application/x-tar", "content-encoding": "x-gzip" }],
    ["/x", { "content-type": "application/gzip", "content-encoding": "gzip" }],
    ["/x", { "content-type": "application/gzip", "content-encoding": "gzip" }, gzipSync(packed)],
    ["/x", { "content-type": "application/x-tar", "content-encoding": "identity" }, plain],
    ["/x", { "content-type": "application/x-tar", "content-encoding": "deflate" }, deflateSync(plain)],
    ["/x", { "content-type": "application/x-tar", "content-encoding": "br" }, brotliCompressSync(plain)],
    ["/x", { "content-type": "application/x-tar", "content-encoding": "gzip, gzip" }, gzipSync(packed)],
    ["/x", { "content-type": "application/x-tar", "content-encoding": "" }, plain],
    ["/x", { "content-type": "application/x-tar", "content-encoding": "GZIP" }],
    ["/x", { "content-type": "application/gzip" }, packed, 203],
    ["/x", { "content-type": "application/gzip" }, packed, 206],
  ];

  test.each(rows)("%s %o", async (path, fields, bytes = packed, code = 200) => {
    // After an error zig 0.16 waits until the server closes the connection.
    const answer = { ...fields, "content-length": String(bytes.length), connection: "close" };
    const url = server.on(
      path,
      code === 200 ? file(bytes, answer) : status(code, answer, bytes.toString("latin1")),
    );
    const theirs = await zigFetch(scratch.path, url);
    const ours = await fetcher.archive(url).then(
      ({ bytes: got, kind }) => ({ kind, right: got.equals(kind === "tar" ? plain : packed) }),
      (error: unknown) => {
        if (!(error instanceof PantryError)) throw error;
        return error.code;
      },
    );
    if (theirs.ok) expect(ours).toEqual({ kind: expect.stringMatching(/^tar(\.gz)?$/), right: true });
    else expect(ours).toMatch(/^FETCH_(NOT_ARCHIVE|WRONG_KIND|RESPONSE|STATUS)$/);
  });
});

describe("one commit by git", () => {
  let server: GitServer;
  let repository: TestRepository;
  beforeAll(async () => {
    server = await startGitServer(scratch.path);
    repository = makeRepository(scratch.path, "demo.git");
  });
  afterAll(() => server.close());

  /** What both get for one commit: the tree, or undefined where it is refused. */
  async function both(commit: string) {
    repository.setRef("refs/heads/main", commit);
    const address = parseAddress(`git+${server.origin}/demo.git#main`, { adopted: false }) as GitAddress;
    const theirs = await zigFetch(scratch.path, formatAddress(address));
    const fetched = await fetcher.git(address).catch((error: unknown) => {
      if (error instanceof PantryError && error.code === "GIT_TREE") return undefined;
      throw error;
    });
    const project = join(scratch.path, "fetcher");
    return {
      ours: fetched && {
        tree: treeOf(fetched.entries),
        hash: readPackage(listEntries(fetched.entries), "hash", server.origin).hash,
      },
      theirs: theirs.ok
        ? { tree: treeBelow(join(project, "zig-pkg", theirs.stdout)), hash: theirs.stdout }
        : undefined,
    };
  }

  const trees: readonly [what: string, tree: TreeSpec][] = [
    [
      "files, folders, links and a submodule",
      {
        "build.zig": "x\r\n",
        "a/b/c": Buffer.from([0, 255]),
        "a-b": "1",
        "a.b": "2",
        link: { link: "a/b/c" },
        away: { link: "/etc/passwd" },
        dangling: { link: "../nowhere" },
        module: { commit: "1".repeat(40) },
        empty: "",
      },
    ],
    [
      "attributes, which nobody obeys",
      {
        ".gitattributes": "* text eol=crlf\nsecret export-ignore\nsubst export-subst ident\n",
        secret: "kept\n",
        subst: "$Format:%H$ $Id$\n",
      },
    ],
    ["an executable", { "run.sh": { mode: "100755", bytes: "#!/bin/sh\n" } }],
    [
      "names that are not UTF-8 or odd",
      { "caf\xe9\xff": "1", "a\nb": "2", "a\\b": "3", " ": "4", "-rf": "5", A: "6", a: "7" },
    ],
    ["a group-writable file", { f: { mode: "100664", bytes: "1" } }],
    ["a private file", { f: { mode: "100600", bytes: "1" } }],
    ["a link to nothing", { l: { mode: "120000", bytes: "" } }],
    ["a link with a NUL", { l: { mode: "120000", bytes: "a\0b" } }],
    ["a link that is too long", { l: { link: "l".repeat(4096) } }],
    ["a long link", { l: { link: "l".repeat(4095) } }],
    ["a link with a mode", { l: { mode: "120777", bytes: "a" } }],
    ["a folder called .git", { ".git/config": "x" }],
    ["a file called .git", { ".git": "x" }],
    ["a long name", { ["n".repeat(255)]: "x" }],
    ["a name that is too long", { ["n".repeat(256)]: "x" }],
    ["a folder called ..", { "../x": "1" }],
    ["a file called .", { ".": "1" }],
  ];
  test.each(trees)("%s", async (_what, tree) => {
    const { ours, theirs } = await both(repository.commit(tree));
    expect(ours).toEqual(theirs);
  });

  test("a name twice, a padded mode, a wrong order, a folder without files", async () => {
    const id = repository.blob("x");
    const folder = repository.rawTree([{ mode: "100644", name: "f", id }]);
    const rows = [
      [
        { mode: "100644", name: "f", id },
        { mode: "100644", name: "f", id },
      ],
      [
        { mode: "100644", name: "f", id },
        { mode: "40000", name: "f", id: folder },
      ],
      [{ mode: "040000", name: "d", id: folder }],
      [
        { mode: "100644", name: "z", id },
        { mode: "100644", name: "a", id },
      ],
      [
        { mode: "40000", name: "d", id: repository.rawTree([]) },
        { mode: "100644", name: "f", id },
      ],
    ];
    const refused: boolean[] = [];
    for (const entries of rows) {
      const { ours, theirs } = await both(repository.commitTree(repository.rawTree(entries)));
      expect(ours).toEqual(theirs);
      refused.push(ours === undefined);
    }
    expect(refused).toEqual([true, true, false, false, false]);
  });

  test("what `zig fetch --save` writes is what formatAddress writes", async () => {
    const commit = repository.commit({
      "build.zig.zon":
        '.{ .name = .demo, .version = "1.0.0", .fingerprint = 0xd642dfa000000005, .paths = .{""} }\n',
    });
    for (const ref of ["v1.0.0", "v1.0.0+b", "feature/x", "HEAD", "refs/tags/v1.0.0"]) {
      if (ref !== "HEAD" && !ref.startsWith("refs/")) repository.setRef(`refs/tags/${ref}`, commit);
      repository.setRef("refs/heads/main", commit);
      const asked = parseAddress(`git+${server.origin}/demo.git#${ref}`, { adopted: false }) as GitAddress;
      const project = join(scratch.path, "fetcher");
      writeFileSync(
        join(project, "build.zig.zon"),
        '.{ .name = .app, .version = "0.0.0", .fingerprint = 0xc96e70cf00000005, .paths = .{""} }\n',
      );
      const saved = await zig(scratch.path, ["fetch", "--save=x", formatAddress(asked)], { cwd: project });
      expect(saved).toMatchObject({ ok: true });
      const written = /\.url = "(.*)"/.exec(readFileSync(join(project, "build.zig.zon"), "utf8"))?.[1];
      expect(formatAddress((await fetcher.git(asked)).address)).toBe(written);
    }
  });
});

/** Every file and symlink below a folder, by the latin1 text of its path. */
function treeBelow(folder: string): Record<string, [kind: string, bytes: string]> {
  const found: Record<string, [string, string]> = {};
  const visit = (path: Buffer, prefix: string): void => {
    for (const name of readdirSync(path, { encoding: "buffer" })) {
      const below = Buffer.concat([path, Buffer.from("/"), name]);
      const key = prefix + name.toString("latin1");
      const stat = lstatSync(below);
      if (stat.isDirectory()) visit(below, `${key}/`);
      else if (stat.isSymbolicLink())
        found[key] = ["symlink", readlinkSync(below, { encoding: "buffer" }).toString("latin1")];
      else found[key] = ["file", readFileSync(below).toString("latin1")];
    }
  };
  visit(Buffer.from(folder), "");
  return found;
}

/** The same of a fetched commit. */
function treeOf(entries: readonly ArchiveEntry[]): Record<string, [kind: string, bytes: string]> {
  return Object.fromEntries(
    entries.map(({ path, kind, bytes }) => [path.toString("latin1"), [kind, bytes.toString("latin1")]]),
  );
}
