import { walkDependencies } from "../walk-dependencies.ts";
import type { Check, Finding } from "./check.ts";

export const pathDependencies: Check = {
  name: "path-dependencies",
  ensures: "dependencies by path stay inside the package, and are packed with it",
  look({ package: { entries }, manifest }) {
    const { places, problems } = walkDependencies(entries, manifest);
    const findings: Finding[] = problems.map(({ message, hint }) => ({
      verdict: "failed",
      message,
      ...(hint === undefined ? {} : { hint }),
    }));
    for (const { label, dependency, folder } of places) {
      if (dependency.location.kind !== "path") continue;
      const { path } = dependency.location;
      if (folder === undefined) {
        findings.push({
          verdict: "failed",
          message: `${label} is at ${JSON.stringify(path)}, outside of the package: nobody else has that folder`,
          hint: "publish that package too, and `pantry add` it from the registry",
        });
      } else if (folder !== "" && !entries.some(({ path: one }) => one.toString().startsWith(`${folder}/`))) {
        findings.push({
          verdict: "failed",
          message: `${label} is at ${JSON.stringify(path)}, and nothing of that folder is in the package`,
          hint: "add the folder to `.paths`, or take the dependency out",
        });
      }
    }
    return findings;
  },
};
