import type { PantryError } from "../../errors.ts";
import type { Conflict } from "../attempt.ts";
import type { Cause } from "../causes/cause.ts";
import { resolveError } from "../errors.ts";
import { defaultColumns, maxHintsShown, maxReasonsShown, maxTreesShown } from "../limits.ts";
import type { Problem } from "../problem.ts";
import { compareVersions, parseVersion } from "../version.ts";
import { proofLines } from "./proof.ts";
import { type Breaking, shortTrees } from "./short-tree.ts";
import { listText, Wording } from "./wording.ts";
import { wrap } from "./wrap.ts";

/** RESOLVE_CONFLICT, told as a short tree or with `explain` as the whole proof, and what could be done about it. */
export function conflictError(conflict: Conflict, problem: Problem): PantryError {
  const { explain = false, columns = defaultColumns, zigVersion } = problem;
  const wording = new Wording(conflict);
  const breakings = shortTrees(wording);
  const asProof = explain || breakings.length === 0;
  const body = asProof
    ? proofBody(proofLines(conflict.root, wording), columns)
    : treeBody(breakings, columns);
  const hints = hintsFor(wording, breakings, !asProof);
  return resolveError("RESOLVE_CONFLICT", {
    message: [headline(breakings, zigVersion), ...body, ...noticeLines(wording, columns)].join("\n"),
    ...(hints.length === 0 ? {} : { hint: hints.join("\n      ") }),
  });
}

function headline(breakings: readonly Breaking[], zigVersion: string | undefined): string {
  const contested = breakings.filter(({ kind }) => kind === "contested").flatMap(({ names }) => names);
  if (contested.length === 0 && breakings.length > 0)
    return `no choice of versions builds with Zig ${zigVersion}`;
  if (contested.length === 0 || contested.length < breakings.length)
    return "no choice of versions fits together";
  const names = listText(
    [...new Set(contested)].map((name) => `\`${name}\``),
    "or",
  );
  return `more than one version of ${names} would be needed`;
}

function treeBody(breakings: readonly Breaking[], columns: number): string[] {
  const shown = breakings.slice(0, maxTreesShown);
  const body = shown.flatMap(({ kind, names, lines }) => {
    const heading = kind === "contested" ? `versions of ${listText(names)}:` : "packages for a newer Zig:";
    const tree = lines.flatMap((line) => wrapItem(`  ${line}`, columns));
    return breakings.length === 1 ? tree : [`  ${heading}`, ...tree];
  });
  const more = breakings.length - shown.length;
  return more === 0 ? body : [...body, `  and the like for ${more} more`];
}

function proofBody(lines: readonly string[], columns: number): string[] {
  return lines.flatMap((line) => wrapItem(`  ${line}`, columns));
}

function wrapItem(line: string, columns: number): string[] {
  return wrap(line, columns, /^ *(?:-|\d+\.) /.exec(line)?.[0].length ?? 0);
}

/** Versions that were not considered, since one of them may be the way out. */
function noticeLines({ facts }: Wording, columns: number): string[] {
  const notices = [
    ...new Set(facts.flatMap(({ cause }) => (cause.kind === "required" ? cause.notices : []))),
  ];
  if (notices.length === 0) return [];
  const shown = notices.slice(0, maxReasonsShown);
  const more = notices.length - shown.length;
  return [
    "  passed over:",
    ...[...shown, ...(more === 0 ? [] : [`and ${more} more`])].flatMap((each) =>
      wrapItem(`  - ${each}`, columns),
    ),
  ];
}

function hintsFor({ facts }: Wording, breakings: readonly Breaking[], isShort: boolean): string[] {
  const causes = facts.map(({ cause }) => cause);
  const lowest = causes.filter(({ kind }) => kind === "needs-zig").sort(byMinimum)[0];
  const others = causes.filter(({ kind }) => kind !== "needs-zig");
  const fromCauses = [...(lowest === undefined ? [] : [lowest]), ...others].flatMap(({ hint }) => hint ?? []);
  const contested = breakings.some(({ kind }) => kind === "contested");
  const isHard = breakings.length > 1 || breakings.some(({ wasCut }) => wasCut);
  return [
    ...new Set([
      ...fromCauses,
      ...(contested ? ['`[resolution] duplicates = "allow"` in pantry.toml takes both'] : []),
      ...(isHard && isShort ? ["`--explain` shows the whole proof"] : []),
    ]),
  ].slice(0, maxHintsShown);
}

function byMinimum(a: Cause, b: Cause): number {
  if (a.kind !== "needs-zig" || b.kind !== "needs-zig") return 0;
  const [ours, theirs] = [parseVersion(a.minimum), parseVersion(b.minimum)];
  return ours === undefined || theirs === undefined ? 0 : compareVersions(ours, theirs);
}
