import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sharedFolder } from "../support/folders.ts";
import { machineIn } from "../support/pantry.ts";
import { tar } from "../support/tar.ts";
import { zigFetch } from "../support/zig.ts";
import { zip } from "../support/zip.ts";
import { manifest, zigScratch } from "../zig/compare.ts";

const scratch = zigScratch();
const shared = sharedFolder();
const machine = machineIn(shared.path);

const files = [
  { name: "d/build.zig.zon", bytes: manifest() },
  { name: "d/a", bytes: "x" },
];
const plain = tar(files);
const oldNames = { name: Buffer.from("d/\xe9", "latin1"), format: "v7", checksum: "signed" } as const;

/** Zig goes by the name alone, whatever the bytes look like. */
const named: readonly (readonly [name: string, bytes: Buffer])[] = [
  ["soup.tar", plain],
  ["soup.TAR", plain],
  ["soup.tgz", gzipSync(plain)],
  ["soup.Tar.Gz", gzipSync(plain)],
  ["soup.zip", zip(files)],
  ["soup.jar", zip(files)],
  ["nothing.tar", Buffer.alloc(0)],
  ["nothing.tar.gz", Buffer.alloc(0)],
  ["nothing.zip", Buffer.alloc(0)],
  ["zeros.tar", Buffer.alloc(300)],
  ["signed-checksum.tar", tar([oldNames, ...files])],
  ["extracts-itself.zip", zip(files, { prefix: Buffer.from("#!/bin/sh\nexit\n") })],
  ["zip.tar.gz", zip(files)],
  ["tar.tgz", plain],
  ["gzip.tar", gzipSync(plain)],
  ["gzip.tar.xz", gzipSync(plain)],
  ["tar.zip", plain],
  ["page.tar", Buffer.from("<!doctype html>".padEnd(2000))],
  ["page.tar.zst", Buffer.from("<!doctype html>".padEnd(2000))],
];

describe("the hash of a file with a name that tells its kind is that of zig fetch", () => {
  test.concurrent.each(named)("%s", async (name, bytes) => {
    const path = join(shared.path, name);
    writeFileSync(path, bytes);
    const zig = await zigFetch(scratch, path);
    const { exitCode, stdout, stderr } = await machine.pantry(shared.path, "hash", name);
    expect(exitCode === 0 ? stdout : "refused", `zig: ${zig.stderr}\npantry: ${stderr}`).toBe(
      zig.ok ? zig.stdout.trim() : "refused",
    );
    if (!zig.ok) expect(exitCode, stderr).toBe(4);
  });
});

describe("the hash of an archive under another name", () => {
  test.each(["soup", "soup.gz", "soup.tar.gz.1"])("%s goes by its bytes", async (name) => {
    writeFileSync(join(shared.path, name), gzipSync(plain));
    writeFileSync(join(shared.path, "same.tar"), plain);
    const [odd, same] = [
      await machine.pantry(shared.path, "hash", name),
      await machine.pantry(shared.path, "hash", "same.tar"),
    ];
    expect(odd.stdout).toMatch(/^demo-1\.2\.3-/);
    expect(odd.stdout).toBe(same.stdout);
  });

  test("says what it is, and what it is called like", async () => {
    writeFileSync(join(shared.path, "wrong.tar.gz"), zip(files));
    const { stdout } = await machine.pantry(shared.path, "hash", "wrong.tar.gz", "--json");
    expect(JSON.parse(stdout).error).toEqual({
      code: "ARCHIVE_UNKNOWN",
      message: "wrong.tar.gz is called like a tar.gz, and its bytes are those of a zip: Zig goes by the name",
      hint: "give it a name that ends in .zip",
    });
  });
});
