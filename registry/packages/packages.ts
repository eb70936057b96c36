import { ByteCache } from "../byte-cache.ts";
import type { Registry } from "../registry.ts";
import { createArchiveCache } from "./archives.ts";
import type { CachedDocument } from "./documents.ts";
import { cacheBytes } from "./limits.ts";
import { createNpmPackages, type NpmPackages } from "./npm/index.ts";
import { createZigPackages, type ZigPackages } from "./zig/index.ts";

/** The packages of a registry, with what is kept in memory of them. */
export interface Packages {
  readonly zig: ZigPackages;
  readonly npm: NpmPackages;
  /** Finishes everything that a crash left. */
  repair(): Promise<void>;
}

export function createPackages(registry: Registry): Packages {
  const documentCache = new ByteCache<CachedDocument>(cacheBytes);
  const archives = createArchiveCache(registry);
  const zig = createZigPackages(registry, documentCache, archives);
  const npm = createNpmPackages(registry, documentCache, archives);
  return {
    zig,
    npm,
    async repair() {
      await zig.repair();
      await npm.repair();
    },
  };
}
