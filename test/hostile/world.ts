import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type ArchiveKind, packTarGz } from "../../src/archive/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { ingest, openStore, type Store, type StoredPackage } from "../../src/store/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { manifest } from "../zig/compare.ts";

/** A store with a package in it, and beside it a folder that nobody may touch, with links into and out of it. */
export interface World {
  readonly root: string;
  readonly outside: string;
  readonly store: Store;
  /** Another package, whose folder is the nearest one that an archive can lead into. */
  readonly sibling: StoredPackage;
}

export function makeWorld(): World {
  const root = temporaryFolder("pantry-hostile-");
  const outside = join(root, "outside");
  mkdirSync(join(outside, "folder"), { recursive: true });
  writeFileSync(join(outside, "secret"), "secret\n");
  writeFileSync(join(outside, "folder", "file"), "file\n");
  symlinkSync("folder", join(outside, "link"));
  symlinkSync(join(root, "home"), join(outside, "home"));
  symlinkSync(outside, join(root, "planted"));
  const store = openStore({ disk: nodeDisk, home: join(root, "home"), boot: "one" });
  const bytes = packTarGz([file("build.zig.zon", manifest()), file("sibling", "whole\n")], {
    root: "sibling",
  });
  const sibling = ingest(store, archive(bytes, "tar.gz"), undefined);
  return { root, outside, store, sibling };
}

export function archive(bytes: Buffer, format: ArchiveKind) {
  return { kind: "archive", url: `https://example.org/hostile.${format}`, format, bytes } as const;
}

/**
 * Every file, link and folder below a folder, with what it holds and what it may: one line each. Times of folders do
 * not count, since a new neighbour changes them.
 */
export function snapshot(folder: string): string[] {
  const lines: string[] = [];
  const pending = [Buffer.from(folder)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const name of readdirSync(next, { encoding: "buffer" })) {
      const bytes = Buffer.concat([next, Buffer.from("/"), name]);
      const stat = lstatSync(bytes, { bigint: true });
      const mode = (Number(stat.mode) & 0o7777).toString(8);
      const shown = bytes.toString("latin1").slice(folder.length + 1);
      if (stat.isDirectory()) {
        pending.push(bytes);
        lines.push(`${shown}/ ${mode}`);
      } else if (stat.isSymbolicLink()) lines.push(`${shown} -> ${readlinkSync(bytes, "latin1")}`);
      else lines.push(`${shown} ${mode} ${stat.mtimeNs} ${readFileSync(bytes).toString("base64")}`);
    }
  }
  return lines.sort();
}

function file(path: string, text: string) {
  return { path: Buffer.from(path), kind: "file" as const, bytes: Buffer.from(text) };
}
