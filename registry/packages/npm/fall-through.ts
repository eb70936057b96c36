import { findOrg, scopeOf } from "../../accounts/index.ts";
import { patiently } from "../../attempts.ts";
import { ByteCache } from "../../byte-cache.ts";
import { recentBoundMs } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import type { Upstream } from "../../upstream/index.ts";
import { knownBytes } from "../limits.ts";

/** Upstream, for names that nobody claimed here. */
export type FallThrough = Pick<Upstream, "ready" | "document" | "part" | "tarball" | "attestations">;

/**
 * A scope that belongs to an organisation here belongs to it with all its names, those that are not there yet or no
 * longer too: whoever has the scope upstream could otherwise put packages under the organisation's name. The scope of
 * a user is no such thing: everybody may become one, under whatever name.
 */
export function createFallThrough(registry: Registry): FallThrough {
  const scopes = new ByteCache<{ readonly isOwn: boolean; readonly checkedAt: number }>(knownBytes);
  const { upstream } = registry;

  return {
    ready: (name, ...rest) => {
      const scope = scopeOf(name);
      const isOthers = scope === undefined || recentlyKnown(scope)?.isOwn === false;
      return isOthers ? upstream.ready(name, ...rest) : undefined;
    },
    document: (name, ...rest) => unlessOwn(name, () => upstream.document(name, ...rest)),
    part: (name, wanted) => unlessOwn(name, () => upstream.part(name, wanted)),
    tarball: (name, file) => unlessOwn(name, () => upstream.tarball(name, file)),
    attestations: (name, version) => unlessOwn(name, () => upstream.attestations(name, version)),
  };

  function unlessOwn<T>(name: string, ask: () => Promise<T | undefined>): Promise<T | undefined> {
    const scope = scopeOf(name);
    return scope === undefined ? ask() : isOwn(scope).then((own) => (own ? undefined : ask()));
  }

  function recentlyKnown(scope: string) {
    const known = scopes.get(scope);
    return known !== undefined && registry.now().getTime() - known.checkedAt < recentBoundMs
      ? known
      : undefined;
  }

  async function isOwn(scope: string): Promise<boolean> {
    const known = recentlyKnown(scope);
    if (known !== undefined) return known.isOwn;
    const checkedAt = registry.now().getTime();
    const isOwnScope = (await patiently(() => registry.metadata.org(scope, "recent"))) !== undefined;
    scopes.set(scope, { isOwn: isOwnScope, checkedAt }, 0);
    return isOwnScope;
  }
}

/** True where a name belongs to the scope of an organisation here. */
export async function isInOwnScope(registry: Registry, name: string): Promise<boolean> {
  const scope = scopeOf(name);
  return scope !== undefined && (await findOrg(registry, scope)) !== undefined;
}
