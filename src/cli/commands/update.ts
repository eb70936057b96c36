import { type UpdateOutcome, updatePackages } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { patchText, sayOutcome } from "../outcome.ts";
import { plural, type Terminal } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";

export const update: Command = {
  name: "update",
  arguments: "[...names]",
  completes: "dependencies",
  summary: "Move dependencies to the newest versions that their ranges hold",
  options: [
    { flag: "--latest", summary: "Move the ranges in pantry.toml too" },
    { flag: "--dry-run", summary: "Show the difference in every file, and write nothing" },
    { flag: "--explain", summary: "Prove a conflict step by step, where there is one" },
  ],
  examples: [
    { line: "pantry update", does: "all that come from a registry; pantry.toml stays as it is" },
    { line: "pantry update soup", does: "one; from git, its branch or tag is asked for anew" },
    { line: "pantry update --latest --dry-run", does: "what moving the ranges as well would bring" },
    { line: "pantry update soup --latest", does: "and moves its range: `^1.1` becomes `^2.0`" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const dryRun = invocation.has("dry-run");
    const outcome = await withWorkbench(context, (bench, root) =>
      updatePackages(bench, root, {
        names: invocation.arguments,
        latest: invocation.has("latest"),
        dryRun,
        explain: invocation.has("explain"),
      }),
    );
    sayOutcome(terminal, outcome);
    sayMoves(terminal, outcome);
    for (const { project, alias, why, hint } of outcome.leftAlone) {
      terminal.say(`${named(project, alias)} stays: ${why}`);
      if (hint !== undefined) terminal.say(`  ${terminal.style.hint("hint:")} ${hint}`);
    }
    sayResult(terminal, outcome, dryRun);
    terminal.answer(outcome, patchText(outcome.files, terminal.style));
  },
};

function sayMoves({ say }: Terminal, { updates }: UpdateOutcome): void {
  for (const { project, alias, before, after, range, commit } of updates) {
    const name = named(project, alias);
    if (isMember(project) && commit === undefined) say(`${name}: ${before ?? "none"} → ${after ?? "none"}`);
    if (range !== undefined) say(`${name} in pantry.toml: ${range.before} → ${range.after}`);
    if (commit !== undefined) {
      say(`${name} from git: ${commit.before?.slice(0, 8) ?? "no commit"} → ${commit.after.slice(0, 8)}`);
    }
  }
}

function sayResult({ say }: Terminal, { updates, heldBack }: UpdateOutcome, dryRun: boolean): void {
  const moved = plural(updates.length, "dependency", "dependencies");
  if (updates.length === 0) say("nothing to update");
  else say(dryRun ? `${moved} would be updated; nothing was written` : `${moved} updated`);
  if (heldBack.length === 0) return;
  const names = heldBack.map(({ project, alias }) => named(project, alias)).join(", ");
  say(`newer versions are held back of ${names}: \`pantry outdated\` says why`);
}

/** A dependency, and whose it is where there are others: members of a workspace may call different ones the same. */
function named(project: string, alias: string): string {
  return `\`${alias}\`${isMember(project) ? ` of ${project}` : ""}`;
}

/** A project that stands alone, or is the root of its workspace, has the path `.`. */
function isMember(project: string): boolean {
  return project !== ".";
}
