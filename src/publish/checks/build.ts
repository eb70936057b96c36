import type { BuildOutcome } from "../build/index.ts";
import { type CheckReport, type Finding, reportOf } from "./check.ts";

/** The one check that runs something: how the packed package took to being built. */
export function build(outcome: BuildOutcome): CheckReport {
  const ensures = "the packed archive builds in a clean folder, and its modules can be imported";
  return reportOf({ name: "build", ensures }, findingsOf(outcome));
}

function findingsOf(outcome: BuildOutcome): readonly Finding[] {
  const otherwise = "or publish with --no-build, which records neither Zig version nor names";
  switch (outcome.kind) {
    case "built":
      return [];
    case "skipped":
      return [{ verdict: outcome.isWarning ? "warning" : "skipped", message: outcome.why }];
    case "timed out":
      return [
        {
          verdict: "failed",
          message: `Zig ${outcome.zigVersion} was not done with it after a long time`,
          hint: `see what \`zig build\` does, ${otherwise}`,
        },
      ];
    case "failed":
      return [
        {
          verdict: "failed",
          message: `the packed archive does not build with Zig ${outcome.zigVersion}:\n${outcome.output}`,
          hint: `mend it (a file that is there but not in \`.paths\` is not packed), ${otherwise}`,
        },
      ];
    case "modules failed":
      if (outcome.isMissingFile) {
        return [
          {
            verdict: "failed",
            message: `a file that the package imports is not packed:\n${outcome.output}`,
            hint: `add it to \`.paths\`, ${otherwise}`,
          },
        ];
      }
      return [
        {
          verdict: "warning",
          message: `not every module can be imported by itself with Zig ${outcome.zigVersion} on this machine:\n${outcome.output}`,
          hint: "where that is meant to be so, all is well; no Zig version is recorded as tested",
        },
      ];
  }
}
