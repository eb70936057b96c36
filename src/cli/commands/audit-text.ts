import type { AuditReport, Finding } from "../../audit/index.ts";
import { levels } from "../../osv/index.ts";
import { plural, type Style, wrapped } from "../terminal/index.ts";

/** Each finding with what it is, what brings the package, and what to do. */
export function auditText(findings: readonly Finding[], columns: number, style: Style): string {
  return findings.map((finding) => findingLines(finding, columns, style).join("\n")).join("\n");
}

function findingLines(finding: Finding, columns: number, style: Style): string[] {
  const { place, level } = finding;
  const word = level === "low" || level === "moderate" ? style.hint(level) : style.error(level);
  const paths = place.paths.map((path) => path.join(" > ")).join(", or ");
  const lines = [...whatLines(finding), ...(paths === "" ? [] : [`brought by ${paths}`]), ...remedy(finding)];
  return [
    `${word} ${style.strong(`${place.name} ${place.version}`)} ${titleOf(finding)}`,
    ...lines.map((line) => wrapped(`  ${line}`.split(/(?<=\S) +/), columns, "    ")),
  ];
}

function titleOf(finding: Finding): string {
  if (finding.kind === "yanked") return "was yanked";
  if (finding.kind === "deprecated") return "is deprecated";
  if (finding.kind === "signature") return "is not proven to be the registry's";
  const { id, aliases } = finding.advisory;
  return aliases.length === 0 ? id : `${id} (${aliases.join(", ")})`;
}

function whatLines(finding: Finding): string[] {
  if (finding.kind === "yanked") return [];
  if (finding.kind === "deprecated") return [finding.message];
  if (finding.kind === "signature") return [finding.problem];
  return [finding.advisory.summary, finding.advisory.url];
}

/** What is pinned below is for its dependant to move. */
function remedy(finding: Finding): string[] {
  const { name, paths } = finding.place;
  const isDirect = paths.length === 0 || paths.some((path) => path.length === 1);
  const move = isDirect ? `\`pantry update ${name}\`` : "update what brings it";
  switch (finding.kind) {
    case "yanked":
    case "deprecated":
      return [`${move}, or leave it: it stays available`];
    case "signature":
      return ["do not use it before its publisher or the registry has explained it"];
    case "vulnerability":
      return [finding.fixed === undefined ? "no version is fixed yet" : `fixed in ${finding.fixed}: ${move}`];
  }
}

/** `12 packages audited: 1 critical, 2 low`. */
export function auditSummary({ packages, findings, vulnerabilitiesAsked }: AuditReport): string {
  const counts = levels
    .toReversed()
    .map((level) => ({ level, count: findings.filter((finding) => finding.level === level).length }))
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => `${count} ${level}`);
  const [but, nothing] = vulnerabilitiesAsked
    ? ["", "nothing found"]
    : [", but not for vulnerabilities", "nothing else found"];
  return `${plural(packages, "package")} audited${but}: ${counts.length === 0 ? nothing : counts.join(", ")}`;
}
