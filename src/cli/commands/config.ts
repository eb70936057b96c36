import { needed, subcommand } from "../../command-line/index.ts";
import { editUserConfig, findSetting, settingName } from "../../config/index.ts";
import { projectRootAbove } from "../../install/index.ts";
import type { Command } from "../command.ts";
import { rulesFor, settingsFor } from "../registry.ts";
import { settingRows } from "../setting-rows.ts";
import { wrapped } from "../terminal/index.ts";

export const config: Command = {
  name: "config",
  arguments: "<list|get|set|unset> [name] [value]",
  summary: "Settings, and where each comes from",
  examples: [
    { line: "pantry config list", does: "every setting with its value and its origin" },
    { line: "pantry config get registry.url", does: "one value" },
    {
      line: "pantry config set registry.url https://zig.example",
      does: "writes it into config.toml in Pantry's home",
    },
    { line: "pantry config unset registry.url", does: "takes it out again" },
  ],
  async run(context, invocation) {
    const { terminal, disk, home } = context;
    const { name, rest } = subcommand("pantry config", invocation, ["list", "get", "set", "unset"]);
    const root = projectRootAbove(disk, context.folder);
    const settings = settingsFor(context, root);
    if (name === "list") {
      const rows = settingRows(settings);
      const width = Math.max(...rows.map((row) => row.name.length));
      const lines = rows.map((row) =>
        wrapped(
          [`${row.name.padEnd(width)}  ${shown(row.value)} `, `(${row.where})`],
          terminal.columns,
          " ".repeat(width + 2),
        ),
      );
      const registries = rulesFor(context, root);
      const rules = registries.map(({ pattern, url }) => `registries.${pattern}  ${url}`);
      terminal.answer({ settings: rows, registries }, [...lines, ...rules].join("\n"));
      return;
    }
    const setting = findSetting(needed(rest, 0, "setting's name", `pantry config ${name} NAME`));
    const full = settingName(setting);
    if (name === "get") {
      const row = settingRows(settings).find((each) => each.name === full);
      terminal.answer(row, shown(row?.value));
      return;
    }
    const value = name === "set" ? needed(rest, 1, "value", `pantry config set ${full} VALUE`) : undefined;
    editUserConfig(disk, home, setting, value);
    terminal.say(value === undefined ? `${full} is no longer set` : `${full} is ${value} from now on`);
    terminal.answer({ name: full, value: value ?? null }, "");
  },
};

function shown(value: unknown): string {
  return value === null || value === undefined ? "not set" : String(value);
}
