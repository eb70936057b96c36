import { type BuildOutcome, type BuildProblem, isTested } from "../build/index.ts";
import { type CheckReport, type Finding, reportOf } from "./check.ts";

/** The one check that runs something: how the packed package took to being built. */
export function build(outcome: BuildOutcome): CheckReport {
  const ensures = "the packed archive builds in a clean folder, and its modules can be imported";
  return reportOf({ name: "build", ensures }, findingsOf(outcome));
}

function findingsOf(outcome: BuildOutcome): readonly Finding[] {
  switch (outcome.kind) {
    case "tried":
      return [importFinding(outcome), ownStepFinding(outcome)].filter((finding) => finding !== undefined);
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
          message: `its build.zig does not get through with Zig ${outcome.zigVersion}:\n${outcome.output}`,
          hint: `mend it, ${otherwise}`,
        },
      ];
  }
}

const otherwise = "or publish with --no-build, which records neither Zig version nor names";

type Tried = BuildOutcome & { readonly kind: "tried" };

function importFinding({ importProblem, zigVersion }: Tried): Finding | undefined {
  if (importProblem === undefined) return undefined;
  if (importProblem.isMissingFile) return missingFile(importProblem);
  return {
    verdict: "warning",
    message: `not every module can be imported by itself with Zig ${zigVersion} on this machine:\n${importProblem.output}`,
    hint: "where that is meant to be so, all is well; no Zig version is recorded as tested",
  };
}

/** Users of modules never run the package's own step; what has no modules has nothing else. */
function ownStepFinding(outcome: Tried): Finding | undefined {
  const { ownStepProblem, importProblem, offers, zigVersion } = outcome;
  if (ownStepProblem === undefined) return undefined;
  if (offers.modules.length > 0) {
    // What its modules lack was said already.
    if (!isTested(outcome) && importProblem?.output === ownStepProblem.output) return undefined;
    return {
      verdict: "warning",
      message: `what \`zig build\` would build by itself does not build from the packed files:\n${ownStepProblem.output}`,
      hint: "users of its modules will not notice; examples and tests that are not packed need not be built there",
    };
  }
  if (ownStepProblem.isMissingFile) return missingFile(ownStepProblem);
  return {
    verdict: "failed",
    message: `the packed archive does not build with Zig ${zigVersion}:\n${ownStepProblem.output}`,
    hint: `mend it, ${otherwise}`,
  };
}

function missingFile({ output }: BuildProblem): Finding {
  return {
    verdict: "failed",
    message: `a file that the package needs is not packed:\n${output}`,
    hint: `add it to \`.paths\`, ${otherwise}`,
  };
}
