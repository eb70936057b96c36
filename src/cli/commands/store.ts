import { subcommand } from "../../command-line/index.ts";
import { readDuration } from "../../config/index.ts";
import { type StoreDamage, verifyStored } from "../../install/index.ts";
import { collectGarbage, type GcOutcome, storeLayout, storeSize } from "../../store/index.ts";
import type { Command, Invocation } from "../command.ts";
import type { Context } from "../context.ts";
import { cliError } from "../errors.ts";
import { byteText, plural, type Terminal } from "../terminal/index.ts";
import { withStoreBench } from "../workbench.ts";

export const store: Command = {
  name: "store",
  arguments: "<path|size|verify|gc>",
  summary: "Look into the store of packages, verify it, or clean it up",
  options: [
    { flag: "--repair", summary: "verify: mend what is damaged from what is left of it, or fetch it again" },
    { flag: "--dry-run", summary: "gc: show what would be removed, and remove nothing" },
    {
      flag: "--older-than <time>",
      summary: "gc: leave what was used within this time (30m, 12h, 7d, 2w); a day where not given",
    },
  ],
  examples: [
    { line: "pantry store path", does: "where it is" },
    { line: "pantry store size", does: "what it holds and takes" },
    {
      line: "pantry store verify",
      does: "reads every byte, and names each file that is not what it should be",
    },
    { line: "pantry store verify --repair", does: "and mends it" },
    { line: "pantry store gc --dry-run", does: "what no project uses, and what removing it would free" },
  ],
  async run(context, invocation) {
    const { name } = subcommand("pantry store", invocation, ["path", "size", "verify", "gc"]);
    await actions[name](context, invocation);
  },
};

type Action = (context: Context, invocation: Invocation) => Promise<void>;

const actions: Readonly<Record<"path" | "size" | "verify" | "gc", Action>> = {
  async path({ home, terminal }) {
    const { root } = storeLayout(home);
    terminal.answer({ path: root }, root);
  },

  async size({ disk, home, terminal }) {
    const layout = storeLayout(home);
    const size = storeSize(disk, layout);
    const rows: [string, number][] = [
      [plural(size.packages, "package"), size.treeBytes],
      ["their archives", size.archiveBytes],
      ["what registries said", size.documentBytes],
      ["under way, or left behind", size.temporaryBytes],
      ["in all", size.totalBytes],
    ];
    const width = Math.max(...rows.map(([what]) => what.length));
    const lines = rows.map(([what, bytes]) => `${what.padEnd(width)}  ${byteText(bytes).padStart(9)}`);
    terminal.answer({ path: layout.root, ...size }, lines.join("\n"));
  },

  async verify(context, invocation) {
    const { terminal } = context;
    const repair = invocation.has("repair");
    const outcome = await withStoreBench(context, (bench) => verifyStored(bench, repair));
    const { packages, documents, damaged } = outcome;
    for (const each of damaged) sayDamage(terminal, each);
    const files = plural(damaged.flatMap((each) => each.files).length, "file");
    if (damaged.length > 0 && !repair) {
      throw cliError("STORE_DAMAGED", {
        message: `${files} in the store ${damaged.length === 1 ? "is" : "are"} not what should be there:\n${pathsOf(damaged)}`,
        hint: "`pantry store verify --repair` mends the store; nothing that is damaged is ever placed in a project",
        data: { ...outcome },
      });
    }
    terminal.say(
      `${plural(packages, "package")} and ${plural(documents, "cached document")} verified${repair ? `, ${files} repaired` : ""}`,
    );
    terminal.answer(outcome, "");
  },

  async gc({ disk, home, terminal }, invocation) {
    const dryRun = invocation.has("dry-run");
    const olderThanMs = readAge(invocation.value("older-than"));
    const outcome = await collectGarbage(disk, storeLayout(home), { dryRun, olderThanMs });
    sayCollected(terminal, outcome, dryRun);
    terminal.answer({ dryRun, ...outcome }, "");
  },
};

function readAge(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const reading = readDuration(text);
  if ("value" in reading) return reading.value;
  throw cliError("USAGE", { message: `\`--older-than ${text}\` ${reading.problem}` });
}

function sayDamage({ say }: Terminal, { hash, repair }: StoreDamage): void {
  if (repair !== undefined) say(`${hash ?? "a file"}: ${repair}`);
}

function pathsOf(damaged: readonly StoreDamage[]): string {
  return damaged
    .flatMap(({ files }) => files)
    .map(({ path, problem }) => `  ${problem} ${path}`)
    .join("\n");
}

function sayCollected({ say, detail }: Terminal, outcome: GcOutcome, dryRun: boolean): void {
  const { packages, packagesKept, projectsDropped, archives, leftovers, freedBytes } = outcome;
  for (const project of projectsDropped) detail(`gone: ${project}`);
  for (const { hash, sizeBytes } of packages) detail(`${hash}  ${byteText(sizeBytes)}`);
  const would = dryRun ? "would be " : "";
  const what = [
    plural(packages.length, "package"),
    ...(archives > 0 ? [plural(archives, "stray archive")] : []),
    ...(leftovers > 0 ? [plural(leftovers, "leftover")] : []),
  ].join(", ");
  say(
    `${what} ${would}removed, ${byteText(freedBytes)} ${would}freed; ${plural(packagesKept, "package")} stay${packagesKept === 1 ? "s" : ""}`,
  );
}
