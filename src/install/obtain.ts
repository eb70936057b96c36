import { formatAddress, parseAddress } from "../fetch/index.ts";
import { ingest, type StoredPackage } from "../store/index.ts";
import { installError } from "./errors.ts";
import type { Workbench } from "./workbench.ts";

/** A package that somebody needs: its hash, where it may come from, and who asks, for messages. */
export interface Wanted {
  readonly hash: string;
  readonly addresses: readonly string[];
  readonly neededAs: string;
}

/** Gets packages by hash, each once, however many ask for it. */
export interface Obtainer {
  /** From the store, else from the first address that gives it. */
  byHash(wanted: Wanted): Promise<StoredPackage>;
  /** From its address, whatever hash it has: what `add` starts with. */
  byAddress(address: string): Promise<Added>;
}

export interface Added {
  readonly stored: StoredPackage;
  /** As it is to be written: a git address is pinned to its commit. */
  readonly address: string;
}

export function obtainer(bench: Workbench): Obtainer {
  const underWay = new Map<string, Promise<StoredPackage>>();

  async function fetchByHash({ hash, addresses, neededAs }: Wanted): Promise<StoredPackage> {
    const there = bench.store.find(hash);
    if (there !== undefined) return there;
    let failure: unknown;
    for (const address of addresses) {
      try {
        return (await fetchInto(bench, address, hash)).stored;
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure ?? installError("DEPENDENCY_UNPINNED", { message: `\`${neededAs}\` has no address` });
  }

  return {
    byHash(wanted) {
      const running = underWay.get(wanted.hash) ?? fetchByHash(wanted);
      underWay.set(wanted.hash, running);
      return running;
    },
    byAddress: (address) => fetchInto(bench, address, undefined),
  };
}

async function fetchInto(bench: Workbench, text: string, hash: string | undefined): Promise<Added> {
  const address = parseAddress(text, { adopted: hash !== undefined });
  if (address.kind === "archive") {
    const { bytes, kind } = await bench.fetcher.archive(address.url);
    const stored = ingest(bench.store, { kind: "archive", url: address.url, format: kind, bytes }, hash);
    return { stored, address: address.url };
  }
  const fetched = await bench.fetcher.git(address);
  const pinned = formatAddress(fetched.address);
  return {
    stored: ingest(bench.store, { kind: "files", url: pinned, entries: fetched.entries }, hash),
    address: pinned,
  };
}
