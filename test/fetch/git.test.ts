import { existsSync, readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  createFetcher,
  type Fetcher,
  type FetcherOptions,
  formatAddress,
  type GitAddress,
  parseAddress,
} from "../../src/fetch/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { makeRepository, type TestRepository, type TreeSpec } from "../support/git-repository.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";

const first: TreeSpec = {
  "build.zig": "// a build\n",
  "src/root.zig": "pub const a = 1;\r\n",
  "src/deep/er/x": Buffer.from([0, 255, 10, 13]),
  ".gitattributes": "*.zig text eol=crlf\nsecret export-ignore\nsubst export-subst\n",
  secret: "kept",
  subst: "$Format:%H$\n",
  "run.sh": { mode: "100755", bytes: "#!/bin/sh\n" },
  link: { link: "src/root.zig" },
  away: { link: "/etc/passwd" },
  module: { commit: "1234567890123456789012345678901234567890" },
  ".gitmodules": '[submodule "module"]\n\tpath = module\n\turl = https://host.invalid/x\n',
  "caf\xe9": "a name that is not UTF-8",
  empty: "",
};

let root: { readonly path: string; remove(): void };
let server: GitServer;
let repository: TestRepository;
let commits: { readonly first: string; readonly second: string; readonly third: string };
let fetchers: Fetcher[] = [];
let temporary = "";

beforeAll(async () => {
  root = sharedFolder();
  server = await startGitServer(root.path);
  repository = makeRepository(root.path, "demo.git");
  const one = repository.commit(first);
  const two = repository.commit({ ...first, "new.txt": "2" }, { parent: one });
  const three = repository.commit({ ...first, "new.txt": "3" }, { parent: two });
  commits = { first: one, second: two, third: three };
  repository.setRef("refs/heads/main", three);
  repository.setRef("refs/heads/feature/x", two);
  repository.setRef("refs/tags/v1.0.0", one);
  repository.setRef("refs/tags/v1.1.0", two);
  repository.setRef("refs/pull/7/head", two);
  repository.tag("annotated", one);
  repository.tag("of-a-tag", repository.git(["rev-parse", "annotated"]));
  repository.tag("of-a-tree", repository.git(["rev-parse", `${one}^{tree}`]));
  repository.setRef("refs/heads/both", two);
  repository.setRef("refs/tags/both", one);
  repository.setRef("refs/heads/deadbeef", two);
});
afterEach(async () => {
  await Promise.all(fetchers.map((fetcher) => fetcher.close()));
  fetchers = [];
  server.hook = undefined;
  server.oldProtocol = false;
});
afterAll(async () => {
  await server.close();
  root.remove();
});

function fetcher(options: FetcherOptions = {}): Fetcher {
  temporary = temporaryFolder();
  const made = createFetcher({ temporaryFolder: temporary, wait: async () => undefined, ...options });
  fetchers.push(made);
  return made;
}

function address(rest: string, name = "demo.git"): GitAddress {
  const parsed = parseAddress(`git+${server.origin}/${name}${rest}`, { adopted: false });
  if (parsed.kind !== "git") throw new Error("not git");
  return parsed;
}

describe("one commit", () => {
  const rows: readonly [rest: string, commit: keyof typeof commits][] = [
    ["", "third"],
    ["#HEAD", "third"],
    ["#main", "third"],
    ["?ref=main", "third"],
    ["#refs/heads/main", "third"],
    ["#feature/x", "second"],
    ["#feature%2Fx", "second"],
    ["#v1.0.0", "first"],
    ["#refs/tags/v1.0.0", "first"],
    ["#refs/pull/7/head", "second"],
    ["#annotated", "first"],
    ["#of-a-tag", "first"],
    ["#both", "second"],
    ["#deadbeef", "second"],
  ];
  test.each(rows)("by %s", async (rest, commit) => {
    const asked = address(rest);
    const fetched = await fetcher().git(asked);
    expect(fetched.commit).toBe(commits[commit]);
    expect(fetched.ref).toBe(asked.ref);
    expect(fetched.address).toEqual({ ...asked, commit: commits[commit] });
    const text = fetched.entries.find(({ path }) => path.toString() === "new.txt")?.bytes.toString();
    expect(text).toBe({ first: undefined, second: "2", third: "3" }[commit]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("by its id, though no ref points to it any more", async () => {
    const lost = repository.commit({ a: "lost" });
    const fetched = await fetcher().git(address(`#${lost.toUpperCase()}`));
    expect(fetched.commit).toBe(lost);
    expect(formatAddress(fetched.address)).toBe(`git+${server.origin}/demo.git#${lost}`);
  });

  test("the id wins over the ref beside it", async () => {
    const fetched = await fetcher().git(address(`?ref=main#${commits.first}`));
    expect(fetched.commit).toBe(commits.first);
    expect(formatAddress(fetched.address)).toBe(`git+${server.origin}/demo.git?ref=main#${commits.first}`);
  });

  test("gives raw blobs: no attributes, no line ends, no substitution, nothing of submodules", async () => {
    const { entries } = await fetcher().git(address("#v1.0.0"));
    const got = Object.fromEntries(
      entries.map(({ path, kind, bytes }) => [path.toString("latin1"), [kind, bytes.toString("latin1")]]),
    );
    expect(got).toEqual({
      "build.zig": ["file", "// a build\n"],
      "src/root.zig": ["file", "pub const a = 1;\r\n"],
      "src/deep/er/x": ["file", "\x00\xff\n\r"],
      ".gitattributes": ["file", first[".gitattributes"]],
      ".gitmodules": ["file", first[".gitmodules"]],
      secret: ["file", "kept"],
      subst: ["file", "$Format:%H$\n"],
      "run.sh": ["file", "#!/bin/sh\n"],
      link: ["symlink", "src/root.zig"],
      away: ["symlink", "/etc/passwd"],
      "caf\xe9": ["file", "a name that is not UTF-8"],
      empty: ["file", ""],
    });
  });

  test("without the history", async () => {
    const before = server.requests.length;
    await fetcher().git(address("#main"));
    // Capabilities and refs, capabilities and refs and pack: five requests, and no more for two parents.
    expect(server.requests.length - before).toBeLessThanOrEqual(5);
  });

  test("many different files in one go", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`d${index % 7}/f${index}`, `${index}\n`.repeat(index * 10)]),
    );
    repository.setRef("refs/heads/many", repository.commit(files));
    const { entries } = await fetcher().git(address("#many"));
    const got = Object.fromEntries(entries.map(({ path, bytes }) => [path.toString(), bytes.toString()]));
    expect(got).toEqual(files);
  });

  test("from a server with the old protocol: a tip, and a commit below one", async () => {
    server.oldProtocol = true;
    expect((await fetcher().git(address("#v1.0.0"))).commit).toBe(commits.first);
    const below = repository.commit({ a: "below" });
    repository.setRef("refs/heads/above", repository.commit({ a: "above" }, { parent: below }));
    const fetched = await fetcher().git(address(`#${below}`));
    expect(fetched.entries.map(({ bytes }) => bytes.toString())).toEqual(["below"]);
  });

  test("several at once", async () => {
    const made = fetcher();
    const fetched = await Promise.all(["#main", "#v1.0.0", "#v1.1.0"].map((rest) => made.git(address(rest))));
    expect(fetched.map(({ commit }) => commit)).toEqual([commits.third, commits.first, commits.second]);
  });

  test("after a server that was down for a moment", async () => {
    let failures = 2;
    server.hook = (_request, response) => {
      failures -= 1;
      if (failures < 0) return false;
      response.writeHead(503).end();
      return true;
    };
    expect((await fetcher().git(address("#main"))).commit).toBe(commits.third);
  });
});

describe("what cannot be fetched", () => {
  const rows: readonly {
    what: string;
    rest: string;
    name?: string;
    code: string;
    says: RegExp;
    options?: FetcherOptions;
    hook?: GitServer["hook"];
    old?: boolean;
  }[] = [
    {
      what: "a ref that is not there",
      rest: "#v1.2.0",
      code: "GIT_REF_NOT_FOUND",
      says: /no branch or tag `v1.2.0`.*it has `v1.1.0`, `v1.0.0`/,
    },
    { what: "a ref without its v", rest: "#1.0.0", code: "GIT_REF_NOT_FOUND", says: /it has `v1.0.0`/ },
    {
      what: "a ref like no other",
      rest: "#nothing-like-it",
      code: "GIT_REF_NOT_FOUND",
      says: /name a branch, a tag, or a commit/,
    },
    {
      what: "a ref by half its name",
      rest: "#heads/main",
      code: "GIT_REF_NOT_FOUND",
      says: /no branch or tag `heads\/main`/,
    },
    {
      what: "a full ref name that is not there",
      rest: "#refs/heads/nope",
      code: "GIT_REF_NOT_FOUND",
      says: /refs\/heads\/nope/,
    },
    {
      what: "a short commit",
      rest: "#1234abcd",
      code: "GIT_REF_NOT_FOUND",
      says: /abbreviated commit.*all 40 digits/,
    },
    {
      what: "a commit that is not there",
      rest: `#${"0".repeat(39)}1`,
      code: "GIT_COMMIT_NOT_FOUND",
      says: /no commit 0{39}1/,
    },
    {
      what: "a commit that is not there, by the old protocol",
      rest: `#${"0".repeat(39)}1`,
      old: true,
      code: "GIT_COMMIT_NOT_FOUND",
      says: /no commit 0{39}1/,
    },
    { what: "a tag of a tree", rest: "#of-a-tree", code: "GIT_NOT_A_COMMIT", says: /points to no commit/ },
    {
      what: "a repository that is not there",
      rest: "#main",
      name: "nope.git",
      code: "GIT_NO_REPOSITORY",
      says: /nope.git is no git repository/,
    },
    {
      what: "a repository with nothing in it",
      rest: "",
      name: "empty.git",
      code: "GIT_REF_NOT_FOUND",
      says: /HEAD/,
    },
    {
      what: "a repository by SHA-256",
      rest: "#main",
      name: "sha256.git",
      code: "GIT_SHA256",
      says: /SHA-256/,
    },
    { what: "the same by HEAD", rest: "", name: "sha256.git", code: "GIT_SHA256", says: /SHA-256/ },
    {
      what: "a private repository",
      rest: "#main",
      code: "GIT_PRIVATE",
      says: /asks for a user name and password.*private, or does not exist/,
      hook: answering(401, { "www-authenticate": 'Basic realm="x"' }),
    },
    { what: "a forbidden repository", rest: "", code: "GIT_PRIVATE", says: /asks for/, hook: answering(403) },
    {
      what: "a server that is broken",
      rest: "#main",
      code: "GIT_UNREACHABLE",
      says: /tried 4 times/,
      hook: answering(500),
    },
    {
      what: "a web page",
      rest: "#main",
      code: "GIT_REF_NOT_FOUND",
      says: /no branch or tag at all/,
      hook: answering(200, { "content-type": "text/html" }, "<html>"),
    },
    {
      what: "a redirect from plain http",
      rest: "#main",
      code: "GIT_MOVED",
      says: /redirects/,
      hook: answering(301, {
        location: "http://packages.invalid/demo.git/info/refs?service=git-upload-pack",
      }),
    },
    {
      what: "a redirect to a file",
      rest: "",
      code: "GIT_MOVED",
      says: /redirects/,
      hook: answering(302, { location: "file:///etc/passwd" }),
    },
    {
      what: "a connection that is cut",
      rest: "#main",
      code: "GIT_UNREACHABLE",
      says: /hung up/,
      hook: (_request, response) => {
        response.destroy();
        return true;
      },
    },
    {
      what: "a server that says nothing",
      rest: "#main",
      code: "FETCH_TIMEOUT",
      says: /was not done after/,
      options: { limits: { gitTimeoutMs: 700 } },
      hook: () => true,
    },
    {
      what: "a transfer that stands still",
      rest: "#main",
      code: "GIT_TIMEOUT",
      says: /took too long/,
      options: { limits: { gitStallSeconds: 1, attempts: 1 } },
      hook: (_request, response) => {
        response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
        response.write("001e# serv");
        return true;
      },
    },
    {
      what: "a list of refs without an end",
      rest: "#main",
      code: "GIT_TOO_LARGE",
      says: /printed more than 100 bytes/,
      options: { limits: { gitRefListBytes: 100 } },
    },
    {
      what: "a pack that is too large",
      rest: "#main",
      code: "GIT_TOO_LARGE",
      says: /sends more than 500 bytes/,
      options: { limits: { gitPackBytes: 500 } },
    },
    {
      what: "files that are too large in all",
      rest: "#main",
      code: "GIT_TOO_LARGE",
      says: /holds more than 120 bytes/,
      options: { limits: { gitTreeBytes: 120 } },
    },
    {
      what: "too many files",
      rest: "#main",
      code: "GIT_TOO_LARGE",
      says: /more than 5 files/,
      options: { limits: { gitEntries: 5 } },
    },
    {
      what: "anything while offline",
      rest: "#main",
      code: "FETCH_OFFLINE",
      says: /offline/,
      options: { offline: true },
    },
  ];

  beforeAll(() => {
    makeRepository(root.path, "empty.git");
    const sha256 = makeRepository(root.path, "sha256.git", { sha256: true });
    sha256.setRef("refs/heads/main", sha256.commit({ a: "1" }));
  });

  test.each(rows)("$what", async ({ rest, name, code, says, options, hook, old }) => {
    server.hook = hook;
    server.oldProtocol = old === true;
    const error = await failureOf(fetcher(options).git(address(rest, name)));
    expect(`${error.code}: ${error.message} ${error.hint}`).toMatch(says);
    expect(error.code).toBe(code);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("a server that speaks no TLS", async () => {
    const url = `git+${server.origin.replace("http:", "https:")}/SSL-reset.git`;
    const error = await failureOf(fetcher().git({ kind: "git", url, ref: undefined, commit: undefined }));
    expect(error.code).toBe("FETCH_TLS");
  });

  test("an id that is a tag and no commit", async () => {
    const error = await failureOf(fetcher().git(address(`#${repository.git(["rev-parse", "annotated"])}`)));
    expect(error.code).toBe("GIT_NOT_A_COMMIT");
  });

  test("trees of trees of the same tree", async () => {
    let tree = repository.rawTree([{ mode: "100644", name: "f", id: repository.blob("x") }]);
    for (let level = 0; level < 12; level++) {
      const id = tree;
      tree = repository.rawTree(
        Array.from({ length: 10 }, (_, index) => ({ mode: "40000", name: `d${index}`, id })),
      );
    }
    repository.setRef("refs/heads/bomb", repository.commitTree(tree));
    const error = await failureOf(fetcher().git(address("#bomb")));
    expect(error.code).toBe("GIT_TOO_LARGE");
  });

  test("one blob many times over", async () => {
    const id = repository.blob("x".repeat(1000));
    const tree = repository.rawTree(
      Array.from({ length: 10 }, (_, index) => ({ mode: "100644", name: `f${index}`, id })),
    );
    repository.setRef("refs/heads/bomb", repository.commitTree(tree));
    const error = await failureOf(fetcher({ limits: { gitTreeBytes: 9999 } }).git(address("#bomb")));
    expect(error.code).toBe("GIT_TOO_LARGE");
    expect((await fetcher({ limits: { gitTreeBytes: 10_000 } }).git(address("#bomb"))).entries).toHaveLength(
      10,
    );
  });

  test("without git", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = temporaryFolder();
    try {
      const error = await failureOf(fetcher().git(address("#main")));
      expect(error.code).toBe("GIT_NOT_INSTALLED");
      expect(error.hint).toContain("install git");
    } finally {
      process.env["PATH"] = path;
    }
  });

  test("close ends it, and leaves no process, connection or file", async () => {
    let closed = 0;
    let open = 0;
    const arrived = new Promise<void>((resolve) => {
      server.hook = (request) => {
        open += 1;
        request.socket.on("close", () => {
          closed += 1;
        });
        resolve();
        return true;
      };
    });
    const made = fetcher();
    const failure = failureOf(made.git(address("#main")));
    await arrived;
    await made.close();
    expect((await failure).code).toBe("FETCH_CLOSED");
    expect(existsSync(temporary) ? readdirSync(temporary) : []).toEqual([]);
    while (closed < open) await new Promise((resolve) => setImmediate(resolve));
  });
});

/** A server that gives every request the same answer. */
function answering(status: number, fields: Record<string, string> = {}, body = ""): GitServer["hook"] {
  return (_request, response) => {
    response.writeHead(status, fields);
    response.end(body);
    return true;
  };
}
