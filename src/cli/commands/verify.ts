import { type DamagedPlace, verifyProject } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { cliError } from "../errors.ts";
import { plural } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";

export const verify: Command = {
  name: "verify",
  summary: "Compare what is placed for the project with the lock",
  options: [{ flag: "--repair", summary: "Put back what is missing or differs" }],
  examples: [
    {
      line: "pantry verify",
      does: "names each file in zig-pkg, and each archive in Zig's cache, that is not what it should be",
    },
    { line: "pantry verify --repair", does: "puts the stored copies back; edits in zig-pkg are lost" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const repair = invocation.has("repair");
    const outcome = await withWorkbench(context, (bench, root) => verifyProject(bench, root, repair));
    const { checked, damaged } = outcome;
    if (damaged.length > 0 && !repair) {
      const are = damaged.length === 1 ? "place does" : "places do";
      throw cliError("PLACED_DAMAGED", {
        message: [
          `${damaged.length} ${are} not hold the package that the lock names:`,
          ...damaged.flatMap(damageLines),
        ].join("\n"),
        hint: "`pantry verify --repair` puts the stored copies back",
        data: { ...outcome },
      });
    }
    for (const each of damaged) terminal.say(damageLines(each).join("\n"));
    terminal.say(`${plural(checked, "package")} verified${repair ? `, ${damaged.length} repaired` : ""}`);
    terminal.answer(outcome, "");
  },
};

function damageLines({ name, path, problem, files, repaired }: DamagedPlace): string[] {
  const what = problem === "missing" ? "is missing" : "differs";
  return [
    `  ${name}: ${what}${repaired ? ", put back" : ""}`,
    `    ${path}`,
    ...files.map((file) => `    ${file.problem} ${file.path}`),
  ];
}
