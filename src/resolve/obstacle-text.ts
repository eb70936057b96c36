import type { Doubt, Obstacle } from "./obstacle.ts";

/** An obstacle in words that follow a version: `1.2.0 was yanked`. */
export function obstacleText(why: Obstacle | Doubt): string {
  switch (why.kind) {
    case "outside-range":
      return "is outside of the range";
    case "pre-release":
      return "is a pre-release that the range does not name";
    case "yanked":
      return "was yanked";
    case "too-new":
      return why.ageMs === undefined
        ? "has no date of publication, and versions wait until they are old enough"
        : `is ${durationText(why.ageMs)} old, and versions wait until they are ${durationText(why.minimumAgeMs)} old`;
    case "needs-zig":
      return `needs Zig ${why.minimum}, and ${why.inUse} is in use`;
    case "untested":
      return `was tested only with Zig ${listText(why.testedWith)}, and ${why.inUse} is in use`;
    case "deprecated":
      return `is deprecated: ${why.reason}`;
  }
}

/** The largest unit that fits at least once: `3 hours`. Rounded down; what lies in the future is 0 minutes old. */
function durationText(durationMs: number): string {
  const minutes = Math.max(0, Math.floor(durationMs / 60_000));
  const [count, unit] =
    minutes < 60
      ? [minutes, "minute"]
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), "hour"]
        : [Math.floor(minutes / (24 * 60)), "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function listText(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
