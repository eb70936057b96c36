/** Every limit of this folder, with its reason. Tests bring smaller ones. */
export const fetchLimits = {
  /** Downloads under way at once. A server's answer takes longer than its bytes; beyond this nothing gets faster. */
  downloads: 64,
  /** Sockets to one host: as many, so that one host with everything is no queue. */
  socketsPerHost: 64,
  /** The TCP and TLS handshake. Whoever does not answer in this time is not there. */
  connectTimeoutMs: 15_000,
  /** Until the head of the answer: forges pack archives when they are asked for, which takes a while. */
  headersTimeoutMs: 60_000,
  /** Silence in the middle of a body. */
  idleTimeoutMs: 45_000,
  /** One archive with all its attempts: ends a server that sends a byte now and then. */
  downloadTimeoutMs: 30 * 60_000,
  /** A head larger than this is no answer of a file server. */
  headBytes: 16 * 1024,
  /** An archive, as it travels and decoded. Far above any Zig package; a release with its assets fits. */
  archiveBytes: 512 * 1024 * 1024,
  /** As many as browsers and curl need for a forge, its storage and a mirror; Zig stops at 3. */
  redirects: 5,
  /** The first attempt and three more. */
  attempts: 4,
  /** The first pause; each further one is twice as long, and each is shortened at random by up to a half. */
  backoffMs: 400,
  /** No pause of ours is longer. */
  backoffMaxMs: 10_000,
  /** A server that asks for a longer pause (Retry-After) gets none: the user is told instead. */
  retryAfterMaxMs: 60_000,

  /** git processes that fetch at once: each is a program with its own memory. */
  gitFetches: 6,
  /** One repository, all commands together. */
  gitTimeoutMs: 15 * 60_000,
  /** Less than 1000 bytes a second for this long ends a git transfer. */
  gitStallSeconds: 45,
  /** The pack on disk; as much as an archive may have. */
  gitPackBytes: 512 * 1024 * 1024,
  /** The files of one commit; as much as an archive may unpack to. */
  gitTreeBytes: 1024 * 1024 * 1024,
  /** The entries of one commit, folders and submodules included, as of an archive: ends trees of trees of the same tree. */
  gitEntries: 250_000,
  /** The head and message of a commit. */
  gitCommitBytes: 16 * 1024 * 1024,
  /** A name in a tree: what file systems take. */
  gitNameBytes: 255,
  /** A path in a tree, and the target of a symlink: PATH_MAX with its end. */
  gitPathBytes: 4095,
  /** What a command prints that prints a line or two, with whatever a server adds to it. */
  gitOutputBytes: 1024 * 1024,
  /** How often the growing pack is measured: a fast line cannot fill a disk in between. */
  gitWatchMs: 200,
  /** The name of a ref: git keeps it in a file. */
  refBytes: 255,
  /** The list of a repository's branches and tags; half a million of them. */
  gitRefListBytes: 64 * 1024 * 1024,
} as const;

export type FetchLimits = { readonly [Name in keyof typeof fetchLimits]: number };
