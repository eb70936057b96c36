import { posix } from "node:path";
import { installProject } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { idleText } from "../idle-text.ts";
import { patchText, sayOutcome } from "../outcome.ts";
import { plural } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";

export const install: Command = {
  name: "install",
  aliases: ["i", "ci"],
  summary: "Fetch, verify and place everything that the project needs",
  options: [
    {
      flag: "--frozen",
      summary: "Change no manifest and no lock; fail if they do not fit (`ci` means this)",
    },
    { flag: "--dry-run", summary: "Show the difference in every file, and write nothing" },
  ],
  examples: [
    { line: "pantry install", does: "makes the project ready; `zig build` then needs no network" },
    { line: "pantry ci", does: "the same in CI: fails where pantry.lock does not fit build.zig.zon" },
    { line: "pantry install --offline", does: "uses only what is in the store" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const dryRun = invocation.has("dry-run");
    const outcome = await withWorkbench(context, (bench, root) =>
      installProject(bench, root, { frozen: invocation.has("frozen"), dryRun }),
    );
    for (const { project, alias, manifest, lock } of outcome.adopted) {
      const zon = posix.join(project, "build.zig.zon");
      if (manifest === "nothing") terminal.say(`\`${alias}\` is gone from ${zon}, and from pantry.lock now`);
      else if (lock !== "nothing")
        terminal.say(`took over \`${alias}\` from ${zon}: it is not what pantry.lock had`);
    }
    sayOutcome(terminal, outcome);
    for (const remark of outcome.remarks) terminal.say(`${terminal.style.hint("note:")} ${remark}`);
    const time = `${process.uptime().toFixed(2)} s`;
    if (dryRun) {
      terminal.say(`${plural(outcome.packages, "package")} would be in place; nothing was written (${time})`);
      terminal.answer(outcome, patchText(outcome.files, terminal.style));
      return;
    }
    const idle = outcome.newlyPlaced === 0 && outcome.changes.length === 0;
    terminal.say(
      idle
        ? idleText(outcome.packages)
        : `${plural(outcome.packages, "package")} in place, ${outcome.newlyPlaced} of them new (${time})`,
    );
    terminal.answer(outcome, "");
  },
};
