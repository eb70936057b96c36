import { resolve } from "node:path";
import { writeWhole } from "../../disk/index.ts";
import type { Command } from "../command.ts";
import { checksText, filesText, planForScripts, publishOptions } from "../publishing.ts";
import { withProjectBench } from "../workbench.ts";

export const pack: Command = {
  name: "pack",
  summary: "Make the archive that `publish` would send",
  options: [{ flag: "--dry-run", summary: "List files and sizes, and write nothing" }],
  examples: [
    { line: "pantry pack", does: "writes NAME-VERSION.tar.gz here; the same files give the same archive" },
  ],
  async run(context, invocation) {
    const { planPublish } = await import("../../publish/index.ts");
    const { terminal, disk } = context;
    const plan = await withProjectBench(context, (project) =>
      planPublish(publishOptions(context, project, { asksRegistry: false, builds: false, sends: false })),
    );
    const found = plan.checks.filter(({ verdict }) => verdict === "failed" || verdict === "warning");
    if (found.length > 0) terminal.say(checksText(found, terminal));
    const path = resolve(context.folder, plan.archiveName);
    if (!invocation.has("dry-run")) writeWhole(disk, path, plan.archive);
    terminal.answer(
      { ...planForScripts(plan), path },
      `${filesText(plan)}${invocation.has("dry-run") ? "" : `\n${path}`}`,
    );
  },
};
