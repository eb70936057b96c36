import { crc32 } from "node:zlib";
import { type ArchiveEntry, listEntries, packTarGz } from "../../../src/archive/index.ts";
import { archiveRoot, type PublishFacts } from "../../../src/protocol/index.ts";
import { readPackage } from "../../../src/zig/index.ts";

/** A small Zig package, packed as it is published. */
export interface TestPackage {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly archive: Buffer;
  readonly entries: readonly ArchiveEntry[];
  readonly facts: PublishFacts;
}

export interface PackageText {
  readonly name?: string;
  readonly version?: string;
  /** Low half of the fingerprint. */
  readonly id?: number;
  readonly paths?: string;
  /** The inside of `.dependencies`. */
  readonly dependencies?: string;
  /** More fields of the manifest. */
  readonly more?: string;
  readonly files?: Readonly<Record<string, string>>;
}

export function testPackage(text: PackageText = {}): TestPackage {
  const { name = "leaf", version = "1.0.0" } = text;
  const entries = Object.entries({ "build.zig.zon": manifestText(text), "build.zig": "", ...text.files }).map(
    ([path, content]) => file(path, content),
  );
  const { hash, entries: covered } = readPackage(listEntries(entries), "hash", "the test's package");
  return {
    name,
    version,
    hash,
    entries: covered,
    archive: packTarGz(covered, { root: archiveRoot(hash) }),
    facts: { hash, testedZigVersions: ["0.16.0"], modules: [name], artifacts: [{ name, kind: "lib" }] },
  };
}

export function file(path: string, content: string | Buffer): ArchiveEntry {
  return { path: Buffer.from(path), kind: "file", bytes: Buffer.from(content) };
}

export function link(path: string, target: string): ArchiveEntry {
  return { path: Buffer.from(path), kind: "symlink", bytes: Buffer.from(target) };
}

export function manifestText(text: PackageText = {}): string {
  const {
    name = "leaf",
    version = "1.0.0",
    id = 0x12345678,
    paths = '""',
    dependencies = "",
    more = "",
  } = text;
  const fingerprint = (BigInt(crc32(name)) << 32n) | BigInt(id);
  return `.{
    .name = .${name},
    .version = "${version}",
    .fingerprint = 0x${fingerprint.toString(16)},
    .dependencies = .{ ${dependencies} },
    .paths = .{ ${paths} },
    ${more}
}
`;
}

/** One entry of `.dependencies`. */
export function dependency(name: string, url: string, hash: string): string {
  return `.${name} = .{ .url = "${url}", .hash = "${hash}" },`;
}
