import { resolve } from "node:path";
import { needed } from "../../src/command-line/index.ts";
import { backUp } from "../backup.ts";
import type { RegistryCommand } from "./command.ts";

export const backup: RegistryCommand = {
  name: "backup",
  arguments: "<dir>",
  summary: "Copy everything, while the registry runs",
  examples: [
    {
      line: "pantry-registry backup /backup/today --data /srv/pantry",
      does: "a folder that is a data folder itself; blobs are linked where the disk allows it",
    },
  ],
  async run(context, invocation) {
    const target = resolve(
      context.folder,
      needed(invocation.arguments, 0, "folder", "pantry-registry backup DIR"),
    );
    const { blobCount } = await backUp(context.options.dataFolder, target);
    context.say(`${target} has everything as it was just now, with ${blobCount} blobs`);
  },
};
