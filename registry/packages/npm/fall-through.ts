import { findOrg, scopeOf } from "../../accounts/index.ts";
import { patiently } from "../../attempts.ts";
import { ByteCache } from "../../byte-cache.ts";
import { recentBoundMs } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import type { Upstream } from "../../upstream/index.ts";
import { knownBytes } from "../limits.ts";

/** Upstream, for names that nobody claimed here. */
export type FallThrough = Pick<Upstream, "document" | "tarball" | "attestations">;

/**
 * A scope that belongs to an organisation here belongs to it with all its names, those that are not there yet or no
 * longer too: whoever has the scope upstream could otherwise put packages under the organisation's name. The scope of
 * a user is no such thing: everybody may become one, under whatever name.
 */
export function createFallThrough(registry: Registry): FallThrough {
  const scopes = new ByteCache<{ readonly isOwn: boolean; readonly checkedAt: number }>(knownBytes);
  const { upstream } = registry;

  return {
    document: (name, ...rest) => unlessOwn(name, () => upstream.document(name, ...rest)),
    tarball: (name, file) => unlessOwn(name, () => upstream.tarball(name, file)),
    attestations: (name, version) => unlessOwn(name, () => upstream.attestations(name, version)),
  };

  function unlessOwn<T>(name: string, ask: () => Promise<T | undefined>): Promise<T | undefined> {
    const scope = scopeOf(name);
    return scope === undefined ? ask() : isOwn(scope).then((own) => (own ? undefined : ask()));
  }

  async function isOwn(scope: string): Promise<boolean> {
    const known = scopes.get(scope);
    const now = registry.now().getTime();
    if (known !== undefined && now - known.checkedAt < recentBoundMs) return known.isOwn;
    const isOwnScope = (await patiently(() => registry.metadata.org(scope, "recent"))) !== undefined;
    scopes.set(scope, { isOwn: isOwnScope, checkedAt: now }, 0);
    return isOwnScope;
  }
}

/** True where a name belongs to the scope of an organisation here. */
export async function isInOwnScope(registry: Registry, name: string): Promise<boolean> {
  const scope = scopeOf(name);
  return scope !== undefined && (await findOrg(registry, scope)) !== undefined;
}
