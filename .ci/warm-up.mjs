import { appendFileSync, chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

/**
 * Does once what people do most, by the command line's own `main`: V8 compiles a function when it is first called, and
 * what it has compiled can be kept. Reaches nothing but its own folder and loopback.
 */
export async function warmUp(main) {
  const folder = mkdtempSync(join(tmpdir(), "pantry-build-"));
  const [soup, app, store] = ["soup", "app", "store"].map((name) => join(folder, name));
  const server = createServer((request, response) => {
    if (request.url !== "/soup.tar.gz") return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": "application/gzip" });
    response.end(readFileSync(join(soup, "soup-0.0.0.tar.gz")));
  });
  try {
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${server.address().port}/`;
    const env = { HOME: folder, PANTRY_HOME: store, PANTRY_REGISTRY: address };
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done() });
    const run = async (cwd, ...args) => {
      const exitCode = await main([...args, "--quiet"], { cwd, env, stdout, stderr: process.stderr });
      if (exitCode !== 0) throw new Error(`pantry ${args.join(" ")} ended with ${exitCode}`);
    };
    await run(folder, "init", "soup", "--lib");
    await run(soup, "pack");
    await run(folder, "init", "app");
    appendFileSync(join(app, "pantry.toml"), '\n[zig]\nversion = "0.16.0"\n');
    await run(app, "add", `${address}soup.tar.gz`);
    removeFolder(join(app, "zig-pkg"));
    await run(app, "install");
    removeFolder(store);
    await run(app, "install");
  } finally {
    server.close();
    removeFolder(folder);
  }
}

/** Folders of the store are read-only, which keeps all but root from emptying them. */
function removeFolder(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o700);
  }
  rmSync(folder, { recursive: true });
}
