import { type DamagedPackage, verifyProject } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { cliError } from "../errors.ts";
import { plural, type Terminal } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";

export const verify: Command = {
  name: "verify",
  summary: "Hash what is placed in the project again, and compare it with the lock",
  options: [{ flag: "--repair", summary: "Put back what is missing or differs" }],
  examples: [
    { line: "pantry verify", does: "names each file that is not what it should be" },
    { line: "pantry verify --repair", does: "puts the stored copies back; edits in zig-pkg are lost" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const repair = invocation.has("repair");
    const { checked, damaged } = await withWorkbench(context, (bench, root) =>
      verifyProject(bench, root, repair),
    );
    for (const each of damaged) sayDamaged(terminal, each);
    if (damaged.length > 0 && !repair) {
      throw cliError("PLACED_DAMAGED", {
        message: `${plural(damaged.length, "package")} of ${checked} in zig-pkg ${damaged.length === 1 ? "is" : "are"} not what the lock says: ${damaged.map(({ name }) => name).join(", ")}`,
        hint: "`pantry verify --repair` puts the stored copies back",
      });
    }
    terminal.say(`${plural(checked, "package")} verified${repair ? `, ${damaged.length} repaired` : ""}`);
    terminal.answer({ checked, damaged }, "");
  },
};

function sayDamaged({ say }: Terminal, { name, folder, problem, files, repaired }: DamagedPackage): void {
  say(
    `${name}: ${problem === "missing" ? "is missing" : "differs"}${repaired ? ", put back" : ""}\n  ${folder}`,
  );
  for (const file of files) say(`  ${file.problem} ${file.path}`);
}
