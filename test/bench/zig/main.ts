import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endAll, measure, type Run } from "./measure.ts";
import { makeRows, makeWorks, type Row } from "./rows.ts";
import { startSlowServer } from "./server.ts";
import { heading, memoryText, rowText } from "./table.ts";

const usage = `Runs Pantry and the real zig in turn on the same loopback server.

  --quick         two rounds, in memory only
  --rounds N      runs of each program in a row; 5 unless it says otherwise
  --only WORDS    only rows whose title has these words
  --on PLACE      memory, disk or both (the default)
  --also BUNDLE   another build of Pantry, run beside this one
`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    rounds: { type: "string" },
    only: { type: "string" },
    on: { type: "string" },
    also: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help === true) process.stdout.write(usage);
else await main();

async function main(): Promise<void> {
  const rounds = Number(values.rounds ?? (values.quick === true ? 2 : 5));
  const on = values.on ?? (values.quick === true ? "memory" : "both");
  const places = [...(on !== "disk" ? ["/dev/shm"] : []), ...(on !== "memory" ? [tmpdir()] : [])];
  const server = await startSlowServer();
  const works = makeWorks(server);
  say(
    `Pantry and zig in turn, ${rounds} rounds; Node ${process.version}, ${availableParallelism()} cores, load ${load()}`,
  );
  let peakBytes = 0;
  for (const place of places) {
    const scratch = mkdtempSync(join(place, "pantry-bench-"));
    cleanUp(scratch);
    say(`\n${place} (${fileSystem(place)})\n${heading}`);
    const rows = await makeRows({ scratch, server, zig: zigBinary(), pantries: pantries() }, works);
    for (const row of rows) {
      if (values.only !== undefined && !row.title.includes(values.only)) continue;
      const runs = await runRow(row, rounds, place);
      say(rowText(row, runs));
      peakBytes = Math.max(peakBytes, ...(runs.get("pantry") ?? []).map((run) => run.peakBytes));
    }
    rmSync(scratch, { recursive: true, force: true });
  }
  say(`\n${memoryText(peakBytes)}\nload at the end: ${load()}`);
  server.close();
}

/** A B A B …, so that a busy minute falls upon all of them. */
async function runRow({ programs }: Row, rounds: number, place: string): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>(programs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, job, prepare, check } of programs) {
      prepare();
      // What the last one wrote must not be written back on this one's time.
      if (place !== "/dev/shm") spawnSync("sync");
      runs.get(name)?.push(await measure(job));
      check();
    }
  }
  return runs;
}

function pantries(): Record<string, string> {
  const own = fileURLToPath(new URL("../pantry.js", import.meta.url));
  return { pantry: own, ...(values.also === undefined ? {} : { also: values.also }) };
}

/** The real zig, as npm installed it for this platform. */
function zigBinary(): string {
  const { resolve } = createRequire(import.meta.url);
  const path = join(dirname(resolve(`@zigc/${process.platform}-${process.arch}/package.json`)), "bin/zig");
  if (!existsSync(path)) throw new Error(`there is no zig at ${path}: run npm install`);
  return path;
}

function fileSystem(place: string): string {
  const names = new Map([
    [0x01021994, "tmpfs"],
    [0xef53, "ext4"],
    [0x9123683e, "btrfs"],
    [0x58465342, "xfs"],
    [0x794c7630, "overlay"],
  ]);
  const { type } = statfsSync(place);
  return names.get(type) ?? `file system 0x${type.toString(16)}`;
}

/** However it ends, nothing is left: no folder, no process. */
function cleanUp(scratch: string): void {
  process.on("exit", () => {
    endAll();
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
}

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(" ");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
