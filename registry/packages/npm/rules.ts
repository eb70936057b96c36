import { abbreviated } from "../../abbreviated.ts";
import { patiently } from "../../attempts.ts";
import type { PackageHead, VersionRecord } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import { encodeSections, type KindRules } from "../kind.ts";
import { fullDocument } from "./document.ts";
import { shownTags, withTags } from "./tags.ts";

/** npm packages: two documents, and tags that follow from what was published. */
export const npmRules: KindRules<"npm"> = {
  kind: "npm",
  viewOf: (base) => `npm-1 ${base}`,
  async render(registry, head, all) {
    const versions = all.filter(({ removed }) => !removed);
    if (versions.length === 0) return [];
    const full = fullDocument(registry.base, head, versions, await readmeOf(registry, head, versions));
    const sections = await Promise.all([
      encodeSections("full", JSON.stringify(full)),
      encodeSections("abbreviated", JSON.stringify(abbreviated(full, head.modified))),
    ]);
    return sections.flat();
  },
  prepare: async () => {},
  factsAfter: ({ facts }, changed) => ({
    ...facts,
    tags: changed.reduce(
      (tags, { version, publishedAt, facts: { tags: wanted } }) =>
        withTags(tags, Object.fromEntries(wanted.map((tag) => [tag, version])), publishedAt),
      facts.tags,
    ),
  }),
};

async function readmeOf(
  registry: Registry,
  head: PackageHead<"npm">,
  versions: readonly VersionRecord<"npm">[],
): Promise<string | undefined> {
  const { latest } = shownTags(head, versions);
  const blob = versions.find(({ version }) => version === latest)?.facts.readme;
  const bytes = blob && (await patiently(() => registry.blobs.get(blob)));
  return bytes?.toString("utf8");
}
