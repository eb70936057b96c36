import { createHash } from "node:crypto";
import * as semver from "semver";
import { quoteName, readArchive } from "../../../src/archive/index.ts";
import { registryError } from "../../errors.ts";
import { unpackedBytes } from "../limits.ts";
import { isObject, type Manifest } from "./manifest.ts";

/** A tarball, and what its document says that it is. */
export interface SentTarball {
  readonly tarball: Buffer;
  readonly name: string;
  readonly version: string;
}

/** A tarball that may be published, and what the registry says of it. */
export interface CheckedTarball {
  readonly tarball: Buffer;
  readonly integrity: string;
  readonly shasum: string;
  readonly unpackedSizeBytes: number;
  readonly fileCount: number;
}

/**
 * Looks into a tarball. What it holds is for clients to judge, who each have their own rules; but it must be whole, one
 * package below one folder that all of them unpack alike, and the package that its document says: whoever looks at the
 * document must not get another one.
 *
 * Throws TARBALL_REFUSED and what the archive's reader throws.
 */
export function checkTarball({ tarball, name, version }: SentTarball): CheckedTarball {
  const { entries, problems, ambiguities } = readArchive(tarball, "tar.gz", { unpackedBytes });
  const outside = problems.find(({ reason }) => !reason.startsWith("has unsupported type"));
  if (outside !== undefined) throw refused(`${quoteName(outside.path)} in it ${outside.reason}`);
  if (ambiguities[0] !== undefined)
    throw refused(`not every program would unpack it alike: ${ambiguities[0]}`);
  const files = entries.filter(({ kind }) => kind === "file");
  const packageJson = files.find(({ path }) => path.equals(Buffer.from("package.json")));
  const manifest = packageJson && readManifest(packageJson.bytes);
  if (manifest === undefined) throw refused("it has no package.json below its folder");
  checkSame("name", manifest["name"], name);
  const packed = manifest["version"];
  // npm's clients take spaces, a `v` and build metadata off a version when they publish.
  checkSame("version", typeof packed === "string" ? (semver.clean(packed, true) ?? packed) : packed, version);
  return {
    tarball,
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    shasum: createHash("sha1").update(tarball).digest("hex"),
    unpackedSizeBytes: files.reduce((sum, file) => sum + file.bytes.length, 0),
    fileCount: files.length,
  };
}

function checkSame(field: string, packed: unknown, expected: string): void {
  if (packed === expected) return;
  throw registryError("MANIFEST_DIFFERS", {
    message: `the package.json in the tarball has the ${field} ${JSON.stringify(packed)}, and the document says ${JSON.stringify(expected)}`,
    hint: "pack and publish in one step: `npm publish`",
  });
}

function readManifest(bytes: Buffer): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8").replace(/^\ufeff/, ""));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refused(why: string) {
  return registryError("TARBALL_REFUSED", {
    message: `the tarball cannot be published: ${why}`,
    hint: "let a client of npm pack it: `npm pack`",
  });
}
