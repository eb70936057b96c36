import { isNpmName, npmKey, npmNameProblem } from "../../../src/protocol/index.ts";
import { checkScope, isPrivate, mayChange } from "../../accounts/index.ts";
import { registryError } from "../../errors.ts";
import type { HeadFacts, PackageHead, PackageId } from "../../metadata/index.ts";
import { isOnLoopback, type Registry } from "../../registry.ts";
import { checkOwner, claimHead, notFree } from "../claim.ts";
import { freshHead } from "../head.ts";
import { isInOwnScope } from "./fall-through.ts";

/** The npm package of this name, or of one that reads the same. */
export function npmPackage(name: string): PackageId<"npm"> {
  return { kind: "npm", key: npmKey(name) };
}

/** The package that is spelt so; undefined where it was never claimed here. */
export async function npmHead(registry: Registry, name: string): Promise<PackageHead<"npm"> | undefined> {
  const head = isNpmName(name) ? await freshHead(registry, npmPackage(name)) : undefined;
  return head?.name === name ? head : undefined;
}

/** Throws NOT_OWNER unless the user is an owner, or the package's organisation lets them. */
export async function checkMayChange(
  registry: Registry,
  user: string,
  head: PackageHead<"npm">,
): Promise<void> {
  if (await mayChange(registry, user, head)) return;
  // Who owns a private package is nobody's business, nor that it is one.
  if (isPrivate(head)) throw notFree(head.name);
  checkOwner(head, user);
}

/** Makes sure that a user may publish under this name. Throws NAME_INVALID, NAME_TAKEN, NOT_OWNER and what upstream's rule throws. */
export async function checkMayPublishNpm(
  registry: Registry,
  user: string,
  name: string,
): Promise<PackageHead<"npm"> | undefined> {
  const problem = npmNameProblem(name);
  const head = isNpmName(name) ? await freshHead(registry, npmPackage(name)) : undefined;
  if (head !== undefined) {
    checkSpelling(head, name);
    // Who is not let into a scope is told so alike whether there is such a package or not: it may be private.
    if (!(await mayChange(registry, user, head))) await checkScope(registry, user, name);
    await checkMayChange(registry, user, head);
    return head;
  }
  if (problem !== undefined) {
    throw registryError("NAME_INVALID", {
      message: `a new package cannot be called ${JSON.stringify(name)}: the name ${problem}`,
      hint: "choose another name; letters, digits and `-` are always right",
    });
  }
  await checkScope(registry, user, name);
  await checkNotUpstream(registry, name);
  return undefined;
}

/** Makes the package a user's if nobody has it. Throws NAME_TAKEN, NOT_OWNER. */
export async function claimNpm(
  registry: Registry,
  user: string,
  name: string,
  access: HeadFacts["npm"]["access"],
): Promise<PackageHead<"npm">> {
  const head = await claimHead(registry, user, { ...npmPackage(name), name, facts: { tags: {}, access } });
  checkSpelling(head, name);
  await checkMayChange(registry, user, head);
  return head;
}

/**
 * A name that others know from upstream is not given to somebody here; nor is one while nobody can tell. In the scope of
 * an organisation here all are its own. On a developer's own registry a name in a scope is given without upstream, on
 * the train; elsewhere whoever signs up as `types` would only have to wait until upstream is down.
 */
async function checkNotUpstream(registry: Registry, name: string): Promise<void> {
  if (await isInOwnScope(registry, name)) return;
  const exists = await registry.upstream.exists(name);
  if (exists === "no" || (exists !== "yes" && name.startsWith("@") && isOnLoopback(registry))) return;
  if (exists === "yes") {
    throw registryError("NAME_TAKEN", {
      message: `the package \`${name}\` exists upstream`,
      hint: "choose another name or a scope, or have the operator grant it: `pantry-registry grant`",
    });
  }
  throw registryError("UPSTREAM_UNAVAILABLE", {
    message: `cannot make the package \`${name}\`: upstream cannot be asked whether it has one of that name`,
    hint: "try again later; in the scope of an organisation here it is not asked",
  });
}

function checkSpelling(head: PackageHead<"npm">, name: string): void {
  if (head.name === name) return;
  if (isPrivate(head)) throw notFree(name);
  throw registryError("NAME_TAKEN", {
    message: `the name \`${name}\` reads the same as the package \`${head.name}\``,
    hint: "plain names that differ only in case and punctuation are one: choose another name, or a scope",
  });
}
