import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Job, measure } from "./measure.ts";
import { type BenchPackage, fingerprintText, makePackages, type Shape } from "./packages.ts";
import type { SlowServer } from "./server.ts";

/** One line of the table: several programs do the same work, one after the other. */
export interface Row {
  readonly title: string;
  readonly goal: Goal;
  readonly programs: readonly Program[];
}

/** `pantry` is so many times as fast as another program, or needs at most so many times its time. */
export type Goal =
  | { readonly against: string; readonly timesFaster: number }
  | { readonly against: string; readonly atMost: number };

export interface Program {
  readonly name: string;
  readonly job: Job;
  /** Brings everything to where the work begins; not measured. */
  prepare(): void;
  /** Throws where the work was not done. */
  check(): void;
}

export interface Surroundings {
  /** An empty folder on the file system that is measured. */
  readonly scratch: string;
  readonly server: SlowServer;
  readonly zig: string;
  /** Builds of Pantry by the name that the table gives them. */
  readonly pantries: Readonly<Record<string, string>>;
}

interface Work extends Shape {
  readonly id: string;
  readonly latencyMs: number;
  readonly packaged: readonly BenchPackage[];
}

const shapes = [
  { id: "many", packages: 100, files: 20, meanBytes: 3_000, latencyMs: 50 },
  { id: "some", packages: 20, files: 100, meanBytes: 3_000, latencyMs: 20 },
  { id: "one", packages: 1, files: 2_000, meanBytes: 7_250, latencyMs: 0 },
];

/** Makes and serves what all rows need: a second or two. */
export function makeWorks(server: SlowServer): Work[] {
  return shapes.map((shape) => {
    const packaged = makePackages(shape);
    server.serve(shape.id, packaged, shape.latencyMs);
    return { ...shape, packaged };
  });
}

export async function makeRows(around: Surroundings, works: readonly Work[]): Promise<Row[]> {
  const rows: Row[] = [];
  const machines = new Map<string, Machine[]>();
  for (const work of works) {
    const all = [
      zigMachine(around, work),
      ...Object.entries(around.pantries).map(([name, bundle]) => pantryMachine(around, work, name, bundle)),
    ];
    for (const machine of all) await machine.install();
    machines.set(work.id, all);
    rows.push({
      title: `cold, ${describe(work)}${work.latencyMs > 0 ? `, ${work.latencyMs} ms latency` : ""}`,
      goal: { against: "zig", timesFaster: work.id === "many" ? 20 : 3 },
      programs: [...all.map((machine) => machine.program(machine.empty)), plainFetch(around, work)],
    });
  }
  const some = machines.get("some") ?? [];
  const work = works.find(({ id }) => id === "some");
  if (work !== undefined) {
    rows.push({
      title: `store warm, project empty, ${describe(work)}`,
      goal: { against: "zig", timesFaster: 1 },
      programs: [...some.map((machine) => machine.program(machine.emptyProject)), plainLink(around, some)],
    });
  }
  rows.push(
    {
      title: "nothing to do, the same project",
      goal: { against: "node -e 0", atMost: 1.3 },
      programs: [...some.map((machine) => machine.program(() => undefined)), bareNode(around.scratch)],
    },
    {
      title: "pantry --version",
      goal: { against: "node -e 0", atMost: 1.3 },
      programs: [
        ...Object.entries(around.pantries).map(([name, bundle]) => ({
          ...bareNode(around.scratch),
          name,
          job: { command: [process.execPath, bundle, "--version"] as const, cwd: around.scratch, env: {} },
        })),
        bareNode(around.scratch),
      ],
    },
  );
  return rows;
}

function describe({ packages, files, packaged }: Work): string {
  const megabytes = packaged.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0) / 1e6;
  return `${packages === 1 ? "1 package" : `${packages} packages`} of ${files.toLocaleString("en")} files, ${megabytes.toFixed(1)} MB`;
}

/** A user's machine with one project on it, for one program. */
interface Machine {
  readonly project: string;
  /** Everything once, so that lockfiles and caches are there. */
  install(): Promise<void>;
  program(prepare: () => void): Program;
  empty(): void;
  emptyProject(): void;
}

function zigMachine({ scratch, server, zig }: Surroundings, work: Work): Machine {
  const folder = join(scratch, work.id, "zig");
  const cache = join(folder, "cache");
  const job = {
    command: [zig, "build", "--fetch=all"] as const,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, ZIG_GLOBAL_CACHE_DIR: cache },
  };
  return machine({ name: "zig", folder, cache, work, server, job });
}

function pantryMachine(
  { scratch, server, zig }: Surroundings,
  work: Work,
  name: string,
  bundle: string,
): Machine {
  const folder = join(scratch, work.id, name);
  const cache = join(folder, "cache");
  const job = {
    command: [process.execPath, bundle, "install", "--quiet"] as const,
    env: {
      PATH: [dirname(zig), process.env["PATH"] ?? ""].join(delimiter),
      HOME: folder,
      PANTRY_HOME: join(folder, "store"),
      ZIG_GLOBAL_CACHE_DIR: cache,
      // Nobody listens there: all packages come from the addresses in build.zig.zon, as they do for zig.
      PANTRY_REGISTRY: "http://127.0.0.1:9/",
    },
  };
  return machine({ name, folder, cache, work, server, job });
}

function machine(options: {
  readonly name: string;
  readonly folder: string;
  readonly cache: string;
  readonly work: Work;
  readonly server: SlowServer;
  readonly job: Omit<Job, "cwd">;
}): Machine {
  const { name, folder, cache, work, server } = options;
  const project = join(folder, "project");
  const job: Job = { ...options.job, cwd: project };
  const remove = (...paths: string[]) => {
    for (const path of paths) rmSync(path, { recursive: true, force: true });
  };
  const emptyProject = () =>
    remove(join(project, "zig-pkg"), join(project, ".zig-cache"), join(folder, "store/store/v1/roots"));
  return {
    project,
    async install() {
      writeProject(project, work, server);
      await measure(job);
    },
    program: (prepare) => ({ name, job, prepare, check: () => checkPlaced(project, work) }),
    empty() {
      emptyProject();
      remove(cache, join(folder, "store"));
      mkdirSync(join(cache, "tmp"), { recursive: true });
    },
    emptyProject,
  };
}

function writeProject(folder: string, { id, packaged }: Work, server: SlowServer): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "build.zig"), 'pub fn build(_: *@import("std").Build) void {}\n');
  const dependencies = packaged.map(
    ({ name, hash }) => `        .${name} = .{ .url = "${server.url(id, name)}", .hash = "${hash}" },\n`,
  );
  writeFileSync(
    join(folder, "build.zig.zon"),
    `.{
    .name = .app,
    .version = "0.1.0",
    .fingerprint = ${fingerprintText("app")},
    .dependencies = .{
${dependencies.join("")}    },
    .paths = .{""},
}
`,
  );
}

function checkPlaced(project: string, { packaged, files }: Work): void {
  for (const { hash } of packaged) {
    const placed = readdirSync(join(project, "zig-pkg", hash), { recursive: true, withFileTypes: true });
    const count = placed.filter((entry) => entry.isFile()).length;
    if (count !== files) throw new Error(`${hash} has ${count} files in ${project}, not ${files}`);
  }
}

const plain = fileURLToPath(new URL("./plain.mjs", import.meta.url));

/** Without zig and Pantry: what the bytes themselves cost. */
function plainFetch({ scratch, server }: Surroundings, { id, packaged }: Work): Program {
  const target = join(scratch, id, "plain");
  const urls = packaged.map(({ name }) => server.url(id, name));
  return {
    name: "bare node",
    job: { command: [process.execPath, plain, "fetch", target, ...urls], cwd: scratch, env: {} },
    prepare: () => rmSync(target, { recursive: true, force: true }),
    check: () => undefined,
  };
}

function plainLink({ scratch }: Surroundings, machines: readonly Machine[]): Program {
  const target = join(scratch, "linked");
  const source = join(scratch, "to-link");
  cpSync(join(machines[0]?.project ?? "", "zig-pkg"), source, { recursive: true });
  return {
    name: "bare node",
    job: { command: [process.execPath, plain, "link", target, source], cwd: scratch, env: {} },
    prepare: () => rmSync(target, { recursive: true, force: true }),
    check: () => undefined,
  };
}

function bareNode(cwd: string): Program {
  return {
    name: "node -e 0",
    job: { command: [process.execPath, "-e", "0"], cwd, env: {} },
    prepare: () => undefined,
    check: () => undefined,
  };
}
