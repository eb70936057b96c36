import type { PantryError } from "../../errors.ts";
import type { Conflict } from "../attempt.ts";
import { resolveError } from "../errors.ts";
import { defaultColumns, maxHintsShown, maxReasonsShown } from "../limits.ts";
import type { Problem } from "../problem.ts";
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
  return breakings.flatMap(({ kind, names, lines }) => {
    const heading = kind === "contested" ? `versions of ${listText(names)}:` : "packages for a newer Zig:";
    const body = lines.flatMap((line) => wrapItem(`  ${line}`, columns));
    return breakings.length === 1 ? body : [`  ${heading}`, ...body];
  });
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
  const fromCauses = facts.flatMap(({ cause: { hint } }) => (hint === undefined ? [] : [hint]));
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
