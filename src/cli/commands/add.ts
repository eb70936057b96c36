import { type Addition, addPackages } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { cliError } from "../errors.ts";
import { patchText, sayOutcome } from "../outcome.ts";
import type { Terminal } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";

export const add: Command = {
  name: "add",
  arguments: "<...specs>",
  completes: "registry",
  summary: "Add dependencies to build.zig.zon, and fetch them",
  options: [
    { flag: "--as <name>", summary: "What the project calls it; else its own name" },
    { flag: "--exact", summary: "Keep just this version in pantry.toml, and no range around it" },
    { flag: "--lazy", summary: "Fetched by Zig only where the build asks for it" },
    { flag: "--dry-run", summary: "Show the difference in every file, and write nothing" },
    { flag: "--explain", summary: "Prove a conflict step by step, where there is one" },
  ],
  examples: [
    { line: "pantry add soup", does: "the newest version in the registry that fits the Zig in use" },
    { line: "pantry add soup@^1.2 salt@~0.3", does: "by range, several at once: all of them or none" },
    {
      line: "pantry add https://example.com/soup-1.2.0.tar.gz",
      does: "an archive, verified and pinned by its hash",
    },
    {
      line: "pantry add github:ziglibs/known-folders@master",
      does: "a git repository, pinned to the commit",
    },
    { line: "pantry add ../soup --as broth", does: "a folder of your own, under another name" },
  ],
  async run(context, invocation) {
    const alias = invocation.value("as");
    if (alias !== undefined && invocation.arguments.length > 1) {
      throw cliError("USAGE", {
        message: "`--as` names one package; add the others with a command of their own",
      });
    }
    const dryRun = invocation.has("dry-run");
    const outcome = await withWorkbench(context, (bench, root) =>
      addPackages(bench, root, {
        specs: invocation.arguments,
        folder: context.folder,
        alias,
        lazy: invocation.has("lazy"),
        exact: invocation.has("exact"),
        dryRun,
        explain: invocation.has("explain"),
      }),
    );
    const { terminal } = context;
    sayOutcome(terminal, outcome);
    for (const { alias, before, after } of outcome.moved)
      terminal.say(`\`${alias}\` moved so that all fit together: ${before ?? "none"} → ${after}`);
    if (!dryRun) sayEntries(terminal, outcome.additions);
    if (outcome.ignored && !dryRun)
      terminal.say("zig-pkg/ is in .gitignore now: it holds the placed packages");
    sayBuildLines(terminal, outcome.additions);
    terminal.answer(outcome, patchText(outcome.files, terminal.style));
  },
};

const headings: Readonly<Record<Addition["change"], string>> = {
  added: "wrote into build.zig.zon:",
  changed: "changed in build.zig.zon:",
  unchanged: "in build.zig.zon already, just so:",
};

function sayEntries({ say, style }: Terminal, additions: readonly Addition[]): void {
  for (const [change, heading] of Object.entries(headings)) {
    const entries = additions.filter((addition) => addition.change === change);
    if (entries.length > 0) say(`\n${heading}`);
    for (const { entry } of entries) say(indented(entry, change === "unchanged" ? style.faint : style.added));
  }
}

function sayBuildLines({ say, style }: Terminal, additions: readonly Addition[]): void {
  say("\nput into build.zig, at the end of `build`:");
  for (const { buildLines } of additions) say(indented(buildLines.join("\n"), style.strong));
  const read = additions
    .filter(({ foundInBuildScript }) => foundInBuildScript)
    .map(({ alias }) => `\`${alias}\``);
  if (read.length > 0) say(style.faint(`(the names were found in the build.zig of ${read.join(", ")})`));
}

/** The first line of an entry stands in the table, the others are indented with it: bring all to one margin. */
function indented(text: string, paint: (line: string) => string): string {
  const [first = "", ...others] = text.split(/\r?\n/);
  const margin = Math.min(
    ...others.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)),
    Number.POSITIVE_INFINITY,
  );
  return [first, ...others.map((line) => line.slice(Math.min(margin, line.length)))]
    .map((line) => `    ${paint(line)}`)
    .join("\n");
}
