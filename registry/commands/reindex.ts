import { renewEntry } from "../packages/index.ts";
import { reindex as reindexAll } from "../search/index.ts";
import { type RegistryCommand, withRegistry } from "./command.ts";

export const reindex: RegistryCommand = {
  name: "reindex",
  summary: "Make the search index anew from the packages",
  examples: [{ line: "pantry-registry reindex --data /srv/pantry", does: "while the registry runs, or not" }],
  async run(context) {
    const count = await withRegistry(context.options, (registry) =>
      reindexAll(registry, (id) => renewEntry(registry, id)),
    );
    context.say(`the search index has ${count} packages`);
  },
};
