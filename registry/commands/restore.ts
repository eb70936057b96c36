import { resolve } from "node:path";
import { needed } from "../../src/command-line/index.ts";
import { restore as restoreFrom } from "../backup.ts";
import type { RegistryCommand } from "./command.ts";

export const restore: RegistryCommand = {
  name: "restore",
  arguments: "<dir>",
  summary: "Make a new data folder from a backup, every byte of it checked",
  examples: [
    {
      line: "pantry-registry restore /backup/today --data /srv/new",
      does: "then start the registry with it",
    },
  ],
  async run(context, invocation) {
    const source = resolve(
      context.folder,
      needed(invocation.arguments, 0, "folder", "pantry-registry restore DIR"),
    );
    const { blobCount } = await restoreFrom(source, context.options.dataFolder);
    context.say(`${context.options.dataFolder} has everything from ${source}, with ${blobCount} blobs`);
  },
};
