import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { listEntries, packTarGz } from "../../src/archive/index.ts";
import type { RegistryClient } from "../../src/client/index.ts";
import { type Disk, nodeDisk } from "../../src/disk/index.ts";
import type { Fetcher } from "../../src/fetch/index.ts";
import type { Workbench } from "../../src/install/index.ts";
import { ingestHere, openStore } from "../../src/store/index.ts";
import type { PlacementLayout } from "../../src/zig/index.ts";
import { readPackage } from "../../src/zig/index.ts";
import { writeFiles } from "./libraries.ts";

/** A package that the scripted fetcher has. */
export interface ServedPackage {
  readonly url: string;
  readonly hash: string;
  readonly bytes: Buffer;
}

/** What a build.zig.zon says of a dependency. */
export function dependencyText({ url, hash }: ServedPackage, lazy = false): string {
  return `.{ .url = "${url}", .hash = "${hash}"${lazy ? ", .lazy = true" : ""} }`;
}

/** Packs files as a package under an address of its own. */
export function served(name: string, files: Readonly<Record<string, string>>): ServedPackage {
  const entries = Object.entries(files).map(([path, text]) =>
    text.startsWith("-> ")
      ? { path: Buffer.from(path), kind: "symlink" as const, bytes: Buffer.from(text.slice(3)) }
      : { path: Buffer.from(path), kind: "file" as const, bytes: Buffer.from(text) },
  );
  const { hash } = readPackage(listEntries(entries), "unpack", name);
  return { url: `https://example.com/${name}.tar.gz`, hash, bytes: packTarGz(entries, { root: name }) };
}

export interface BenchOptions {
  readonly disk?: Disk;
  readonly boot?: string;
  readonly offline?: boolean;
  readonly layout?: PlacementLayout;
  /** What the registry has by its hash; it knows none otherwise. */
  readonly byHash?: RegistryClient["archiveByHash"];
}

/**
 * A workbench in a folder (`home`, `zig-cache`, `project` below it) that fetches from memory, so that the n-th call
 * of its disk is the same call every time. `fetched` lists the addresses that were asked for.
 */
export function benchIn(
  folder: string,
  packages: readonly ServedPackage[],
  options: BenchOptions = {},
): { readonly bench: Workbench; readonly fetched: readonly string[]; readonly warned: readonly string[] } {
  const { disk = nodeDisk, boot = "one", offline = false, layout = "zig-pkg" } = options;
  const fetched: string[] = [];
  const warned: string[] = [];
  const fetcher: Fetcher = {
    async archive(url) {
      fetched.push(url);
      const found = packages.find((each) => each.url === url);
      if (found === undefined) throw new Error(`nothing is served at ${url}`);
      return { url, bytes: found.bytes, kind: "tar.gz" };
    },
    git: () => Promise.reject(new Error("no git here")),
    close: async () => undefined,
  };
  const registry: Pick<RegistryClient, "url" | "archiveByHash" | "forPackage"> = {
    forPackage: () => registry as RegistryClient,
    url: "http://localhost:7117/",
    archiveByHash: options.byHash ?? (async () => ({ outcome: "missing" })),
  };
  const store = openStore({ disk, home: join(folder, "home"), boot });
  const bench: Workbench = {
    disk,
    store,
    ingester: ingestHere(store),
    fetcher,
    // Nothing else is asked of it where all addresses are archives.
    registry: registry as RegistryClient,
    offline,
    target: {
      globalCache: join(folder, "zig-cache"),
      key: layout,
      settingsKey: "test",
      zigVersion: async () => (layout === "zig-pkg" ? "0.16.0" : "0.15.1"),
      layout: async () => layout,
    },
    minimumReleaseAgeMs: 0,
    duplicates: "allow",
    columns: 80,
    warn: (text) => warned.push(text),
  };
  return { bench, fetched, warned };
}

/** A project's folder below `folder`, with a build.zig and the given manifest. */
export function projectIn(folder: string, zon: string): string {
  mkdirSync(join(folder, "home"), { recursive: true });
  return writeFiles(join(folder, "project"), { "build.zig.zon": zon, "build.zig": "// empty\n" });
}

/** Everything below a folder: files with their text, links with their target, empty folders too. */
export function everything(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (at: string) => {
    const names = readdirSync(join(folder, at));
    if (names.length === 0 && at !== "") found[`${at}/`] = "empty";
    for (const name of names) {
      const path = at === "" ? name : `${at}/${name}`;
      const stat = statSync(join(folder, path), { throwIfNoEntry: false });
      const kind = nodeDisk.stat(join(folder, path))?.kind;
      if (kind === "symlink") found[path] = `-> ${readlinkSync(join(folder, path))}`;
      else if (stat?.isDirectory() === true) walk(path);
      else found[path] = readFileSync(join(folder, path), "latin1");
    }
  };
  walk("");
  return found;
}
