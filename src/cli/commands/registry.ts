import { join } from "node:path";
import type { Command } from "../command.ts";

export const registry: Command = {
  name: "registry",
  summary: "Run a registry on this machine",
  options: [
    { flag: "--port <port>", summary: "Where to listen; 7117 unless given, 0 for a free one" },
    { flag: "--host <host>", summary: "What to listen on; localhost unless given" },
    { flag: "--data <dir>", summary: "Where everything is kept; in Pantry's home unless given" },
    { flag: "--public-url <url>", summary: "The address that others use; needed beyond this machine" },
    {
      flag: "--upstream <url>",
      summary: "Where unclaimed npm names come from; npm's own unless given, `off` for none",
    },
  ],
  examples: [
    { line: "pantry registry", does: "listens on http://localhost:7117, where `pantry` looks by default" },
    { line: "pantry registry --port 0 --data ./packages", does: "on a free port, with its data here" },
  ],
  async run(context, invocation) {
    const { terminal } = context;
    const { collectOptions, startRegistry } = await import("../../../registry/main.ts");
    const running = await startRegistry({
      ...collectOptions({
        flag: (key) => invocation.value(key),
        env: context.env,
        folder: context.folder,
        defaultData: join(context.home, "registry"),
      }),
      log: (entry) => {
        if (entry.level === "info") terminal.detail(JSON.stringify(entry));
        else process.stderr.write(`${JSON.stringify(entry)}\n`);
      },
    });
    // Before anybody reads that it listens, who may stop it at once.
    const stopped = stopSignal();
    terminal.answer({ url: running.url }, `listening on ${running.url}`);
    terminal.say("Ctrl-C stops it. In another terminal: `pantry login`, then `pantry publish`");
    await stopped;
    await running.close();
  },
};

function stopSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
  });
}
