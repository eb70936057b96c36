import type { Run } from "./measure.ts";
import type { Goal, Row } from "./rows.ts";

/** What a program needed in all rounds. */
export type Runs = ReadonlyMap<string, readonly Run[]>;

export const heading = `${"".padEnd(14)}${"wall s".padStart(8)}${"min–max".padStart(15)}${"cpu s".padStart(8)}${"peak MB".padStart(9)}${"zig is".padStart(9)}`;

/** A row as lines of at most 80 characters: a title, a line for each program, and how the goal was met. */
export function rowText({ title, goal }: Row, runs: Runs): string {
  const zig = medianWall(runs.get("zig"));
  const lines = [...runs].map(([name, all]) => {
    const wall = all.map(({ wallMs }) => wallMs);
    const times = zig === undefined || name === "zig" ? "" : `${(zig / median(wall)).toFixed(2)} ×`;
    return [
      `  ${name}`.padEnd(14),
      seconds(median(wall)).padStart(8),
      `${seconds(Math.min(...wall))}–${seconds(Math.max(...wall))}`.padStart(15),
      seconds(median(all.map(({ cpuMs }) => cpuMs))).padStart(8),
      (Math.max(...all.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0).padStart(9),
      times.padStart(9),
    ].join("");
  });
  return [title, ...lines, `  ${goalText(goal, runs)}`].join("\n");
}

function goalText(goal: Goal, runs: Runs): string {
  const pantry = medianWall(runs.get("pantry"));
  const other = medianWall(runs.get(goal.against));
  if (pantry === undefined || other === undefined) return "";
  if ("timesFaster" in goal) {
    const factor = other / pantry;
    return `goal: ${goal.timesFaster} times as fast as ${goal.against}; it is ${factor.toFixed(1)} times: ${verdict(factor >= goal.timesFaster)}`;
  }
  const factor = pantry / other;
  return `goal: at most ${goal.atMost} times \`${goal.against}\`; it is ${factor.toFixed(2)} times: ${verdict(factor <= goal.atMost)}`;
}

export function memoryText(peakBytes: number): string {
  return `goal: at most 250 MB of memory; the most was ${(peakBytes / 1e6).toFixed(0)} MB: ${verdict(peakBytes <= 250e6)}`;
}

function verdict(isMet: boolean): string {
  return isMet ? "met" : "MISSED";
}

function medianWall(runs: readonly Run[] | undefined): number | undefined {
  return runs && median(runs.map(({ wallMs }) => wallMs));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
