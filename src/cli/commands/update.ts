import { type UpdateOutcome, updatePackages } from "../../install/index.ts";
import { sayChanges } from "../changes.ts";
import type { Command } from "../command.ts";
import { plural, type Terminal } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";

export const update: Command = {
  name: "update",
  arguments: "[...names]",
  completes: "dependencies",
  summary: "Move dependencies to the newest versions that their ranges hold",
  options: [
    { flag: "--latest", summary: "Move the ranges in pantry.toml too" },
    { flag: "--dry-run", summary: "Show what would change, and write nothing" },
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
      }),
    );
    sayChanges(terminal, outcome.changes);
    sayMoves(terminal, outcome);
    for (const { alias, why, hint } of outcome.leftAlone) {
      terminal.say(`\`${alias}\` stays: ${why}`);
      if (hint !== undefined) terminal.say(`  ${terminal.style.hint("hint:")} ${hint}`);
    }
    sayResult(terminal, outcome, dryRun);
    terminal.answer(outcome, "");
  },
};

function sayMoves({ say }: Terminal, { updates }: UpdateOutcome): void {
  for (const { alias, range, commit } of updates) {
    if (range !== undefined) say(`\`${alias}\` in pantry.toml: ${range.before} → ${range.after}`);
    if (commit !== undefined) {
      say(
        `\`${alias}\` from git: ${commit.before?.slice(0, 8) ?? "no commit"} → ${commit.after.slice(0, 8)}`,
      );
    }
  }
}

function sayResult({ say }: Terminal, { updates, heldBack }: UpdateOutcome, dryRun: boolean): void {
  const moved = plural(updates.length, "dependency", "dependencies");
  if (updates.length === 0) say("nothing to update");
  else say(dryRun ? `${moved} would be updated; nothing was written` : `${moved} updated`);
  if (heldBack.length === 0) return;
  const names = heldBack.map((alias) => `\`${alias}\``).join(", ");
  say(`newer versions are held back of ${names}: \`pantry outdated\` says why`);
}
