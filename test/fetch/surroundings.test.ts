import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFetcher, type GitAddress, parseAddress } from "../../src/fetch/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { makeRepository } from "../support/git-repository.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { file, type HttpServer, startHttpServer } from "../support/http-server.ts";
import { tar } from "../support/tar.ts";

const archive = gzipSync(tar([{ name: "demo/a.txt", bytes: "hello\n" }]));
const environment = { ...process.env };

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});

test("undici and execa load when they are needed, not before", async () => {
  const entry = "src/fetch/index.ts";
  const { metafile } = await build({
    absWorkingDir: new URL("../..", import.meta.url).pathname,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
  });
  const loaded = new Set([entry]);
  for (const file of loaded) {
    for (const { path, kind } of metafile.inputs[file]?.imports ?? []) {
      if (kind !== "dynamic-import") loaded.add(path);
    }
  }
  const packages = (files: Iterable<string>) => [...files].join(" ").match(/node_modules\/(undici|execa)\//g);
  expect(packages(Object.keys(metafile.inputs))).not.toBeNull();
  expect(packages(loaded)).toBeNull();
});

describe("proxies", () => {
  let proxy: HttpServer;
  let server: HttpServer;
  beforeAll(async () => {
    proxy = await startHttpServer();
    server = await startHttpServer();
  });
  afterAll(() => Promise.all([proxy.close(), server.close()]));
  beforeEach(() => {
    for (const name of ["HTTP_PROXY", "HTTPS_PROXY"]) process.env[name] = proxy.origin;
  });

  async function fetching<T>(use: (fetcher: ReturnType<typeof createFetcher>) => Promise<T>): Promise<T> {
    const fetcher = createFetcher({ wait: async () => undefined });
    try {
      return await use(fetcher);
    } finally {
      await fetcher.close();
    }
  }

  test("HTTPS_PROXY is asked for a tunnel", async () => {
    const error = await fetching((fetcher) =>
      failureOf(fetcher.archive("https://packages.invalid/x.tar.gz")),
    );
    expect(error.code).toBe("FETCH_PROXY");
    expect(error.hint).toContain("HTTPS_PROXY");
    expect(proxy.requests.at(-1)).toMatchObject({ method: "CONNECT", url: "packages.invalid:443" });
  });

  test("HTTP_PROXY is asked for the address itself", async () => {
    proxy.on("http://packages.invalid/x.tar.gz", file(archive));
    const fetched = await fetching((fetcher) => fetcher.archive("http://packages.invalid/x.tar.gz"));
    expect(fetched.bytes).toEqual(archive);
  });

  test("NO_PROXY goes past it", async () => {
    // Reaches loopback, and is none by its name.
    process.env["NO_PROXY"] = "0.0.0.0";
    const before = proxy.requests.length;
    server.on("/past.tar.gz", file(archive));
    const fetched = await fetching((fetcher) => fetcher.archive(`http://0.0.0.0:${server.port}/past.tar.gz`));
    expect(fetched.bytes).toEqual(archive);
    expect(proxy.requests.length).toBe(before);
  });

  test("loopback never goes through one", async () => {
    const before = proxy.requests.length;
    const url = server.on("/x.tar.gz", file(archive));
    await fetching((fetcher) => fetcher.archive(url));
    expect(proxy.requests.length).toBe(before);
  });

  test("a proxy that is no address is said so, without its password", async () => {
    process.env["HTTPS_PROXY"] = "http://me:secret@[::";
    const error = await fetching((fetcher) =>
      failureOf(fetcher.archive("https://packages.invalid/x.tar.gz")),
    );
    expect(error.code).toBe("FETCH_PROXY");
    expect(inspect(error)).not.toContain("secret");
  });
});

describe("git sees nothing of the user's set-up but the way to the network", () => {
  let root: { readonly path: string; remove(): void };
  let server: GitServer;
  let commit: string;
  beforeAll(async () => {
    root = sharedFolder();
    server = await startGitServer(root.path);
    const repository = makeRepository(root.path, "demo.git");
    commit = repository.commit({ "a.txt": "1" });
    repository.setRef("refs/heads/main", commit);
  });
  afterAll(async () => {
    await server.close();
    root.remove();
  });
  afterEach(() => {
    server.hook = undefined;
  });

  /** A home whose configuration is all traps. */
  function home(config: string): void {
    const folder = temporaryFolder();
    writeFileSync(join(folder, ".gitconfig"), config);
    writeFileSync(join(folder, ".netrc"), "machine 127.0.0.1 login me password secret\n");
    process.env["HOME"] = folder;
  }

  async function fetchMain(url: string, adopted = false) {
    const fetcher = createFetcher({ wait: async () => undefined, temporaryFolder: temporaryFolder() });
    try {
      return await fetcher.git(parseAddress(url, { adopted }) as GitAddress);
    } finally {
      await fetcher.close();
    }
  }

  const traps = (mark: string) => `
[url "ssh://git@packages.invalid/"]
\tinsteadOf = http://127.0.0.1
[url "file:///"]
\tinsteadOf = http
[credential]
\thelper = "!touch ${mark}; echo username=me; echo password=secret"
[core]
\taskPass = "touch ${mark}"
\tfsmonitor = "touch ${mark}"
[http]
\textraHeader = "Authorization: Basic secret"
\tcookieFile = /etc/passwd
[protocol]
\tallow = always
[fetch]
\tfsckObjects = true
[remote "origin"]
\turl = file:///nowhere
`;

  test("neither rewritten addresses nor credentials", async () => {
    home(traps(join(temporaryFolder(), "mark")));
    const before = server.headers.length;
    expect((await fetchMain(`git+${server.origin}/demo.git#main`)).commit).toBe(commit);
    expect(server.headers.length).toBeGreaterThan(before);
    for (const headers of server.headers.slice(before))
      expect(JSON.stringify(headers)).not.toContain("secret");
  });

  test("nobody is asked for a password", async () => {
    const mark = join(temporaryFolder(), "mark");
    home(traps(mark));
    const ask = join(temporaryFolder(), "ask");
    writeFileSync(ask, `#!/bin/sh\ntouch ${mark}\necho secret\n`, { mode: 0o755 });
    Object.assign(process.env, { GIT_ASKPASS: ask, SSH_ASKPASS: ask });
    server.hook = (_request, response) => {
      response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
      return true;
    };
    const before = server.headers.length;
    const error = await failureOf(fetchMain(`git+${server.origin}/demo.git#main`));
    expect(error).toMatchObject({ code: "GIT_PRIVATE", exit: "denied" });
    expect(server.headers.length).toBe(before + 1);
    expect(server.headers.at(-1)?.["authorization"]).toBeUndefined();
    expect(existsSync(mark)).toBe(false);
  });

  test("no variable leads git elsewhere", async () => {
    Object.assign(process.env, {
      GIT_DIR: "/nowhere",
      GIT_WORK_TREE: "/nowhere",
      GIT_INDEX_FILE: "/nowhere",
      GIT_OBJECT_DIRECTORY: "/nowhere",
      GIT_EXEC_PATH: "/nowhere",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "url.file:///.insteadOf",
      GIT_CONFIG_VALUE_0: "http",
      GIT_CONFIG_PARAMETERS: "'http.extraheader=Authorization: secret'",
      GIT_PROXY_COMMAND: "/nowhere",
      GIT_SSH_COMMAND: "/nowhere",
      GIT_DEFAULT_HASH: "sha256",
      GIT_TRACE: "/nowhere/trace",
    });
    expect((await fetchMain(`git+${server.origin}/demo.git`)).commit).toBe(commit);
  });

  test("the proxy of git's configuration is kept, and not used for loopback", async () => {
    const proxy = await startHttpServer();
    try {
      home(
        `[http]\n\tproxy = ${proxy.origin}\n[http "http://other.invalid"]\n\tproxy = http://nowhere.invalid\n`,
      );
      expect((await fetchMain(`git+${server.origin}/demo.git`)).commit).toBe(commit);
      expect(proxy.requests).toHaveLength(0);
      const error = await failureOf(fetchMain("git+http://packages.invalid/demo.git", true));
      expect(error.code).toBe("GIT_NO_REPOSITORY");
      expect(proxy.requests[0]?.url).toBe(
        "http://packages.invalid/demo.git/info/refs?service=git-upload-pack",
      );
    } finally {
      await proxy.close();
    }
  });

  test("HTTPS_PROXY holds for git too", async () => {
    const proxy = await startHttpServer();
    try {
      process.env["HTTPS_PROXY"] = proxy.origin;
      const error = await failureOf(fetchMain("git+https://packages.invalid/demo.git"));
      expect(error.code).toBe("FETCH_PROXY");
      expect(proxy.requests[0]).toMatchObject({ method: "CONNECT", url: "packages.invalid:443" });
    } finally {
      await proxy.close();
    }
  });
});
