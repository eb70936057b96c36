import { createHash } from "node:crypto";
import { packTarGz } from "../../../src/archive/index.ts";

/** A package as the upstream of a benchmark has it: its document, and the tarball of its newest version. */
export interface BenchPackage {
  readonly name: string;
  readonly versionCount: number;
  readonly tarballBytes: number;
}

/** By the sizes of packages that everybody knows. */
export const packages = {
  /** As `react`: an abbreviated document of about 400 KB by gzip. */
  large: { name: "large", versionCount: 2_950, tarballBytes: 729_000 },
  /** As `is-odd`: a document of 1 KB by gzip, a tarball of 3 KB. */
  small: { name: "small", versionCount: 5, tarballBytes: 3_000 },
} as const satisfies Record<string, BenchPackage>;

function newestVersion({ versionCount }: BenchPackage): string {
  return `1.0.${versionCount - 1}`;
}

export function tarballPath(pack: BenchPackage): string {
  return `${pack.name}/-/${pack.name}-${newestVersion(pack)}.tgz`;
}

/** Bytes that do not compress, the same on every run. */
export function tarballOf({ name, tarballBytes }: BenchPackage): Buffer {
  return noise(name, tarballBytes);
}

/** A full document, as a poor upstream has it. */
export function documentOf(pack: BenchPackage, origin: string): Buffer {
  const { name, versionCount } = pack;
  const newest = tarballOf(pack);
  const versions = Array.from({ length: versionCount }, (_, index) => {
    const version = `1.0.${index}`;
    const bytes = index === versionCount - 1 ? newest : noise(version, 8);
    return [
      version,
      {
        name,
        version,
        description: "A package that is read again and again",
        license: "MIT",
        main: "index.js",
        engines: { node: ">=0.10.0" },
        dependencies: { "loose-envify": "^1.1.0" },
        scripts: { test: "node --test" },
        dist: {
          integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
          shasum: createHash("sha1").update(bytes).digest("hex"),
          tarball: `${origin}/${name}/-/${name}-${version}.tgz`,
          signatures: [{ keyid: "SHA256:bench", sig: noise(`${version} signature`, 40).toString("base64") }],
        },
      },
    ] as const;
  });
  const document = {
    _id: name,
    name,
    "dist-tags": { latest: newestVersion(pack) },
    versions: Object.fromEntries(versions),
    time: {
      modified: "2026-01-01T00:00:00.000Z",
      ...Object.fromEntries(versions.map(([version], index) => [version, moment(index)])),
    },
  };
  return Buffer.from(JSON.stringify(document));
}

/** What `npm publish` sends for a small package. */
export function publishBody(name: string, version: string): Buffer {
  const text = JSON.stringify({ name, version, description: "words" });
  const tarball = packTarGz(
    [
      { path: Buffer.from("package.json"), kind: "file", bytes: Buffer.from(text) },
      { path: Buffer.from("index.js"), kind: "file", bytes: noise(`${name} ${version}`, 1_000) },
    ],
    { root: "package" },
  );
  const file = `${name}-${version}.tgz`;
  const dist = {
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    shasum: createHash("sha1").update(tarball).digest("hex"),
    tarball: `http://localhost/${name}/-/${file}`,
  };
  const manifest = { _id: `${name}@${version}`, name, version, description: "words", dist };
  return Buffer.from(
    JSON.stringify({
      _id: name,
      name,
      "dist-tags": { latest: version },
      versions: { [version]: manifest },
      access: null,
      _attachments: {
        [file]: {
          content_type: "application/octet-stream",
          data: tarball.toString("base64"),
          length: tarball.length,
        },
      },
    }),
  );
}

function moment(index: number): string {
  return new Date(Date.UTC(2020, 0, 1) + index * 3_600_000).toISOString();
}

function noise(seed: string, length: number): Buffer {
  return createHash("shake256", { outputLength: length }).update(seed).digest();
}
