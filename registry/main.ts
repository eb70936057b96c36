import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "../src/disk/index.ts";
import { isSystemError } from "../src/errors.ts";
import { folderBlobs } from "./blobs/index.ts";
import { counting } from "./counting.ts";
import { registryError } from "./errors.ts";
import { createHandler, createMetrics, listen } from "./http/index.ts";
import { fillNewIndex } from "./indexing.ts";
import { sqliteMetadata } from "./metadata/index.ts";
import { createPackages, type Packages } from "./packages/index.ts";
import type { Registry } from "./registry.ts";
import { sqliteSearch } from "./search/index.ts";
import { type RegistryOptions, readSettings } from "./settings.ts";
import { folderSigner } from "./signing/index.ts";
import { createUpstream, noUpstream } from "./upstream/index.ts";

export type { LogEntry } from "./registry.ts";
export { defaultPort, type RegistryOptions } from "./settings.ts";

/** A registry that runs. */
export interface RunningRegistry {
  /** Its public address, with a slash at the end. */
  readonly url: string;
  /** Ends it: running requests are answered, new ones are not taken. */
  close(): Promise<void>;
}

/**
 * Starts a registry on this machine: SQLite, a folder of blobs and a key, all in the data folder.
 * What a crash left undone is done before the promise resolves.
 *
 * Throws SETTINGS_INVALID and ADDRESS_INVALID.
 */
export async function startRegistry(options: RegistryOptions): Promise<RunningRegistry> {
  const settings = readSettings(options);
  const metrics = createMetrics();
  const opened = await openStorage(settings.dataFolder);
  const storage = {
    ...opened,
    metadata: counting(opened.metadata, () => metrics.storageFailed("metadata")),
    blobs: counting(opened.blobs, () => metrics.storageFailed("blobs")),
  };
  const log = options.log ?? (() => {});
  try {
    let app: { readonly registry: Registry; readonly packages: Packages } | undefined;
    const server = await listen(settings.bindHost, settings.port, (port) => {
      const base = settings.baseAt(port);
      const alone = { ...storage, base, log, now: options.now ?? (() => new Date()) };
      const upstream =
        settings.upstream === undefined ? noUpstream : createUpstream(alone, settings.upstream);
      const registry: Registry = { ...alone, upstream };
      app = { registry, packages: createPackages(registry) };
      return createHandler(registry, app.packages, metrics, settings.http);
    });
    if (app === undefined) throw new Error("the server listens without a registry");
    const { registry, packages } = app;
    const repairing = repeatRepair(registry, packages);
    await repairing.first;
    const indexing = fillNewIndex(registry);
    log({ level: "info", event: "started", url: registry.base, port: server.port });
    return {
      url: registry.base,
      async close() {
        await server.close();
        await repairing.stop();
        await indexing.stop();
        await registry.upstream.close();
        await closeStorage(storage);
        metrics.close();
        log({ level: "info", event: "stopped" });
      },
    };
  } catch (error) {
    metrics.close();
    await closeStorage(storage);
    throw error;
  }
}

/** How often a registry looks for what another process left undone on the same storage. */
const repairEveryMs = 60_000;

async function openStorage(
  folder: string,
): Promise<Pick<Registry, "metadata" | "blobs" | "search" | "signer">> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const blobs = await folderBlobs(join(folder, "blobs"));
    const signer = folderSigner(nodeDisk, join(folder, "keys"));
    const search = sqliteSearch(join(folder, "search.sqlite"));
    return { blobs, signer, search, metadata: sqliteMetadata(join(folder, "metadata.sqlite")) };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw registryError("SETTINGS_INVALID", {
      message: `cannot use the data folder ${folder}: ${error.message}`,
      hint: "choose one that can be written, with `--data DIR`",
      cause: error,
    });
  }
}

async function closeStorage({ metadata, search }: Pick<Registry, "metadata" | "search">): Promise<void> {
  await search.close();
  await metadata.close();
}

function repeatRepair(registry: Registry, packages: Packages) {
  const run = () =>
    packages.repair().catch((error: unknown) => {
      registry.log({ level: "error", event: "repair-failed", why: String(error) });
    });
  const first = run();
  let latest = first;
  const timer = setInterval(() => {
    latest = latest.then(run);
  }, repairEveryMs);
  timer.unref();
  return {
    first,
    stop: () => {
      clearInterval(timer);
      return latest;
    },
  };
}
