import { canonicalName, readHash, versionKey } from "../../src/protocol/index.ts";
import type { PackageId } from "../metadata/index.ts";

/** The Zig package of this name, in whatever spelling. */
export function zigPackage(name: string): PackageId<"zig"> {
  return { kind: "zig", key: canonicalName(name) };
}

/** The package that an archive with this hash belongs to, if it belongs to one here. */
export function packageOfHash(hash: string): PackageId<"zig"> {
  return zigPackage(readHash(hash)?.name ?? "");
}

/** How the audit names a package, or one version of it. */
export function subjectOf(id: PackageId, version?: string): string {
  return version === undefined ? `${id.kind}:${id.key}` : `${id.kind}:${id.key}@${versionKey(version)}`;
}
