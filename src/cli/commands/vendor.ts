import { join, resolve } from "node:path";
import { vendorPackages } from "../../install/index.ts";
import { shellWord } from "../../shell-word.ts";
import type { Command } from "../command.ts";
import { plural } from "../terminal/index.ts";
import { withWorkbench } from "../workbench.ts";

export const vendor: Command = {
  name: "vendor",
  arguments: "[folder]",
  summary: "Copy all packages into a folder for `zig build --system`",
  examples: [
    { line: "pantry vendor", does: "into vendor/; then `zig build --system vendor` needs nothing else" },
    {
      line: "pantry vendor third_party/zig",
      does: "into another folder, which is new, empty or vendored before",
    },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const [folder] = invocation.arguments;
    const outcome = await withWorkbench(context, (bench, root) =>
      vendorPackages(
        bench,
        root,
        folder === undefined ? join(root, defaultFolder) : resolve(context.folder, folder),
      ),
    );
    const { packages, removed } = outcome;
    const written = packages.filter((each) => each.written).length;
    const gone = removed.length === 0 ? "" : `, ${plural(removed.length, "old one")} removed`;
    terminal.say(`${plural(packages.length, "package")} in ${outcome.folder}, ${written} of them new${gone}`);
    if (packages.length > 0)
      terminal.say(`\`zig build --system ${shellWord(folder ?? defaultFolder)}\` builds with them`);
    terminal.answer(outcome, "");
  },
};

const defaultFolder = "vendor";
