import {
  findPackages,
  invertedLines,
  packagesAbove,
  readGraph,
  type TreeLine,
  treeLines,
} from "../../install/index.ts";
import type { Command } from "../command.ts";
import { plural, type Style } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";
import { edgesForScripts, packageForScripts } from "./graph-json.ts";

export const tree: Command = {
  name: "tree",
  summary: "Show who depends on whom",
  options: [{ flag: "--invert <name>", summary: "Show who needs that package instead" }],
  examples: [
    { line: "pantry tree", does: "the project and all below it; lazy ones and duplicates are marked" },
    { line: "pantry tree --invert salt", does: "from a package up to the project" },
    { line: "pantry tree --json", does: "every package with its hash, source and dependencies" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const word = invocation.value("invert");
    const graph = await withWorkbench(context, (bench, root) => readGraph(bench, root));
    if (word !== undefined) {
      const found = findPackages(graph, word);
      const above = packagesAbove(graph, found).map(({ package: each, dependants }) => ({
        ...packageForScripts(each),
        dependants: edgesForScripts(dependants),
      }));
      const text = invertedLines(graph, found).map((lines) => linesText(lines, terminal.style));
      terminal.answer({ found: found.map(({ id }) => id), packages: above }, text.join("\n\n"));
      return;
    }
    const packages = [...graph.packages.values()].map(packageForScripts);
    terminal.answer(
      { project: packageForScripts(graph.project), packages },
      linesText(treeLines(graph), terminal.style),
    );
    const doubled = new Set(
      packages.filter(({ duplicates }) => duplicates.length > 0).map(({ name }) => name),
    );
    if (doubled.size === 0) return;
    terminal.say(
      `${plural(doubled.size, "package")} in more than one version: \`pantry why NAME\` shows who asks for which`,
    );
  },
};

function linesText(lines: readonly TreeLine[], style: Style): string {
  return lines
    .map(({ branches, label, marks }) => {
      const said = marks.length === 0 ? "" : ` ${style.faint(`(${marks.join(", ")})`)}`;
      return `${branches === "" ? "" : style.faint(branches)}${label}${said}`;
    })
    .join("\n");
}
