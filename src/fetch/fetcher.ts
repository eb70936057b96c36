import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { GitAddress } from "./address.ts";
import { type ConnectionOptions, openConnections } from "./connections.ts";
import { download, type FetchedArchive, type Progress } from "./download.ts";
import { fetchError } from "./errors.ts";
import { type FetchedGit, fetchGit } from "./git/index.ts";
import { openJobs } from "./jobs.ts";
import { type FetchLimits, fetchLimits } from "./limits.ts";
import { shownAddress } from "./redact.ts";
import { openResumption } from "./resume.ts";
import { type Wait, withRetries } from "./retry.ts";

/** Gets packages that are in no registry. Nothing is loaded or opened before the first call that needs it. */
export interface Fetcher {
  /** An archive by https, or by http where `parseAddress` allowed that. */
  archive(url: string): Promise<FetchedArchive>;
  /** The files of one commit of a git repository. */
  git(address: GitAddress): Promise<FetchedGit>;
  /** Ends what is under way with FETCH_CLOSED, and leaves no socket, process or temporary file. */
  close(): Promise<void>;
}

export interface FetcherOptions extends ConnectionOptions {
  /** Everything fails with FETCH_OFFLINE. */
  readonly offline?: boolean;
  /** Called for every piece that arrives. */
  readonly onProgress?: (progress: Progress) => void;
  /** Where git repositories are fetched into, and removed from again. The system's, where not given. */
  readonly temporaryFolder?: string;
  /** Smaller ones for tests. */
  readonly limits?: Partial<FetchLimits>;
  /** How to wait between attempts; tests do not. */
  readonly wait?: Wait;
}

export function createFetcher(options: FetcherOptions = {}): Fetcher {
  const limits: FetchLimits = { ...fetchLimits, ...options.limits };
  const wait: Wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, { signal }));
  const onProgress = options.onProgress ?? (() => undefined);
  const connections = openConnections(limits, options);
  const jobs = openJobs();
  const downloads = pLimit(limits.downloads);
  const gitFetches = pLimit(limits.gitFetches);
  const underWay = new Set<Promise<unknown>>();

  /** One job with all its attempts, under a deadline; whatever an abort looks like inside, outside it has a name. */
  async function job<T>(
    url: string,
    timeoutMs: number,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (options.offline === true) throw offline(url);
    return jobs.run(timeoutMs, (signal) => withRetries(() => attempt(signal), limits, wait, signal), {
      closed: () => closed(url),
      tookTooLong: (cause) => tookTooLong(url, timeoutMs, cause),
    });
  }

  function track<T>(promise: Promise<T>): Promise<T> {
    const settled = promise.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(settled);
    settled.then(() => underWay.delete(settled));
    return promise;
  }

  return {
    archive(url) {
      const resumption = openResumption();
      const attempt = (signal: AbortSignal) =>
        download(url, { connections, limits, signal, onProgress, resumption });
      return track(downloads(() => job(url, limits.downloadTimeoutMs, attempt)));
    },
    git: (address) =>
      track(
        gitFetches(() =>
          job(address.url, limits.gitTimeoutMs, (signal) =>
            fetchGit(address, {
              limits,
              signal,
              onProgress,
              caFile: options.caFile,
              temporaryFolder: options.temporaryFolder ?? tmpdir(),
            }),
          ),
        ),
      ),
    async close() {
      jobs.close();
      await connections.close();
      await Promise.all(underWay);
    },
  };
}

function offline(url: string) {
  return fetchError("FETCH_OFFLINE", {
    message: `${shownAddress(url)} is needed, and Pantry is offline`,
    hint: "run the same without --offline once",
  });
}

function closed(url: string) {
  return fetchError("FETCH_CLOSED", { message: `fetching ${shownAddress(url)} was stopped` });
}

function tookTooLong(url: string, timeoutMs: number, cause: unknown) {
  return fetchError("FETCH_TIMEOUT", {
    message: `${shownAddress(url)} was not done after ${Math.round(timeoutMs / 1000)} s`,
    hint: "try again; if it stays so, the server or the line is too slow",
    cause,
  });
}
