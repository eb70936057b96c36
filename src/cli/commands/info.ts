import type { IndexDocument, IndexVersion } from "../../protocol/index.ts";
import { newestFitting, noFittingVersion } from "../../resolve/index.ts";
import type { Command } from "../command.ts";
import { cliError } from "../errors.ts";
import { withRegistry } from "../registry.ts";
import { byteText, labelled, type Terminal } from "../terminal/index.ts";

/** How many versions are listed; `--json` has all. */
const versionsShown = 10;

export const info: Command = {
  name: "info",
  arguments: "<name>",
  completes: "registry",
  summary: "What the registry has of a package",
  examples: [
    { line: "pantry info soup", does: "its newest version, and the others" },
    { line: "pantry info soup@1.2.0", does: "one version" },
  ],
  async run(context, invocation) {
    const { name, range } = readAsked(invocation.arguments[0] ?? "");
    const document = await withRegistry(context, (registry) => registry.demandDocument(name));
    const releases = document.versions.map((said) => ({
      ...said,
      dependencies: said.dependencies.map((each) => ({ ...each, alias: each.name })),
    }));
    const conditions = { now: Date.now() };
    // A version that is named is shown, whatever its state: to look at it is not to take it.
    const exact = releases.find(({ version }) => version === range);
    const release = exact ?? newestFitting(releases, range, conditions).release;
    if (release === undefined) throw noFittingVersion(name, range, releases, conditions);
    const chosen = document.versions.find(({ version }) => version === release.version);
    context.terminal.answer(
      { ...document, chosen: release.version },
      page(document, chosen, context.terminal),
    );
  },
};

function readAsked(text: string): { readonly name: string; readonly range: string } {
  const [name = "", range = "*", ...more] = text.split("@");
  if (name !== "" && range !== "" && more.length === 0) return { name, range };
  throw cliError("USAGE", {
    message: `\`${text}\` is no name of a package, nor one with a version behind it`,
    hint: "write `pantry info soup` or `pantry info soup@1.2.0`",
  });
}

function page(
  document: IndexDocument,
  chosen: IndexVersion | undefined,
  { style, columns }: Terminal,
): string {
  if (chosen === undefined) return document.name;
  const { about } = chosen;
  const rows: [string, string][] = [
    ...aboutRows([
      ["is", about?.description],
      ["license", about?.license],
      ["keywords", about?.keywords.join(", ")],
      ["repository", about?.repository],
      ["homepage", about?.homepage],
    ]),
    ...aboutRows([["private", document.access && "only its owners see it"]]),
    ...(chosen.yanked ? [["yanked", "it is not chosen for new projects"] as [string, string]] : []),
    ...aboutRows([["deprecated", chosen.deprecated]]),
    ["hash", chosen.hash],
    ["address", chosen.archive],
    [
      "size",
      `${byteText(chosen.archiveSizeBytes)} packed, ${byteText(chosen.unpackedSizeBytes)} in ${chosen.fileCount} files`,
    ],
    ["published", chosen.publishedAt.slice(0, 10)],
    ["owners", document.owners.join(", ")],
    ["needs Zig", chosen.minimumZigVersion ?? "not said"],
    ["tested with", chosen.testedZigVersions.join(", ") || "not said"],
    ["modules", chosen.modules.join(", ") || "none"],
    ["artifacts", chosen.artifacts.map(({ name, kind }) => `${name} (${kind})`).join(", ") || "none"],
    [
      "depends on",
      chosen.dependencies.map(({ name, hash }) => `${name} (${hash.slice(0, -45)})`).join(", ") || "nothing",
    ],
  ];
  const newestFirst = [...document.versions].reverse();
  const listed = newestFirst.slice(0, versionsShown).map(({ version, yanked, deprecated }) => {
    if (yanked) return `${version} (yanked)`;
    return deprecated === undefined ? version : `${version} (deprecated)`;
  });
  const more = newestFirst.length - listed.length;
  rows.push(["versions", listed.join(", ") + (more > 0 ? ` and ${more} more` : "")]);
  return [style.strong(`${document.name} ${chosen.version}`), ...labelled(rows, columns, style.faint)].join(
    "\n",
  );
}

/** What its publisher says of it; nothing said, no row. */
function aboutRows(rows: readonly (readonly [string, string | undefined])[]): [string, string][] {
  return rows.flatMap(([label, value]) => (value === undefined || value === "" ? [] : [[label, value]]));
}
