import { describe, expect, test } from "vitest";
import type { AuditedPlace, Finding } from "../../src/audit/index.ts";
import { auditSummary, auditText } from "../../src/cli/commands/audit-text.ts";
import { styleFor } from "../../src/cli/terminal/index.ts";
import { advisory, osv } from "../osv/advisories.ts";

const plain = styleFor(false);
const place = (name: string, ...paths: string[][]): AuditedPlace => ({
  ecosystem: "Zig",
  name,
  version: "1.0.0",
  hash: undefined,
  paths,
});
const found = advisory(
  osv({ summary: "Soup boils over whenever somebody stirs it for longer than an hour" }),
);

const findings: Finding[] = [
  {
    kind: "signature",
    place: place("salt", ["salt"]),
    level: "critical",
    problem: "the registry has not signed it",
  },
  {
    kind: "vulnerability",
    place: place("soup", ["soup"], ["stock", "soup"]),
    level: "moderate",
    advisory: found,
    fixed: "1.2.0",
  },
  {
    kind: "vulnerability",
    place: place("stock", ["soup", "stock"]),
    level: "low",
    advisory: found,
    fixed: undefined,
  },
  { kind: "yanked", place: place("herbs", ["stock", "herbs"]), level: "moderate" },
];

describe("what an audit says", () => {
  test("at 60 columns", () => {
    expect(auditText(findings, 60, plain)).toBe(
      `
critical salt 1.0.0 is not proven to be the registry's
  the registry has not signed it
  brought by salt
  do not use it before its publisher or the registry has
    explained it
moderate soup 1.0.0 ZIGSEC-2026-0001 (CVE-2026-1000)
  Soup boils over whenever somebody stirs it for longer than
    an hour
  https://osv.dev/vulnerability/ZIGSEC-2026-0001
  brought by soup, or stock > soup
  fixed in 1.2.0: \`pantry update soup\`
low stock 1.0.0 ZIGSEC-2026-0001 (CVE-2026-1000)
  Soup boils over whenever somebody stirs it for longer than
    an hour
  https://osv.dev/vulnerability/ZIGSEC-2026-0001
  brought by soup > stock
  no version is fixed yet
moderate herbs 1.0.0 was yanked
  brought by stock > herbs
  update what brings it, or leave it: it stays available
`.trim(),
    );
  });

  test("in one line", () => {
    expect(auditSummary({ packages: 4, findings, vulnerabilitiesAsked: true, notes: [] })).toBe(
      "4 packages audited: 1 critical, 2 moderate, 1 low",
    );
    expect(auditSummary({ packages: 1, findings: [], vulnerabilitiesAsked: true, notes: [] })).toBe(
      "1 package audited: nothing found",
    );
    expect(auditSummary({ packages: 1, findings: [], vulnerabilitiesAsked: false, notes: [] })).toBe(
      "1 package audited, but not for vulnerabilities: nothing else found",
    );
  });
});
