import type { ByHashAnswer } from "../client/index.ts";
import { PantryError } from "../errors.ts";
import { formatAddress, parseAddress } from "../fetch/index.ts";
import { namedInHash } from "../project/index.ts";
import { addressOf, paths, readZigPath } from "../protocol/index.ts";
import type { StoredPackage } from "../store/index.ts";
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
  /** From the store, else from the registry by its hash, else from the first address that gives it. */
  byHash(wanted: Wanted): Promise<StoredPackage>;
  /** From its address, whatever hash it has: what `add` starts with. */
  byAddress(address: string): Promise<Added>;
  /** Hashes of what a registry gave to this user, and does not give to everybody. */
  readonly privates: ReadonlySet<string>;
}

export interface Added {
  readonly stored: StoredPackage;
  /** As it is to be written: a git address is pinned to its commit. */
  readonly address: string;
}

export function obtainer(bench: Workbench): Obtainer {
  const underWay = new Map<string, Promise<StoredPackage>>();
  const tried = new Set<string>();
  const privates = new Set<string>();

  async function fetchByHash({ hash, addresses, neededAs }: Wanted): Promise<StoredPackage> {
    const there = bench.store.find(hash);
    if (there !== undefined) return there;
    bench.ingester.expect();
    const answer = await bench.registry.archiveByHash(hash);
    if (answer.outcome === "found") {
      const known = await takeFromRegistry(bench, hash, answer, addresses);
      if (known !== undefined && answer.isPrivate) privates.add(hash);
      if (known !== undefined) return known;
    }
    let failure: unknown;
    for (const address of addresses) {
      tried.add(`${hash} ${address}`);
      try {
        return (await fetchInto(bench, address, hash)).stored;
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure === undefined) {
      throw installError("DEPENDENCY_UNPINNED", { message: `\`${neededAs}\` has no address` });
    }
    throw hiddenByRegistry(bench, hash, addresses, answer, failure) ?? failure;
  }

  return {
    async byHash(wanted) {
      const { hash, addresses } = wanted;
      const running = underWay.get(hash);
      if (running !== undefined) {
        try {
          return await running;
        } catch (error) {
          // Who asked first may have known dead addresses only.
          if (addresses.every((address) => tried.has(`${hash} ${address}`))) throw error;
        }
      }
      const started = fetchByHash(wanted);
      underWay.set(hash, started);
      return started;
    },
    byAddress: (address) => fetchInto(bench, address, undefined),
    privates,
  };
}

/**
 * The configured registry first, whatever the address says: it has what others depend on, also where their addresses
 * are dead. A registry that has it not, cannot be asked, or sends something else is no failure: the address is still
 * there.
 */
async function takeFromRegistry(
  bench: Workbench,
  hash: string,
  answer: Extract<ByHashAnswer, { readonly outcome: "found" }>,
  addresses: readonly string[],
): Promise<StoredPackage | undefined> {
  // Only of its own packages is the registry's archive the one at the address.
  const own = addresses.find((address) => isArchiveOf(answer.registryUrl, address));
  const url = own ?? addressOf(answer.registryUrl, paths.zigByHash(hash));
  const { kind: format, bytes } = answer;
  try {
    return await bench.ingester.ingest({ kind: "archive", url, format, bytes }, hash);
  } catch (error) {
    if (!isAboutBytes(error) || addresses.length === 0) throw error;
    bench.warn(
      `the registry ${answer.registryUrl} sent something else for ${hash}; now its address is asked\n  ${error.message}`,
    );
    return undefined;
  }
}

/**
 * Where the registry itself is the address, and shows neither: the package is private, as far as one can tell. Only
 * Pantry signs in, so only it can say what to do.
 */
function hiddenByRegistry(
  { registry }: Workbench,
  hash: string,
  addresses: readonly string[],
  answer: ByHashAnswer,
  failure: unknown,
): PantryError | undefined {
  const { name = "", version = "" } = namedInHash(hash) ?? {};
  const { url, isSignedIn } = registry.forPackage(name);
  if (answer.outcome === "found" || !addresses.some((address) => isArchiveOf(url, address))) return undefined;
  if (answer.outcome === "unavailable") return answer.failure.exit === "denied" ? answer.failure : undefined;
  return installError("PACKAGE_HIDDEN", {
    message: `the registry ${url} does not show ${name} ${version} to ${isSignedIn ? "you" : "who is not signed in"}: it is private, or not there`,
    hint: isSignedIn
      ? `an owner lets you read it with \`pantry owner add ${name} USER\`; \`pantry whoami\` says who you are`
      : "`pantry login` signs in; zig by itself cannot fetch private packages",
    cause: failure,
  });
}

/** What the bytes are to blame for, and not the store that they were to go into. */
function isAboutBytes(error: unknown): error is PantryError {
  return error instanceof PantryError && error.code !== "STORE_UNUSABLE";
}

function isArchiveOf(registryUrl: string, address: string): boolean {
  return (
    address.startsWith(registryUrl) && readZigPath(address.slice(registryUrl.length))?.kind === "archive"
  );
}

async function fetchInto(bench: Workbench, text: string, hash: string | undefined): Promise<Added> {
  const address = parseAddress(text, { adopted: hash !== undefined });
  if (address.kind === "archive") {
    const { bytes, kind } = await bench.fetcher.archive(address.url);
    const stored = await bench.ingester.ingest(
      { kind: "archive", url: address.url, format: kind, bytes },
      hash,
    );
    return { stored, address: address.url };
  }
  const fetched = await bench.fetcher.git(address);
  const pinned = formatAddress(fetched.address);
  return {
    stored: await bench.ingester.ingest({ kind: "files", url: pinned, entries: fetched.entries }, hash),
    address: pinned,
  };
}
