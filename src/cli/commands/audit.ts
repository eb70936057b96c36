import { resolve } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { isAtLeast, type Level, levels } from "../../osv/index.ts";
import type { Command } from "../command.ts";
import { cliError, SaidAlready } from "../errors.ts";
import { withWorkbench } from "../workbench.ts";
import { auditSummary, auditText } from "./audit-text.ts";

export const audit: Command = {
  name: "audit",
  summary: "Look for vulnerable, yanked and deprecated packages in the lock",
  options: [
    { flag: "--level <level>", summary: `Fail from here on: ${levels.join(", ")}; low unless given` },
    { flag: "--advisories <path>", summary: "OSV files to go by, in place of what the registry knows" },
    { flag: "--sarif", summary: "Print SARIF 2.1.0, for code scanners" },
  ],
  examples: [
    {
      line: "pantry audit",
      does: "what speaks against a package, which way it came, and the version that mends it",
    },
    { line: "pantry audit --level high", does: "in CI: only what is high or critical fails" },
    { line: "pantry audit --sarif > audit.sarif", does: "for a code scanner" },
  ],
  async run(context, invocation) {
    const { auditProject, sarifLog } = await import("../../audit/index.ts");
    const { terminal } = context;
    const threshold = levelOf(invocation.value("level"));
    const path = invocation.value("advisories");
    const advisoryPath = path === undefined ? undefined : resolve(context.folder, path);
    const { report, lockText } = await withWorkbench(context, (bench, root) =>
      auditProject(bench, root, advisoryPath),
    );
    if (invocation.has("sarif")) {
      const sarif = sarifLog(report, lockText, packageJson.version);
      terminal.answer(sarif, JSON.stringify(sarif, undefined, 2));
    } else terminal.answer(report, auditText(report.findings, terminal.columns, terminal.style));
    for (const note of report.notes) terminal.say(`${terminal.style.hint("note:")} ${note}`);
    terminal.say(auditSummary(report));
    const failing = report.findings.filter(({ level }) => isAtLeast(level, threshold));
    if (failing.some(({ kind }) => kind === "signature")) throw new SaidAlready("refused");
    if (failing.length > 0) throw new SaidAlready("failed");
    if (!report.vulnerabilitiesAsked) throw new SaidAlready("network");
  },
};

function levelOf(text: string | undefined): Level {
  const level = levels.find((each) => each === (text ?? "low"));
  if (level !== undefined) return level;
  throw cliError("USAGE", { message: `\`${text}\` is no level`, hint: `it takes ${levels.join(", ")}` });
}
