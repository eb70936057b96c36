import { join } from "node:path";
import { type Disk, type FileStat, writeWhole } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { shellWord } from "../shell-word.ts";
import { decodeToml, parseToml, quoteString, readDocument, type TomlNode } from "../toml/index.ts";
import { configError } from "./errors.ts";
import { maxConfigLength } from "./limits.ts";
import { checkedToken } from "./token-text.ts";
import { readRegistryUrl } from "./values.ts";

/** What `pantry login` got from one registry. */
export interface Credential {
  readonly token: string;
  /** The name that it was given to, for people to read. */
  readonly user: string | undefined;
}

/** By the registry's base address, letter for letter: another spelling is another registry. */
export type Credentials = ReadonlyMap<string, Credential>;

/**
 * Reads a credentials.toml. No error repeats what stands in it.
 * Throws CREDENTIALS_INVALID, TOKEN_INVALID and TOML_*.
 */
export function parseCredentials(text: string, fileName: string): Credentials {
  const hint = `remove the entry from ${fileName}, and \`pantry login\` again`;
  const kind = { maxLength: maxConfigLength, brokenHint: hint, conflictHint: hint, isSecret: true };
  const root = readDocument(parseToml(text, fileName, kind), (message) =>
    configError("CREDENTIALS_INVALID", { message, hint }),
  );
  root.allowOnly(["registry"]);
  return new Map(
    (root.get("registry")?.entries() ?? []).map(([url, node]) => [url, readCredential(url, node)]),
  );
}

/** The text of a credentials.toml; the same bytes for the same credentials. */
export function formatCredentials(credentials: Credentials): string {
  const entries = [...credentials].sort(([a], [b]) => (a < b ? -1 : 1));
  const blocks = entries.map(([url, { token, user }]) => {
    const userLine = user === undefined ? "" : `user = ${quoteString(user)}\n`;
    return `\n[registry.${quoteString(url)}]\n${userLine}token = ${quoteString(token)}\n`;
  });
  return `# Written by \`pantry login\`. Whoever has a token can publish in your name.\n${blocks.join("")}`;
}

/** The credentials below `home`; none where there is no file. Throws CREDENTIALS_EXPOSED where others can read it. */
export function loadCredentials(disk: Disk, home: string): Credentials {
  const path = credentialsPath(home);
  const stat = statBehindLinks(disk, path);
  if (stat === undefined) return new Map();
  if (process.platform !== "win32" && stat.kind === "file" && (stat.mode & othersBits) !== 0) {
    throw configError("CREDENTIALS_EXPOSED", {
      message: `${path} can be read by other users of this machine`,
      hint: `run \`chmod 600 ${shellWord(path)}\`; if the machine has other users, revoke its tokens with \`pantry token revoke\``,
    });
  }
  return parseCredentials(decodeToml(disk.read(path), path), path);
}

/** Keeps a registry's credential, in place of the one that it had. */
export function saveCredential(disk: Disk, home: string, registry: string, credential: Credential): void {
  store(disk, home, new Map([...loadCredentials(disk, home), [registry, credential]]));
}

/** Forgets a registry's credential. False where there was none. */
export function removeCredential(disk: Disk, home: string, registry: string): boolean {
  const credentials = new Map(loadCredentials(disk, home));
  if (!credentials.delete(registry)) return false;
  store(disk, home, credentials);
  return true;
}

const othersBits = 0o077;
const ownersMode = 0o600;

/** Of the file itself, which a link may lead to; undefined where none is there. */
function statBehindLinks(disk: Disk, path: string): FileStat | undefined {
  const stat = disk.stat(path);
  if (stat?.kind !== "symlink") return stat;
  try {
    return disk.stat(disk.realPath(path));
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

function credentialsPath(home: string): string {
  return join(home, "credentials.toml");
}

function store(disk: Disk, home: string, credentials: Credentials): void {
  const path = credentialsPath(home);
  disk.makeFolders(home);
  writeWhole(disk, path, formatCredentials(credentials), ownersMode);
}

function readCredential(url: string, node: TomlNode): Credential {
  const reading = readRegistryUrl(url);
  if ("problem" in reading) throw node.failAtKey(`the address ${reading.problem}`);
  if (reading.value !== url) throw node.failAtKey(`the address of a registry is written ${reading.value}`);
  node.allowOnly(["user", "token"]);
  return { token: checkedToken(node.need("token").string(), node.name()), user: node.get("user")?.string() };
}
