// Bundles everything that runs from `dist/`: CommonJS, since Node starts it sooner than modules, in few files, since
// each costs time, and what most runs do without in files of its own. Plain JavaScript, so that it needs no build.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { build } from "esbuild";
import { warmUp } from "./warm-up.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = resolve(root, process.argv[2] ?? "dist");

/** Heavy packages that only some commands use. */
const lateLoaded = ["undici", "execa", "@clack/prompts", "ae-cvss-calculator"];

/** Of Node's own modules those that take a while to load; most runs do without most of them. */
const nodeWhenUsed = ["child_process", "crypto", "fs/promises", "http", "worker_threads", "zlib"].map(
  (name) => `node:${name}`,
);

/** When V8 optimizes: its `--interrupt-budget` in Node 20, and ours. */
const v8sBudget = 67_584;
const lateBudget = 500_000;

/** Our own parts that are bundles by themselves, by the end of the path that imports them. */
const ownBundles = { "src/cli/index.ts": "./cli.js", "registry/main.ts": "./registry.js" };

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  external: ["libsql"],
  // Names stay: the stack of a bug is to be read by people.
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: "warning",
};

const program = {
  ...common,
  format: "cjs",
  // `import()` would start the machinery of modules.
  supported: { "dynamic-import": false },
  define: { "import.meta.dirname": "__dirname" },
  plugins: [{ name: "other bundles", setup: leaveOtherBundles }],
};

mkdirSync(out, { recursive: true });
const startedAt = Date.now();
await Promise.all([
  build({ ...program, entryPoints: { pantry: "bin/pantry.ts" }, outdir: out }),
  build({ ...program, entryPoints: { cli: "src/cli/index.ts" }, outdir: out }),
  build({ ...program, entryPoints: { "ingest-thread": "src/store/ingest-thread.ts" }, outdir: out }),
  build({ ...program, entryPoints: { registry: "registry/main.ts" }, outdir: out }),
  build({ ...program, entryPoints: { "registry-worker": "registry/worker.ts" }, outdir: out }),
  build({ ...program, entryPoints: { "pantry-registry": "bin/pantry-registry.ts" }, outdir: out }),
  ...lateLoaded.map((name) =>
    build({ ...program, plugins: [], entryPoints: { [lateFile(name)]: name }, outdir: out }),
  ),
  build({
    ...common,
    format: "esm",
    minifyWhitespace: false,
    entryPoints: {
      demo: "examples/demo/demo.ts",
      "bench/zig": "test/bench/zig/main.ts",
      "bench/search": "test/bench/search/main.ts",
      "bench/plain": "test/bench/zig/plain.ts",
      "bench/registry": "test/bench/registry/main.ts",
      "bench/raw": "test/bench/registry/raw.ts",
      "bench/resolve": "test/bench/resolve/main.ts",
    },
    outdir: out,
    outExtension: { ".js": ".mjs" },
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  }),
]);
writeFileSync(join(out, "package.json"), '{ "type": "commonjs" }\n');
await keepCompiled("cli", (load) => warmUp(load().main));
await keepCompiled("ingest-thread");
removeOld(out);

/** Leaves to other bundles what is theirs; the entry of a bundle is its own. */
function leaveOtherBundles({ onResolve, initialOptions }) {
  const entries = Object.values(initialOptions.entryPoints);
  onResolve({ filter: /.*/ }, ({ path, resolveDir, kind }) => {
    if (kind === "entry-point") return undefined;
    if (lateLoaded.includes(path)) return { path: `./${lateFile(path)}.js`, external: true };
    const own = Object.keys(ownBundles).find((end) => join(resolveDir, path) === join(root, end));
    if (own === undefined || entries.includes(own)) return undefined;
    return { path: ownBundles[own], external: true };
  });
}

/**
 * Puts what V8 makes of a bundle beside it: loading half a megabyte of source takes as long as Node itself takes to
 * start, and much less so. It fits one Node on one platform, which its name says; any other compiles as ever.
 * Functions are in it that were called once: `run` does that.
 */
async function keepCompiled(name, run = () => undefined) {
  const entry = join(out, `${name}.js`);
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(entry, "utf8")}\n})`;
  if (/[^\0-\xff]/.test(source)) throw new Error(`${name} has characters that its loader does not read`);
  const digest = createHash("sha256").update(source).digest("hex").slice(0, 16);
  const file = `compiled/${name}-${digest}.js`;
  mkdirSync(join(out, "compiled"), { recursive: true });
  replace(join(out, file), Buffer.from(source, "latin1"));
  const script = new Script(source, { filename: join(out, file) });
  const module = { exports: {} };
  await run(() => {
    script.runInThisContext()(module.exports, createRequire(entry), module, entry, out);
    return module.exports;
  });
  replace(join(out, `${file}.${process.version}-${process.platform}-${process.arch}`), script.createCachedData());
  replace(entry, loaderOf(file));
}

/**
 * In place of a bundle. Whatever is no cache for this very source is refused by V8, and then counts for nothing.
 *
 * Node's own modules are loaded when something of them is used: most runs do without most of them.
 *
 * V8 optimizes what runs often, and most commands end before that has paid for itself: it took a quarter of an
 * install's processor time. Its number for that, looked up whenever it counts, is set to a few times its own. What is
 * kept compiled, Node's modules too, is not taken under another one than it was compiled with: so not while anything
 * is loaded. Later V8s have more steps on the way, and gain nothing.
 */
function loaderOf(file) {
  return `"use strict";
const { readFileSync } = require("node:fs");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");
const filename = \`\${__dirname}/${file}\`;
let budget = ${lateBudget};
withBudget(${v8sBudget}, () => {
  let cachedData;
  try {
    cachedData = readFileSync(\`\${filename}.\${process.version}-\${process.platform}-\${process.arch}\`);
  } catch {}
  const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData });
  script.runInThisContext()(exports, whenUsed, module, __filename, __dirname);
});

function whenUsed(name) {
  if (!${JSON.stringify(nodeWhenUsed)}.includes(name)) return require(name);
  let loaded;
  const load = () => loaded ??= withBudget(${v8sBudget}, () => require(name));
  return new Proxy({}, { get: (_, key) => load()[key], ownKeys: () => Reflect.ownKeys(load()) });
}

function withBudget(wanted, load) {
  const before = budget;
  setBudget(wanted);
  try {
    return load();
  } finally {
    setBudget(before);
  }
}

function setBudget(wanted) {
  budget = wanted;
  if (process.versions.node.startsWith("20.")) setFlagsFromString(\`--interrupt-budget=\${budget}\`);
}
`;
}

/** As a whole: others may be starting from it. */
function replace(path, content) {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

function lateFile(name) {
  return `late/${name.replaceAll(/[^a-z]/g, "")}`;
}

/** What an earlier build left. A little time is given to programs that have begun with it. */
function removeOld(folder) {
  const minuteMs = 60_000;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && statSync(path).mtimeMs < startedAt - 10 * minuteMs) rmSync(path, { force: true });
  }
}
