import type { PantryError } from "../errors.ts";
import type { Conditions } from "./conditions.ts";
import { resolveError } from "./errors.ts";
import { maxReasonsShown } from "./limits.ts";
import { type Fitting, newestFitting, type PassedOver } from "./newest-fitting.ts";
import { obstacleText } from "./obstacle-text.ts";
import type { Release } from "./release.ts";
import { parseVersion } from "./version.ts";

/**
 * The error for a direct dependency that has no release to take (RESOLVE_NO_VERSION): what there is, why each release
 * that the range holds was passed over, and what could be asked for instead.
 */
export function noFittingVersion(
  name: string,
  range: string,
  releases: readonly Release[],
  conditions: Conditions,
): PantryError {
  const { passedOver } = newestFitting(releases, range, conditions);
  const held = passedOver.filter(({ why }) => why.kind !== "outside-range");
  const hint = hintFor(name, held, newestFitting(releases, "*", conditions));
  return resolveError("RESOLVE_NO_VERSION", {
    message: [
      `no version of \`${name}\` ${held.length === 0 ? `fits \`${range}\`` : `that fits \`${range}\` can be used`}`,
      ...(held.length === 0 ? [`  ${availableText(passedOver)}`] : reasonLines(held)),
    ].join("\n"),
    ...(hint === undefined ? {} : { hint }),
  });
}

function availableText(newestFirst: readonly PassedOver[]): string {
  const newest = newestFirst[0]?.release.version;
  const oldest = newestFirst.at(-1)?.release.version;
  if (newest === undefined || oldest === undefined) return "the registry has no version of it";
  if (newestFirst.length < 3)
    return `the registry has ${newestFirst
      .map(({ release }) => release.version)
      .reverse()
      .join(" and ")}`;
  return `the registry has ${oldest} … ${newest}`;
}

function reasonLines(held: readonly PassedOver[]): string[] {
  const shown = held
    .slice(0, maxReasonsShown)
    .map(({ release, why }) => `  ${release.version} ${obstacleText(why)}`);
  const more = held.length - shown.length;
  return more === 0 ? shown : [...shown, `  and ${more} more`];
}

function hintFor(name: string, held: readonly PassedOver[], anywhere: Fitting): string | undefined {
  const has = (kind: PassedOver["why"]["kind"]) => held.find(({ why }) => why.kind === kind);
  const young = has("too-new") ?? has("pre-release");
  if (young !== undefined) return `\`pantry add ${name}@${young.release.version}\` takes it all the same`;
  const newest = anywhere.release;
  if (newest !== undefined) {
    const works =
      has("needs-zig") === undefined ? "takes the newest" : "takes the newest that works with this Zig";
    return `\`pantry add ${name}@${rangeAround(newest.version)}\` ${works}`;
  }
  const needsZig = has("needs-zig") ?? anywhere.passedOver.find(({ why }) => why.kind === "needs-zig");
  if (needsZig?.why.kind === "needs-zig") return `install Zig ${needsZig.why.minimum} or newer`;
  const first = anywhere.passedOver.find(({ why }) => why.kind === "pre-release" || why.kind === "too-new");
  return first === undefined ? undefined : `\`pantry add ${name}@${first.release.version}\` names it exactly`;
}

/** What people would write: `^1.4`, `^0.3`, `^0.0.7`. */
function rangeAround(text: string): string {
  const version = parseVersion(text);
  if (version === undefined || version.before.length > 0) return text;
  const { major, minor, patch } = version;
  return major === 0 && minor === 0 ? `^0.0.${patch}` : `^${major}.${minor}`;
}
