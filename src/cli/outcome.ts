import type { FileChange, Outcome } from "../install/index.ts";
import type { Style, Terminal } from "./terminal/index.ts";
import { unifiedDiff } from "./unified-diff.ts";

/** What a command does to a project's packages: what came and went, and what should be known about it. */
export function sayOutcome(
  { style, say }: Terminal,
  { changes, duplicates, notices }: Pick<Outcome, "changes" | "duplicates" | "notices">,
): void {
  for (const { name, before, after } of changes) {
    if (before === undefined) say(`${style.added("+")} ${name} ${after}`);
    else if (after === undefined) say(`${style.removed("-")} ${name} ${before}`);
    else say(`~ ${name} ${before} → ${before === after ? "another " : ""}${after}`);
  }
  for (const notice of notices) say(`${style.hint("note:")} ${notice}`);
  for (const duplicate of duplicates) say(`${style.hint("note:")} ${duplicateText(duplicate)}`);
}

/** The files that would change, as a patch. */
export function patchText(files: readonly FileChange[], style: Style): string {
  return files
    .map(({ path, before, after }) => unifiedDiff(path, before, after))
    .filter((diff) => diff !== "")
    .flatMap((diff) => diff.split("\n"))
    .map((line) =>
      line.startsWith("+") ? style.added(line) : line.startsWith("-") ? style.removed(line) : line,
    )
    .join("\n");
}

/** `salt` comes in 2 versions: 1.0.0 (soup 1.1.0), 2.0.0 … */
function duplicateText({ name, packages, avoidedBy }: Outcome["duplicates"][number]): string {
  const versions = packages.map(({ version, path }) => {
    const through = path.slice(0, -1).join(" → ");
    return `${version ?? "one without a version"}${through === "" ? "" : ` (through ${through})`}`;
  });
  const ways = (avoidedBy ?? []).map(({ alias, from, to }) => `\`${alias}\` ${to} instead of ${from}`);
  const advice = ways.length === 0 ? "" : `; ${ways.join(" and ")} would bring one only`;
  return `\`${name}\` comes in ${packages.length} versions: ${versions.join(", ")}${advice}`;
}
