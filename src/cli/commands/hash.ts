import { resolve } from "node:path";
import { archiveKindOfPath, detectArchiveKind, mayBeOfKind, readArchive } from "../../archive/index.ts";
import type { Disk } from "../../disk/index.ts";
import { isSystemError } from "../../errors.ts";
import { parseHash, readPackage, readPackageFolder, type ZigPackage } from "../../zig/index.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { cliError } from "../errors.ts";

export const hash: Command = {
  name: "hash",
  arguments: "<path>",
  summary: "Print Zig's package hash of a folder or an archive",
  examples: [
    { line: "pantry hash .", does: "the hash of the package in this folder" },
    {
      line: "pantry hash soup.tar.gz",
      does: "the hash of an archive: .tar, .tar.gz, .tar.xz, .tar.zst or .zip",
    },
    { line: "pantry hash - < soup.tar.gz", does: "the same from standard input" },
  ],
  async run(context, invocation) {
    const [path = "."] = invocation.arguments;
    const found = path === "-" ? readBytes(await standardInput(), "standard input") : readPath(context, path);
    context.terminal.answer(details(found), found.hash);
  },
};

function readPath({ disk, folder }: Context, path: string): ZigPackage {
  const target = followed(disk, resolve(folder, path));
  const kind = target === undefined ? undefined : disk.stat(target)?.kind;
  if (target === undefined || kind === undefined) {
    throw cliError("PATH_MISSING", {
      message: `there is nothing at ${resolve(folder, path)}`,
      hint: "give a folder or an archive",
    });
  }
  return kind === "folder"
    ? readPackageFolder(disk, target)
    : readBytes(disk.read(target, archiveLimitBytes), path);
}

/** Where a link leads to; undefined where that is nowhere. */
function followed(disk: Disk, path: string): string | undefined {
  try {
    return disk.realPath(path);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** As Zig goes by a file's name, so does this; by the bytes where there is no name, or one that tells nothing. */
function readBytes(bytes: Buffer, origin: string): ZigPackage {
  const found = detectArchiveKind(bytes);
  const kind = archiveKindOfPath(origin) ?? found;
  if (kind !== undefined && mayBeOfKind(bytes, kind)) {
    return readPackage(readArchive(bytes, kind), "hash", origin);
  }
  if (found === undefined) {
    throw cliError("ARCHIVE_UNKNOWN", {
      message: `${origin} is no archive that Zig takes`,
      hint: "use .tar, .tar.gz, .tar.xz, .tar.zst or .zip",
    });
  }
  throw cliError("ARCHIVE_UNKNOWN", {
    message: `${origin} is called like a ${kind}, and its bytes are those of a ${found}: Zig goes by the name`,
    hint: `give it a name that ends in .${found}`,
  });
}

function details(found: ZigPackage) {
  const { name, version, id } = parseHash(found.hash);
  return {
    hash: found.hash,
    name,
    version,
    id,
    sizeBytes: found.sizeBytes,
    digest: found.digest,
    files: found.entries.map((entry) => ({
      path: entry.path.toString(),
      kind: entry.kind,
      sizeBytes: entry.kind === "file" ? entry.bytes.length : 0,
    })),
  };
}

async function standardInput(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

const archiveLimitBytes = 1024 * 1024 * 1024;
