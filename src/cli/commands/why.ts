import { type Reason, readGraph, reasonsFor } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { withWorkbench } from "../workbench.ts";
import { packageForScripts } from "./graph-json.ts";
import { reasonText } from "./why-text.ts";

export const why: Command = {
  name: "why",
  arguments: "<name>",
  completes: "locked",
  summary: "Show what brings a package into the project",
  examples: [
    { line: "pantry why salt", does: "for each package that needs it, the shortest way from the project" },
    { line: "pantry why salt@1.0.0", does: "one version, where there are several" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const [word = ""] = invocation.arguments;
    const graph = await withWorkbench(context, (bench, root) => readGraph(bench, root));
    const reasons = reasonsFor(graph, word);
    terminal.answer(
      { packages: reasons.map(reasonForScripts) },
      reasons.map((reason) => reasonText(graph, reason, terminal.columns, terminal.style)).join("\n\n"),
    );
  },
};

function reasonForScripts({ package: found, chains }: Reason) {
  return {
    ...packageForScripts(found),
    chains: chains.map((chain) =>
      chain.map(({ package: { id, name, version }, alias, lazy }) => ({ id, name, version, alias, lazy })),
    ),
  };
}
