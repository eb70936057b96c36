import { openAdvisoryFolder } from "./advisories/index.ts";
import { checkedBlobs } from "./blobs/index.ts";
import { counting } from "./counting.ts";
import { closeDataFolder, openDataFolder, placesIn } from "./data-folder.ts";
import { createHandler, createMetrics, listen } from "./http/index.ts";
import { fillNewIndex } from "./indexing.ts";
import { createPackages, type Packages } from "./packages/index.ts";
import type { Registry } from "./registry.ts";
import { type RegistryOptions, readSettings } from "./settings.ts";
import { createStorageReport } from "./storage-report.ts";
import { createUpstream, noUpstream } from "./upstream/index.ts";
import { createWorkshop } from "./workshop/index.ts";

export type { LogEntry } from "./registry.ts";
export { collectOptions } from "./setting-sources.ts";
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
  const opened = await openDataFolder(settings.dataFolder);
  const log = options.log ?? (() => {});
  const now = options.now ?? (() => new Date());
  const report = createStorageReport({ log, now });
  const failed = (part: "metadata" | "blobs") => (error: unknown) => {
    metrics.storageFailed(part);
    report.failed(part, error);
  };
  const storage = {
    ...opened,
    metadata: counting(opened.metadata, failed("metadata")),
    blobs: counting(checkedBlobs(opened.blobs, report.damaged), failed("blobs")),
    search: counting(opened.search, (error) => report.failed("search", error)),
  };
  try {
    const advisories = openAdvisoryFolder(placesIn(settings.dataFolder).advisories, log);
    let app: { readonly registry: Registry; readonly packages: Packages } | undefined;
    const handlerAt = (port: number) => {
      const base = settings.baseAt(port);
      const workshop = createWorkshop();
      const alone = { ...storage, advisories, workshop, base, log, now };
      const upstream =
        settings.upstream === undefined ? noUpstream : createUpstream(alone, settings.upstream);
      const registry: Registry = { ...alone, upstream };
      app = { registry, packages: createPackages(registry) };
      return createHandler(registry, app.packages, metrics, settings.http);
    };
    const server = await listen(settings.bindHost, settings.port, handlerAt, metrics.connected);
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
        await advisories.close();
        await registry.upstream.close();
        await registry.workshop.close();
        await closeDataFolder(storage);
        metrics.close();
        log({ level: "info", event: "stopped" });
      },
    };
  } catch (error) {
    metrics.close();
    await closeDataFolder(storage);
    throw error;
  }
}

/** How often a registry looks for what another process left undone on the same storage. */
const repairEveryMs = 60_000;

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
