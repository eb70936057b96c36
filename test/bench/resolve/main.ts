import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { PantryError } from "../../../src/errors.ts";
import { type Listing, type Problem, solve } from "../../../src/resolve/index.ts";
import { scenes } from "./scenes.ts";

/**
 * How long solving takes, and how it grows: `npm run bench:resolve`, or with the name of a scene only that one.
 * `cold` is the first run of a new process, as a user meets it; `warm` the median of several runs. What a registry
 * would answer is in memory, so nothing but solving is measured.
 */
const [sceneName, size] = process.argv.slice(2);
const warmRuns = 7;
const sizes = [100, 1_000, 10_000];
if (sceneName !== undefined && size !== undefined) measure(sceneName, Number(size));
else printTable(sceneName);

interface Run {
  readonly timeMs: number;
  /** What all threads of the process computed meanwhile: on a busy machine this says more. */
  readonly cpuMs: number;
  readonly verdict: string;
}

function runOnce(problem: Problem, listings: ReadonlyMap<string, Listing>): Run {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const verdict = solveAll(problem, listings);
  const { user, system } = process.cpuUsage(cpu);
  return { timeMs: performance.now() - startedAt, cpuMs: (user + system) / 1000, verdict };
}

function solveAll(problem: Problem, listings: ReadonlyMap<string, Listing>): string {
  const solving = solve(problem);
  try {
    let step = solving.next();
    while (step.done !== true) {
      step = solving.next(
        new Map(step.value.map(({ name }) => [name, listings.get(name) ?? { kind: "absent" }])),
      );
    }
    const { packages, duplicates, attempts } = step.value;
    return `${packages.length} packages, ${duplicates.length} duplicates, ${attempts} attempts`;
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    return `conflict, ${error.message.split("\n").length} lines`;
  }
}

/** One scene in a process of its own: prints its first run and the median of the others. */
function measure(name: string, count: number): void {
  const scene = scenes[name];
  if (scene === undefined) throw new Error(`there is no scene ${name}: ${Object.keys(scenes).join(", ")}`);
  const { problem, listings } = scene.build(count);
  const cold = runOnce(problem, listings);
  const warm = Array.from({ length: warmRuns }, () => runOnce(problem, listings));
  console.log(
    JSON.stringify({
      cold,
      warmMs: median(warm.map(({ timeMs }) => timeMs)),
      warmCpuMs: median(warm.map(({ cpuMs }) => cpuMs)),
    }),
  );
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

function printTable(only: string | undefined): void {
  const program = fileURLToPath(import.meta.url);
  console.log(`Node ${process.version}, ${availableParallelism()} cores`);
  for (const [name, { title }] of Object.entries(scenes)) {
    if (only !== undefined && name !== only) continue;
    console.log(`\n${name}: ${title}`);
    console.log("packages   cold    cpu   warm    cpu   (milliseconds)");
    for (const count of sizes) {
      const printed = execFileSync(process.execPath, [program, name, String(count)], { encoding: "utf8" });
      const { cold, warmMs, warmCpuMs } = JSON.parse(printed);
      const times = [cold.timeMs, cold.cpuMs, warmMs, warmCpuMs].map((timeMs: number) =>
        timeMs.toFixed(0).padStart(7),
      );
      console.log(`${String(count).padStart(8)}${times.join("")}   ${cold.verdict}`);
    }
  }
}
