import { startRegistry } from "../main.ts";
import { settingRows } from "../setting-rows.ts";
import type { RegistryCommand } from "./command.ts";

/** What `pantry-registry` does when nothing else is asked of it. */
export const serve: RegistryCommand = {
  name: "serve",
  summary: "Run the registry until it is told to stop",
  options: settingRows
    .filter(({ key }) => key !== "data")
    .map(({ key, value, summary }) => ({ flag: `--${key} ${value ?? ""}`.trim(), summary }))
    .concat({ flag: "--quiet", summary: "No log" }),
  examples: [
    {
      line: "pantry-registry --data /srv/pantry",
      does: "listens on http://localhost:7117, and prints the address",
    },
    {
      line: "pantry-registry --data /srv/pantry --host 0.0.0.0 --public-url https://zig.example",
      does: "for others, behind a proxy that speaks TLS",
    },
  ],
  async run(context) {
    const registry = await startRegistry(context.options);
    context.print(registry.url);
    const stop = () => {
      process.off("SIGINT", stop).off("SIGTERM", stop);
      void registry.close();
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
  },
};
