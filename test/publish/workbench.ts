import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createClient, type RegistryClient } from "../../src/client/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { createFetcher } from "../../src/fetch/index.ts";
import { placeClosure, type Workbench } from "../../src/install/index.ts";
import type { PublishOptions } from "../../src/publish/index.ts";
import { ingestHere, openStore } from "../../src/store/index.ts";
import { zigBinary } from "../support/zig.ts";

/** One user's machine: a store, Zig's cache, and the registry as that user sees it. */
export interface Machine {
  readonly client: RegistryClient;
  readonly bench: Workbench;
  readonly env: NodeJS.ProcessEnv;
  /** What a publish of a folder is asked for. */
  publishOf(folder: string, change?: Partial<PublishOptions>): PublishOptions;
}

export function machineIn(root: string, registryUrl: string, token?: string): Machine {
  const globalCache = join(root, "zig-cache");
  mkdirSync(join(globalCache, "tmp"), { recursive: true });
  const store = openStore({ disk: nodeDisk, home: root });
  const fetcher = createFetcher();
  const client = createClient({ registryUrl, token, disk: nodeDisk, cacheFolder: store.layout.index });
  onTestFinished(async () => {
    await Promise.all([fetcher.close(), client.close()]);
  });
  const bench: Workbench = {
    disk: nodeDisk,
    store,
    ingester: ingestHere(store),
    fetcher,
    registry: client,
    offline: false,
    target: {
      globalCache,
      key: "0.16.0",
      settingsKey: "test",
      zigVersion: async () => "0.16.0",
      layout: async () => "zig-pkg",
    },
    minimumReleaseAgeMs: 0,
    duplicates: "allow",
    columns: 80,
    warn: () => undefined,
  };
  const env = { PATH: process.env["PATH"], HOME: root, ZIG_GLOBAL_CACHE_DIR: globalCache };
  return {
    client,
    bench,
    env,
    publishOf: (folder, change) => ({
      disk: nodeDisk,
      folder,
      registryUrl,
      client,
      zig: { path: zigBinary },
      env,
      placeDependencies: (place) => placeClosure(bench, place),
      temporaryFolder: store.layout.temporary,
      ...change,
    }),
  };
}
