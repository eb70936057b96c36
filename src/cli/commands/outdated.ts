import { outdatedPackages } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { plural } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";
import { outdatedText, saysSomething } from "./outdated-text.ts";

export const outdated: Command = {
  name: "outdated",
  arguments: "[...names]",
  completes: "dependencies",
  summary: "Show newer versions of dependencies, and what holds them back",
  options: [{ flag: "--explain", summary: "Prove a conflict step by step, where there is one" }],
  examples: [
    {
      line: "pantry outdated",
      does: "current, what `update` would take, the newest, and what is in the way",
    },
    { line: "pantry outdated soup", does: "one of them, also where there is nothing newer" },
    { line: "pantry outdated --json", does: "all of them, for scripts" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const names = invocation.arguments;
    const rows = await withWorkbench(context, (bench, root) =>
      outdatedPackages(bench, root, { names, explain: invocation.has("explain") }),
    );
    const shown = names.length > 0 ? rows : rows.filter(saysSomething);
    terminal.answer({ dependencies: rows }, outdatedText(shown, terminal.columns, terminal.style));
    const fresh = rows.length - shown.length;
    const others = shown.length === 0 && fresh > 1 ? "all " : "";
    if (rows.length === 0) terminal.say("this project has no dependencies");
    else if (fresh > 0) terminal.say(`${others}${plural(fresh, "dependency", "dependencies")} up to date`);
    const updatable = rows.filter(({ current, wanted }) => current !== wanted).length;
    if (updatable > 0)
      terminal.say(`\`pantry update\` moves ${plural(updatable, "dependency", "dependencies")}`);
  },
};
