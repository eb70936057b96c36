import {
  type Access,
  isPackageName,
  isReservedName,
  isVersion,
  versionKey,
} from "../../../src/protocol/index.ts";
import { isPrivate } from "../../accounts/index.ts";
import { patiently } from "../../attempts.ts";
import { registryError } from "../../errors.ts";
import type { PackageHead, VersionRecord } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import { checkOwner, claimHead, notFree } from "../claim.ts";
import { changeHead, freshHead } from "../head.ts";
import { zigPackage } from "../package-id.ts";

/**
 * Makes sure that a user may publish this version, as far as that can be told without its bytes. Gives the package, if
 * there is one. Throws NAME_INVALID, NAME_RESERVED, NAME_TAKEN, NOT_OWNER, VERSION_INVALID and VERSION_TAKEN.
 */
export async function checkMayPublish(
  registry: Registry,
  user: string,
  name: string,
  version: string,
): Promise<PackageHead<"zig"> | undefined> {
  checkName(name);
  if (!isVersion(version)) {
    throw registryError("VERSION_INVALID", {
      message: `a package cannot have the version ${JSON.stringify(version)}`,
      hint: "three numbers without leading zeros, as in 1.2.3 or 1.2.3-beta.1, and at most 32 characters",
    });
  }
  const head = await freshHead(registry, zigPackage(name));
  if (head === undefined) return undefined;
  checkMayPublishTo(head, name, user);
  const taken = await patiently(() => registry.metadata.version(head, versionKey(version), "fresh"));
  if (taken !== undefined) throw versionTaken(head.name, version, taken, undefined);
  return head;
}

/**
 * Makes the package a user's if nobody has it. The first version fixes the fingerprint; after that it is a check
 * of consistency, not of identity. Throws NAME_TAKEN, NOT_OWNER, FINGERPRINT_DIFFERS.
 */
export async function claim(
  registry: Registry,
  user: string,
  name: string,
  fingerprint: string,
  access: Access,
): Promise<PackageHead<"zig">> {
  const head = await claimHead(registry, user, { ...zigPackage(name), name, facts: { fingerprint, access } });
  checkMayPublishTo(head, name, user);
  if (head.facts.fingerprint !== fingerprint) await takeFingerprint(registry, head, fingerprint);
  return head;
}

/** The package of this name, in whatever spelling; undefined where there is none. */
export async function zigHead(registry: Registry, name: string): Promise<PackageHead<"zig"> | undefined> {
  return isPackageName(name) ? freshHead(registry, zigPackage(name)) : undefined;
}

/** `same`: whether the bytes that were to be published are the ones that are there, where that is known. */
export function versionTaken(name: string, version: string, taken: VersionRecord, same: boolean | undefined) {
  const asWhat =
    taken.version === version ? "" : ` as ${taken.version}: build metadata does not make another version`;
  return registryError("VERSION_TAKEN", {
    message: `${name} ${version} was published before${asWhat}`,
    hint: same
      ? "with exactly these files: nothing is left to do"
      : "a published version never changes: raise `.version` in build.zig.zon",
  });
}

function checkName(name: string): void {
  if (!isPackageName(name)) {
    throw registryError("NAME_INVALID", {
      message: `a package cannot be called ${JSON.stringify(name)}`,
      hint: "letters, digits and `_`, no digit first, no keyword of Zig, at most 32 characters",
    });
  }
  if (isReservedName(name)) {
    throw registryError("NAME_RESERVED", {
      message: `a package cannot be called \`${name}\`: the word means something else in Zig code`,
      hint: "choose another name, and a new fingerprint with it",
    });
  }
}

/** Whose a private package is, and how it is spelt, is nobody's business. Throws NAME_TAKEN, NOT_OWNER. */
function checkMayPublishTo(head: PackageHead<"zig">, name: string, user: string): void {
  if (isPrivate(head) && !head.owners.includes(user)) throw notFree(name);
  if (head.name !== name) {
    throw registryError("NAME_TAKEN", {
      message: `the name \`${name}\` reads the same as the package \`${head.name}\``,
      hint: "names that differ only in case and underscores are one: choose another name",
    });
  }
  checkOwner(head, user);
}

async function takeFingerprint(
  registry: Registry,
  head: PackageHead<"zig">,
  fingerprint: string,
): Promise<void> {
  const versions = await patiently(() => registry.metadata.versions(head, "fresh"));
  if (versions.length > 0) {
    throw registryError("FINGERPRINT_DIFFERS", {
      message: `\`${head.name}\` has the fingerprint ${head.facts.fingerprint}, and this version has ${fingerprint}`,
      hint: `write \`.fingerprint = ${head.facts.fingerprint}\`; a package of its own needs a name of its own`,
    });
  }
  // Its first publish stopped before there was a version: nobody has seen the old one.
  await changeHead(registry, head, ({ facts }) => ({ facts: { ...facts, fingerprint } }), undefined);
}
