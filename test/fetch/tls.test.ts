import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createFetcher, type Fetcher, type GitAddress, parseAddress } from "../../src/fetch/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { makeRepository } from "../support/git-repository.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { selfSigned } from "../support/http-server-certificate.ts";
import { tar } from "../support/tar.ts";

const archive = gzipSync(tar([{ name: "demo/a.txt", bytes: "hello\n" }]));
const environment = { ...process.env };
let root: { readonly path: string; remove(): void };
let git: GitServer;
let server: Server;
let origin = "";
let commit = "";
let authority = "";
let fetcher: Fetcher;

beforeAll(async () => {
  root = sharedFolder();
  const { key, certificate } = selfSigned();
  authority = join(root.path, "authority.pem");
  writeFileSync(authority, certificate);
  git = await startGitServer(root.path);
  const repository = makeRepository(root.path, "demo.git");
  commit = repository.commit({ "a.txt": "1" });
  repository.setRef("refs/heads/main", commit);
  server = createServer({ key, cert: certificate }, (incoming, outgoing) => {
    const path = incoming.url ?? "";
    if (path === "/x.tar.gz") {
      outgoing.writeHead(200, { "content-type": "application/gzip" }).end(archive);
    } else if (path.startsWith("/down/")) {
      outgoing.writeHead(302, { location: git.origin + path.slice("/down".length) }).end();
    } else if (path.startsWith("/moved/")) {
      outgoing.writeHead(301, { location: origin + path.slice("/moved".length) }).end();
    } else {
      const options = { method: incoming.method ?? "GET", headers: incoming.headers };
      const forwarded = request(git.origin + path, options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(forwarded);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  // git prefers them to its configuration, and to ours.
  delete process.env["GIT_SSL_CAINFO"];
  delete process.env["GIT_SSL_CAPATH"];
  fetcher = createFetcher({ wait: async () => undefined });
});
afterEach(async () => {
  Object.assign(process.env, environment);
  await fetcher.close();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await git.close();
  root.remove();
});

function address(path: string): GitAddress {
  return parseAddress(`git+${origin}${path}`, { adopted: false }) as GitAddress;
}

/** A home in which git trusts our authority. */
function trust(): void {
  process.env["HOME"] = temporaryFolder();
  writeFileSync(join(process.env["HOME"], "ca.pem"), selfSigned().certificate);
  writeFileSync(
    join(process.env["HOME"], ".gitconfig"),
    `[http]\n\tsslCAInfo = ~/ca.pem\n[http "${origin}"]\n\tsslCAInfo = ${authority}\n`,
  );
}

test("a certificate that nobody vouches for is refused, for archives and for git", async () => {
  const one = await failureOf(fetcher.archive(`${origin}/x.tar.gz`));
  expect(one).toMatchObject({ code: "FETCH_TLS", exit: "network" });
  expect(one.hint).toContain("NODE_EXTRA_CA_CERTS");
  const two = await failureOf(fetcher.git(address("/demo.git")));
  expect(two).toMatchObject({ code: "FETCH_TLS", exit: "network" });
  expect(two.hint).toContain("http.sslCAInfo");
});

test("nor do variables and settings that switch the check off help", async () => {
  process.env["HOME"] = temporaryFolder();
  writeFileSync(join(process.env["HOME"], ".gitconfig"), "[http]\n\tsslVerify = false\n");
  process.env["GIT_SSL_NO_VERIFY"] = "1";
  expect((await failureOf(fetcher.git(address("/demo.git")))).code).toBe("FETCH_TLS");
});

test("git trusts the authority of its own configuration", async () => {
  trust();
  expect((await fetcher.git(address("/demo.git"))).commit).toBe(commit);
});

test("git trusts the authority that the setting names", async () => {
  process.env["HOME"] = temporaryFolder();
  const trusting = createFetcher({ caFile: authority, wait: async () => undefined });
  expect((await trusting.git(address("/demo.git"))).commit).toBe(commit);
  await trusting.close();
});

test("git follows a redirect over https and keeps the address that was asked for", async () => {
  trust();
  const fetched = await fetcher.git(address("/moved/demo.git"));
  expect(fetched.commit).toBe(commit);
  expect(fetched.address.url).toBe(`git+${origin}/moved/demo.git`);
});

test("git follows none from https to plain http", async () => {
  trust();
  const before = git.requests.length;
  expect((await failureOf(fetcher.git(address("/down/demo.git")))).code).toBe("GIT_MOVED");
  expect(git.requests.length).toBe(before);
});

test("with NODE_EXTRA_CA_CERTS an archive comes, and none along a redirect to plain http", async () => {
  const script = join(temporaryFolder(), "script.mjs");
  await build({
    stdin: {
      contents: `
        import { createFetcher } from "./src/fetch/index.ts";
        const fetcher = createFetcher();
        const { bytes } = await fetcher.archive("${origin}/x.tar.gz");
        const code = await fetcher.archive("${origin}/down/x.tar.gz").catch((error) => error.code);
        console.log(bytes.length, code);
        await fetcher.close();`,
      resolveDir: new URL("../..", import.meta.url).pathname,
    },
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env, timeout: 100_000 });
  expect(stdout).toBe(`${archive.length} FETCH_UNSAFE_REDIRECT\n`);
});
