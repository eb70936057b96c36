import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ArchiveEntry } from "../../archive/index.ts";
import { inTemporaryFolder, nodeDisk } from "../../disk/index.ts";
import type { GitAddress } from "../address.ts";
import { trustedAuthorities } from "../connections.ts";
import type { Progress } from "../download.ts";
import { fetchError } from "../errors.ts";
import type { FetchLimits } from "../limits.ts";
import { shownAddress } from "../redact.ts";
import { gitFailure, givesOutRefsOnly, hasNoSuchCommit } from "./failure.ts";
import { openObjects } from "./objects.ts";
import { findRef, listedRefs, refNotFound } from "./refs.ts";
import { type GitResult, runGit } from "./run-git.ts";
import { keptSettings, makeGitHome, userEnvironment } from "./settings.ts";
import { readCommit } from "./tree.ts";

export interface FetchedGit {
  /** 40 lower-case hexadecimal digits. */
  readonly commit: string;
  /** As it was asked for. */
  readonly ref: string | undefined;
  /** The same address, pinned to the commit. */
  readonly address: GitAddress;
  /** Files and symlinks, paths relative to the root of the repository. */
  readonly entries: readonly ArchiveEntry[];
}

export interface GitContext {
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Certificates of authorities that are trusted besides. */
  readonly caFile: string | undefined;
  /** A folder is made in it, and removed. */
  readonly temporaryFolder: string;
}

/**
 * One attempt to get one commit:
 *
 * 1. make a home and an empty bare repository in a temporary folder
 * 2. find out which ref is meant, unless it is a commit or HEAD
 * 3. fetch exactly that, without history
 * 4. read its trees and blobs, raw
 * 5. remove the folder, whatever happened
 */
export async function fetchGit(address: GitAddress, context: GitContext): Promise<FetchedGit> {
  return inTemporaryFolder(nodeDisk, context.temporaryFolder, async (folder) => {
    const repository = await openRepository(folder, address, context);
    const commit = await fetchCommit(repository, address, context);
    const objects = await openObjects(repository.call, repository.folder);
    try {
      const entries = await readCommit(objects, commit, context.limits);
      return { commit, ref: address.ref, address: { ...address, commit }, entries };
    } finally {
      await objects.close();
    }
  });
}

/** A bare repository of ours, and the address that it fetches from. */
interface Repository {
  readonly folder: string;
  /** As Pantry writes it, and as git does. */
  readonly address: string;
  readonly url: string;
  readonly shown: string;
  readonly call: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal };
  git(args: readonly string[], options?: { maxBytes?: number; signal?: AbortSignal }): Promise<GitResult>;
}

async function openRepository(folder: string, address: GitAddress, context: GitContext): Promise<Repository> {
  const url = address.url.replace(/^git\+/i, "");
  const kept = await runGit({
    args: ["config", "--null", "--get-urlmatch", "http", url],
    cwd: folder,
    env: userEnvironment(folder),
    signal: context.signal,
  });
  const settings = kept.ok ? keptSettings(kept.stdout.toString("utf8")) : [];
  const ca = await trustedAuthorities({ file: context.caFile, env: process.env });
  const env = await makeGitHome(folder, new URL(url), { kept: settings, ca, limits: context.limits });
  const call = { cwd: folder, env, signal: context.signal };
  const repository: Repository = {
    folder: join(folder, "repository"),
    address: address.url,
    url,
    shown: shownAddress(address.url),
    call,
    git: (args, options) =>
      runGit({ ...call, ...options, args: [`--git-dir=${repository.folder}`, ...args] }),
  };
  const made = await repository.git(["init", "--quiet", "--bare", "--template="]);
  if (!made.ok) throw gitFailure(made.stderr, repository.shown);
  return repository;
}

/** Fetches what the address names; returns the id of the commit that it came to. */
async function fetchCommit(
  repository: Repository,
  address: GitAddress,
  context: GitContext,
): Promise<string> {
  if (address.commit !== undefined) {
    await fetchById(repository, address.commit, context);
    return address.commit;
  }
  const ref = await fullName(repository, address.ref ?? "HEAD", context.limits);
  const fetched = await transfer(repository, ["--depth=1"], [`+${ref}:${FETCHED}`], context);
  if (!fetched.ok) {
    if (/couldn't find remote ref/.test(fetched.stderr)) throw pointsNowhere(ref, repository);
    throw gitFailure(fetched.stderr, repository.shown);
  }
  const parsed = await repository.git(["rev-parse", "--verify", "--quiet", `${FETCHED}^{commit}`]);
  if (parsed.ok) return parsed.stdout.toString("latin1").trim();
  throw fetchError("GIT_NOT_A_COMMIT", {
    message: `\`${ref}\` in ${repository.shown} points to no commit`,
    hint: "name another tag or branch",
  });
}

/** Where what was fetched is kept in our repository. */
const FETCHED = "refs/pantry/fetched";

/**
 * Servers with protocol v2, all that Zig can talk to, give out any commit they have. Older ones give out only
 * what a ref points to: there, all branches and tags with their history must come, under the same limits.
 */
async function fetchById(repository: Repository, commit: string, context: GitContext): Promise<void> {
  const alone = await transfer(repository, ["--depth=1"], [`+${commit}:${FETCHED}`], context);
  if (alone.ok) return;
  if (!givesOutRefsOnly(alone.stderr)) {
    if (hasNoSuchCommit(alone.stderr)) throw commitNotFound(repository, commit);
    throw gitFailure(alone.stderr, repository.shown);
  }
  const refspecs = ["+refs/heads/*:refs/pantry/heads/*", "+refs/tags/*:refs/pantry/tags/*"];
  const all = await transfer(repository, [], refspecs, context);
  if (!all.ok) throw gitFailure(all.stderr, repository.shown);
  const there = await repository.git(["cat-file", "-e", commit]);
  if (!there.ok) throw commitNotFound(repository, commit);
}

async function fullName(repository: Repository, wanted: string, limits: FetchLimits): Promise<string> {
  if (wanted === "HEAD") return wanted;
  // Any other name that Zig finds is that of a branch, a tag, or a full one.
  const which = wanted.startsWith("refs/") ? [] : ["--heads", "--tags"];
  const listing = await repository.git(["ls-remote", "--quiet", ...which, "--", repository.url], {
    maxBytes: limits.gitRefListBytes,
  });
  if (!listing.ok) throw gitFailure(listing.stderr, repository.shown);
  const refs = listedRefs(listing.stdout.toString("utf8"), repository.shown);
  const ref = findRef(wanted, refs);
  if (ref === undefined) throw refNotFound(wanted, refs, repository.shown);
  return ref;
}

/** `git fetch`, ended when the pack grows over its limit. */
async function transfer(
  repository: Repository,
  options: readonly string[],
  refspecs: readonly string[],
  { limits, signal, onProgress }: GitContext,
): Promise<GitResult> {
  const grown = new AbortController();
  const check = async () => {
    const receivedBytes = await folderBytes(join(repository.folder, "objects", "pack"));
    onProgress({ url: repository.address, receivedBytes, totalBytes: undefined });
    if (receivedBytes > limits.gitPackBytes) grown.abort();
  };
  const watch = setInterval(() => void check(), limits.gitWatchMs);
  try {
    const result = await repository.git(
      [
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-recurse-submodules",
        ...options,
        "--",
        repository.url,
        ...refspecs,
      ],
      { signal: AbortSignal.any([signal, grown.signal]) },
    );
    if (result.ok) await check();
    grown.signal.throwIfAborted();
    return result;
  } catch (error) {
    if (!grown.signal.aborted) throw error;
    throw fetchError("GIT_TOO_LARGE", {
      message: `${repository.shown} sends more than ${limits.gitPackBytes} bytes, the most that are fetched`,
      hint: "check that the repository is that of a source package",
    });
  } finally {
    clearInterval(watch);
  }
}

/** The files of one folder; those that vanish meanwhile count nothing. */
async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** HEAD of a repository that is empty or names a branch which is not there; or a ref that has just gone. */
function pointsNowhere(ref: string, repository: Repository) {
  return fetchError("GIT_REF_NOT_FOUND", {
    message: `${repository.shown} has nothing that \`${ref}\` points to`,
    hint: "check the address, or name a branch or tag that is there",
  });
}

function commitNotFound(repository: Repository, commit: string) {
  return fetchError("GIT_COMMIT_NOT_FOUND", {
    message: `${repository.shown} has, or gives out, no commit ${commit}`,
    hint: "check the commit; one of a fork or of a deleted branch may be gone",
  });
}
