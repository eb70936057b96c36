import { join } from "node:path";
import type { Disk } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { configError } from "./errors.ts";
import { maxEnvFileLength } from "./limits.ts";
import { checkedToken } from "./token-text.ts";
import { readRegistryUrl } from "./values.ts";

/** A token and the one registry that it is for. */
export interface EnvPair {
  readonly registry: string;
  readonly token: string;
}

/**
 * Reads `PANTRY_REGISTRY` and `PANTRY_TOKEN` from the text of a `.env`, and nothing else; undefined without a token.
 * Takes `KEY=value`, `export KEY=value`, quotes around the value, and comments. The last of several counts.
 * Throws TOKEN_UNPAIRED where the token's registry is missing or none, and TOKEN_INVALID.
 */
export function parseEnvPair(text: string, fileName: string): EnvPair | undefined {
  const token = assigned(text, "PANTRY_TOKEN");
  if (token === undefined) return undefined;
  const registry = readRegistryUrl(assigned(text, "PANTRY_REGISTRY") ?? "");
  if ("problem" in registry) {
    throw configError("TOKEN_UNPAIRED", {
      message: `${fileName} has a PANTRY_TOKEN, but beside it no PANTRY_REGISTRY with the address it is for`,
      hint: "write both: PANTRY_REGISTRY=https://… and PANTRY_TOKEN=…",
    });
  }
  return { registry: registry.value, token: checkedToken(token, `PANTRY_TOKEN in ${fileName}`) };
}

/** The pair in a project's `.env`. Some keep a folder of that name; that is none. */
export function loadEnvPair(disk: Disk, projectFolder: string): EnvPair | undefined {
  const path = join(projectFolder, ".env");
  if (disk.stat(path) === undefined) return undefined;
  try {
    return parseEnvPair(disk.read(path, maxEnvFileLength).toString("utf8"), path);
  } catch (error) {
    if (isSystemError(error, "EISDIR", "ENOENT")) return undefined;
    throw error;
  }
}

function assigned(text: string, key: string): string | undefined {
  const line = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${key}[ \\t]*=[ \\t]*(.*)$`);
  const written = text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .findLast((candidate) => line.test(candidate));
  const value = line.exec(written ?? "")?.[1];
  if (value === undefined) return undefined;
  const quoted = /^(["'])(.*?)\1[ \t]*(?:#.*)?$/.exec(value);
  return (quoted?.[2] ?? value.replace(/(?:^|[ \t])#.*$/, "").trim()) || undefined;
}
