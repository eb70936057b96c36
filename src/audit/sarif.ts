import type { Level } from "../osv/index.ts";
import type { AuditReport, Finding } from "./finding.ts";
import { lockName } from "./places.ts";

/**
 * An audit as code scanners read it: SARIF 2.1.0 (OASIS), one rule for each thing that was found, one result for each
 * package that it was found in, at its place in the lock.
 */
export function sarifLog(report: AuditReport, lockText: string, version: string) {
  const rules = [...new Map(report.findings.map((finding) => [ruleId(finding), ruleOf(finding)])).values()];
  const ids = rules.map(({ id }) => id);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "pantry audit", semanticVersion: version, rules } },
        results: report.findings.map((finding) => resultOf(finding, ids, lockText)),
      },
    ],
  };
}

function ruleId(finding: Finding): string {
  return finding.kind === "vulnerability" ? finding.advisory.id : finding.kind;
}

function ruleOf(finding: Finding) {
  if (finding.kind !== "vulnerability") {
    return {
      id: ruleId(finding),
      shortDescription: { text: ruleTexts[finding.kind] },
      properties: { tags: ["security"] },
    };
  }
  const { advisory } = finding;
  return {
    id: advisory.id,
    shortDescription: { text: advisory.summary },
    helpUri: advisory.url,
    properties: {
      tags: ["security", ...advisory.aliases],
      "security-severity": String(advisory.severity.cvss?.score ?? usualScores[advisory.severity.level]),
    },
  };
}

const ruleTexts = {
  yanked: "A yanked version",
  deprecated: "A deprecated version",
  signature: "A signature that does not hold",
} as const;

/** What stands for a level where no vector says more: the middle of its span. */
const usualScores: Readonly<Record<Level, number>> = { low: 2, moderate: 5.5, high: 8, critical: 9.5 };

function resultOf(finding: Finding, ids: readonly string[], lockText: string) {
  const { place, level } = finding;
  const id = ruleId(finding);
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    level: resultLevels[level],
    message: { text: messageOf(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: lockName, uriBaseId: "%SRCROOT%" },
          region: { startLine: lineOf(lockText, place.hash ?? `name = "${place.name}"`) },
        },
      },
    ],
    partialFingerprints: { "package/v1": `${id} ${place.ecosystem} ${place.name}@${place.version}` },
  };
}

const resultLevels: Readonly<Record<Level, "note" | "warning" | "error">> = {
  low: "note",
  moderate: "warning",
  high: "error",
  critical: "error",
};

function messageOf(finding: Finding): string {
  const { name, version } = finding.place;
  switch (finding.kind) {
    case "yanked":
      return `${name} ${version} was yanked`;
    case "deprecated":
      return `${name} ${version} is deprecated: ${finding.message}`;
    case "signature":
      return `${name} ${version}: ${finding.problem}`;
    case "vulnerability": {
      const mended =
        finding.fixed === undefined ? "there is no fixed version yet" : `fixed in ${finding.fixed}`;
      return `${name} ${version}: ${finding.advisory.summary} (${mended})`;
    }
  }
}

/** The first line that has a text, counted from 1; the first of all where none has. */
function lineOf(text: string, wanted: string): number {
  return (
    Math.max(
      0,
      text.split("\n").findIndex((line) => line.includes(wanted)),
    ) + 1
  );
}
