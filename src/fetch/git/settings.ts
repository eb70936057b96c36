import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { FetchLimits } from "../limits.ts";
import { isLoopback } from "../loopback.ts";

/*
 * How git is set up here: it sees a home of its own with one configuration file, which holds what this file
 * says and from the user's configuration only how to get through to a network: proxies and certificate
 * authorities. So there are no credentials (no helper, no .netrc, no header), no rewritten addresses
 * (`url.*.insteadOf`: Zig knows none, and the commit must come from where the address says), no hooks, and no
 * protocol but the address's own.
 */
/** The variables with which the user's own configuration is read. */
export function userEnvironment(folder: string): NodeJS.ProcessEnv {
  const where = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];
  return {
    ...withoutGit(process.env, where),
    GIT_CEILING_DIRECTORIES: dirname(folder),
    LC_ALL: "C",
  };
}

export interface GitSetUp {
  /** What `keptSettings` found. */
  readonly kept: readonly Setting[];
  /** Who is trusted where git's own configuration says nothing of it; undefined leaves it to git. */
  readonly ca: readonly string[] | undefined;
  readonly limits: FetchLimits;
}

/** Makes the home below `folder`; returns the variables that git runs with. */
export async function makeGitHome(
  folder: string,
  url: URL,
  { kept, ca, limits }: GitSetUp,
): Promise<NodeJS.ProcessEnv> {
  const home = join(folder, "home");
  await mkdir(home);
  const settings = [...kept];
  if (ca !== undefined && !kept.some(([name]) => name === "sslcainfo" || name === "sslcapath")) {
    const file = join(home, "authorities.pem");
    await writeFile(file, ca.join("\n"));
    settings.push(["sslcainfo", file]);
  }
  await writeFile(join(home, ".gitconfig"), configText(url, settings, limits));
  return {
    // Two say where the certificates are.
    ...withoutGit(process.env, ["GIT_SSL_CAINFO", "GIT_SSL_CAPATH"]),
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: dirname(folder),
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_DEFAULT_HASH: "sha1",
    // Its messages are read below.
    LC_ALL: "C",
    LANGUAGE: "",
  };
}

/** A variable of section `http`, e.g. ["proxy", "http://proxy:3128"]. */
export type Setting = readonly [name: string, value: string];

/** Of what `git config --null --get-urlmatch http URL` printed, the part that is kept. */
export function keptSettings(output: string): Setting[] {
  return output.split("\0").flatMap((record): Setting[] => {
    const end = record.indexOf("\n");
    const name = record.slice(0, end).replace(/^http\./, "");
    const value = record.slice(end + 1).replace(/^~\//, `${homedir()}/`);
    return end > 0 && keptNames.includes(name) ? [[name, value]] : [];
  });
}

const keptNames: readonly string[] = [
  "proxy",
  "proxyauthmethod",
  "proxysslcainfo",
  "sslbackend",
  "sslcainfo",
  "sslcapath",
  "sslversion",
  "schannelcheckrevoke",
  "schannelusesslcainfo",
  "version",
];

/** Variables such as GIT_DIR, GIT_CONFIG_COUNT or GIT_SSL_NO_VERIFY would change what git does. */
function withoutGit(env: NodeJS.ProcessEnv, keep: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => keep.includes(name) || !/^(GIT_|SSH_ASKPASS$)/.test(name.toUpperCase()),
    ),
  );
}

function configText(url: URL, kept: readonly Setting[], limits: FetchLimits): string {
  const loopback = isLoopback(url);
  const http: Setting[] = [
    ...kept.filter(([name]) => !(loopback && name === "proxy")),
    // A proxy's loopback would be another machine's.
    ...(loopback ? ([["proxy", ""]] as const) : []),
    // Only the first request may be redirected, and only to the protocol that is allowed. Plain http stays where it is.
    ["followRedirects", url.protocol === "https:" ? "initial" : "false"],
    ["lowSpeedLimit", "1000"],
    ["lowSpeedTime", String(limits.gitStallSeconds)],
  ];
  return [
    "[protocol]",
    "\tallow = never",
    "\tversion = 2",
    `[protocol "${url.protocol.slice(0, -1)}"]`,
    "\tallow = always",
    "[fetch]",
    // Always one pack, whose size can be watched.
    "\tunpackLimit = 1",
    "\trecurseSubmodules = false",
    "[gc]",
    "\tauto = 0",
    "[maintenance]",
    "\tauto = false",
    "[http]",
    ...http.map(([name, value]) => `\t${name} = ${quoted(value)}`),
    "",
  ].join("\n");
}

function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n")}"`;
}
