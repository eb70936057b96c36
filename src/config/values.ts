import { isAbsolute } from "node:path";
import semver from "semver";
import { PantryError } from "../errors.ts";
import { isLoopbackHost, registryBase } from "../protocol/index.ts";
import { maxReleaseAgeDays } from "./limits.ts";

/** A value as it was understood, or why it was not, in words that follow it. */
export type Reading<Value> = { readonly value: Value } | { readonly problem: string };

/** Reads the text of a setting, which is the same in a flag, the environment and a file. */
export type ValueReader<Value> = (text: string) => Reading<Value>;

export type Duplicates = "allow" | "avoid" | "deny";
export const colors = ["auto", "always", "never"] as const;
export type Color = (typeof colors)[number];

/** A registry's base address in its one spelling. Plain http only on this machine: nothing else proves who answers. */
export function readRegistryUrl(text: string): Reading<string> {
  try {
    const url = registryBase(text);
    const { protocol, host } = new URL(url);
    if (protocol === "https:" || isLoopbackHost(host)) return { value: url };
    return { problem: "is plain http, which anybody on the way can change: use https" };
  } catch (error) {
    // The error itself repeats the address, and that may hold a password.
    if (!(error instanceof PantryError)) throw error;
    return { problem: "is no address of a registry: https, without credentials, query and fragment" };
  }
}

export function readDuplicates(text: string): Reading<Duplicates> {
  return oneOf(text, ["allow", "avoid", "deny"]);
}

export function readColor(text: string): Reading<Color> {
  return oneOf(text, colors);
}

export function readFlag(text: string): Reading<boolean> {
  if (text === "true" || text === "1") return { value: true };
  if (text === "false" || text === "0") return { value: false };
  return { problem: "is neither true nor false" };
}

export function readPath(text: string): Reading<string> {
  return isAbsolute(text) && !text.includes("\0") ? { value: text } : { problem: "is no absolute path" };
}

/** A Zig version as `zig version` prints it: `0.16.0`, `0.17.0-dev.12+abc`. */
export function readZigVersion(text: string): Reading<string> {
  const version = semver.valid(text);
  const isExact = version !== null && (text === version || text.startsWith(`${version}+`));
  return isExact ? { value: text } : { problem: "is no version of Zig such as 0.16.0" };
}

/** `36h`, `1d`, `2w`; `0` for none. In milliseconds. */
export function readDuration(text: string): Reading<number> {
  const [, count = "", unit = ""] = /^(\d{1,6})([mhdw]?)$/.exec(text) ?? [];
  const unitMs = unitsMs[unit];
  if (count === "" || (unitMs === undefined && Number(count) !== 0)) {
    return { problem: "is no time such as 30m, 36h, 1d, 2w or 0" };
  }
  const value = Number(count) * (unitMs ?? 0);
  if (value > maxReleaseAgeDays * dayMs) return { problem: `is more than ${maxReleaseAgeDays}d` };
  return { value };
}

const dayMs = 24 * 60 * 60 * 1000;

const unitsMs: Readonly<Record<string, number>> = {
  m: 60 * 1000,
  h: 60 * 60 * 1000,
  d: dayMs,
  w: 7 * dayMs,
};

function oneOf<const Value extends string>(text: string, values: readonly Value[]): Reading<Value> {
  const value = values.find((known) => known === text);
  return value === undefined ? { problem: `is none of ${values.join(", ")}` } : { value };
}
