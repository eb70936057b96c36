import type { Access } from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import type { PackageHead } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import { setAccess } from "../access.ts";
import type { Finish } from "../finish.ts";
import { checkAvailable } from "./availability.ts";

/** Says who may read a package. Throws DEPENDENCY_PRIVATE where it may not become public. */
export async function setZigAccess(
  registry: Registry,
  finish: Finish<"zig">,
  user: string,
  head: PackageHead<"zig">,
  access: Access,
): Promise<void> {
  if (access === "public") await checkMayBePublic(registry, user, head);
  await setAccess(registry, finish, user, head, access);
}

/** Throws DEPENDENCY_PRIVATE where a version of a private package depends on what others do not see. */
export async function checkMayBePublic(
  registry: Registry,
  user: string,
  head: PackageHead<"zig">,
): Promise<void> {
  if (head.facts.access === "public") return;
  const versions = await patiently(() => registry.metadata.versions(head, "fresh"));
  const dependencies = versions.flatMap(({ facts }) => facts.dependencies);
  await checkAvailable(registry, user, dependencies, "public");
}
