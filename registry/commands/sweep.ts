import { sweep as sweepBlobs } from "../sweep.ts";
import { type RegistryCommand, withRegistry } from "./command.ts";

export const sweep: RegistryCommand = {
  name: "sweep",
  summary: "Delete blobs that nothing points to, a day after they were put",
  examples: [{ line: "pantry-registry sweep --data /srv/pantry", does: "while the registry runs, or not" }],
  async run(context) {
    const { keptCount, deletedCount } = await withRegistry(context.options, sweepBlobs);
    context.say(`deleted ${deletedCount} blobs, and kept ${keptCount}`);
  },
};
