import { median } from "../zig/table.ts";
import { goals, memoryRow, type Row } from "./rows.ts";
import type { Server } from "./servers.ts";
import type { Load } from "./wrk.ts";

/** What a server did under one load, and what one request cost it: that holds on a busy machine too. */
export interface Run extends Load {
  readonly cpuMicroseconds: number;
}

export const heading = `${"".padEnd(14)}${"req/s".padStart(10)}${"of raw".padStart(9)}${"p50 ms".padStart(10)}${"p99 ms".padStart(10)}${"cpu µs".padStart(10)}`;

/** A row as lines of at most 80 characters: a title, a line for each server, and how the goal was met. */
export function rowText(
  { title, goal, isSmall }: Row,
  runs: ReadonlyMap<Server["name"], readonly Run[]>,
): string {
  const middle = new Map([...runs].map(([name, all]) => [name, middleOf(all)]));
  const raw = middle.get("raw");
  const pantry = middle.get("pantry");
  if (raw === undefined || pantry === undefined) throw new Error("raw and pantry are in every row");
  const lines = [...middle].map(([name, { perSecond, p50Ms, p99Ms, cpuMicroseconds }]) =>
    [
      `  ${name}`.padEnd(14),
      perSecond.toFixed(0).padStart(10),
      (perSecond / raw.perSecond).toFixed(2).padStart(9),
      p50Ms.toFixed(2).padStart(10),
      p99Ms.toFixed(2).padStart(10),
      cpuMicroseconds.toFixed(0).padStart(10),
    ].join(""),
  );
  const share = pantry.perSecond / raw.perSecond;
  const factor = pantry.p99Ms / raw.p99Ms;
  const latency = isSmall
    ? `\n  goal: p99 at most twice raw's; it is ${factor.toFixed(1)} times: ${verdict(factor <= 2)}`
    : "";
  const goalText = `  goal: ${goal} of raw; it is ${share.toFixed(2)}: ${verdict(share >= goal)}`;
  return `${[title, ...lines, goalText].join("\n")}${latency}`;
}

export function memoryText(servers: readonly Server[]): string {
  const lines = servers.map(({ name, memory }) => {
    const { nowBytes, peakBytes } = memory();
    return `  ${name.padEnd(12)}${megabytes(nowBytes).padStart(10)} MB now, ${megabytes(peakBytes)} MB at most`;
  });
  const pantry = servers.find(({ name }) => name === "pantry")?.memory().nowBytes ?? Number.NaN;
  const goal = `  goal: ${megabytes(goals.memoryBytes)} MB; it is ${megabytes(pantry)}: ${verdict(pantry <= goals.memoryBytes)}`;
  return [memoryRow.title, ...lines, goal].join("\n");
}

export function publishText(
  name: Server["name"],
  timesMs: readonly number[],
  winners: readonly number[],
): string {
  const middle = median(timesMs);
  const isOne = winners.every((count) => count === 1);
  return [
    `${name}: 200 publishes one after the other, then 100 of one version at once, ${winners.length} times`,
    `  ${middle.toFixed(1)} ms each, ${Math.max(...timesMs).toFixed(1)} ms at most; goal: ${goals.publishMs} ms: ${verdict(middle <= goals.publishMs)}`,
    `  told that they won: ${winners.join(" ")}; goal: one: ${verdict(isOne)}`,
  ].join("\n");
}

function verdict(isMet: boolean): string {
  return isMet ? "met" : "MISSED";
}

function middleOf(runs: readonly Run[]): Run {
  const middle = (of: keyof Run) => median(runs.map((run) => run[of]));
  return {
    requests: middle("requests"),
    perSecond: middle("perSecond"),
    p50Ms: middle("p50Ms"),
    p99Ms: middle("p99Ms"),
    cpuMicroseconds: middle("cpuMicroseconds"),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
