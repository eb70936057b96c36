import type { IncomingMessage } from "node:http";
import type { PantryError } from "../../src/errors.ts";
import { isPrivate, mayRead, viewerWith } from "../accounts/index.ts";
import type { PackageHead } from "../metadata/index.ts";
import { npmHead, packageMissing } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import type { Identities } from "./roles.ts";

/**
 * Where requests meet private packages: whoever tells anything of a package asks here first. To those who may not see
 * one it is not there, in every answer alike.
 */
export interface Sight {
  /** Whether whoever asks may see a package. A public one costs no look at the request. */
  sees(request: IncomingMessage, head: PackageHead): Promise<boolean>;
  /**
   * The answer for a package that is not there, or not for whoever asks: what is `missing`. A token that is no good is
   * refused in both cases, or it could tell one from the other.
   */
  missing(request: IncomingMessage, missing: PantryError): Promise<PantryError>;
}

export function createSight(registry: Registry, { identifyIfAny }: Identities): Sight {
  return {
    async sees(request, head) {
      if (!isPrivate(head)) return true;
      const token = await identifyIfAny(request);
      return token !== undefined && mayRead(await viewerWith(registry, token), head);
    },
    async missing(request, missing) {
      await identifyIfAny(request);
      return missing;
    },
  };
}

/** The npm package of this name, if whoever asks may see it. Throws PACKAGE_MISSING. */
export async function seenNpmPackage(
  registry: Registry,
  sight: Sight,
  request: IncomingMessage,
  name: string,
): Promise<PackageHead<"npm">> {
  const head = await npmHead(registry, name);
  if (head !== undefined && (await sight.sees(request, head))) return head;
  throw await sight.missing(request, packageMissing(name));
}
