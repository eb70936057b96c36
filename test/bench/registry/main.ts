import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { publishAtOnce, publishInTurn, signUp } from "./publishing.ts";
import { memoryRow, rows } from "./rows.ts";
import { endAll, type Server, startPantry, startRaw, startUpstream, startVerdaccio } from "./servers.ts";
import { heading, memoryText, publishText, type Run, rowText } from "./table.ts";
import { load } from "./wrk.ts";

const names = [...rows, memoryRow, { name: "publish" }].map(({ name }) => name);
const usage = `Runs a raw node:http server, Pantry and Verdaccio in turn under wrk, on loopback.

  --only NAMES        of ${names.join(", ")}
  --seconds N         of load in each run; 3 unless it says otherwise
  --rounds N          runs of each server in a row; 3 unless it says otherwise
  --no-verdaccio      Pantry against the raw server only
  --verdaccio DIR     where Verdaccio is installed, or is to be; a scratch folder unless it says otherwise
  --on DIR            where everything is kept; the system's temporary folder unless it says otherwise
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: names.join() },
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    "no-verdaccio": { type: "boolean", default: false },
    verdaccio: { type: "string" },
    on: { type: "string", default: tmpdir() },
    help: { type: "boolean" },
  },
});
const chosen = values.only.split(",");
const unknown = chosen.find((name) => !names.includes(name));
if (values.help === true) process.stdout.write(usage);
else if (unknown !== undefined) throw new Error(`there is no row ${unknown}: choose of ${names.join(", ")}`);
else await main();

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(values.on, "pantry-bench-"));
  cleanUp(scratch);
  const upstream = await startUpstream();
  const pantry = await startPantry(scratch, upstream.url);
  const raw = await startRaw(scratch, pantry, rows);
  const registries = values["no-verdaccio"]
    ? [pantry]
    : [pantry, await startVerdaccio(values.verdaccio ?? join(scratch, "installed"), scratch, upstream.url)];
  const servers = [raw, ...registries];
  say(
    `Node ${process.version}, ${availableParallelism()} cores, load ${loads()}; ${values.on}\n\n${heading}`,
  );
  for (const row of rows) if (chosen.includes(row.name)) say(rowText(row, await inTurn(servers, row)));
  if (chosen.includes(memoryRow.name)) await fill(servers);
  if (chosen.includes("publish")) await publish(registries);
  say(`\nload at the end: ${loads()}`);
  upstream.close();
  process.exit();
}

async function fill(servers: readonly Server[]): Promise<void> {
  for (const { url } of servers) {
    await load(url + memoryRow.path, { ...memoryRow, seconds: Number(values.seconds) });
  }
  say(memoryText(servers));
}

async function publish(registries: readonly Server[]): Promise<void> {
  for (const server of registries) {
    const publisher = await signUp(server);
    const times = await publishInTurn(publisher, 200, "pack");
    const winners: number[] = [];
    for (let round = 0; round < 5; round++) winners.push(await publishAtOnce(publisher, 100, `race${round}`));
    say(publishText(server.name, times, winners));
  }
}

/** A B C A B C …, so that a busy minute falls upon all of them. The first run of each only warms it up. */
async function inTurn(
  servers: readonly Server[],
  row: (typeof rows)[number],
): Promise<ReadonlyMap<Server["name"], readonly Run[]>> {
  const runs = new Map<Server["name"], Run[]>(servers.map(({ name }) => [name, []]));
  for (const { url } of servers) await load(url + row.path, { ...row, seconds: 1 });
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { name, url, cpuMs } of servers) {
      const before = cpuMs();
      const seen = await load(url + row.path, { ...row, seconds: Number(values.seconds) });
      runs.get(name)?.push({ ...seen, cpuMicroseconds: ((cpuMs() - before) * 1_000) / seen.requests });
    }
  }
  return runs;
}

/** However it ends, nothing is left: no folder, no process. */
function cleanUp(scratch: string): void {
  process.on("exit", () => {
    endAll();
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
}

function loads(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(" ");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
