// Adds up vitest's JSON reports, names what failed, and ends with the line `N passed, N failed`. A test that was
// skipped counts as failed where everything must run.
import { readFileSync } from "node:fs";
import { basename, relative } from "node:path";

const mustRun = process.env.PANTRY_TESTS_MUST_RUN === "1";
const failures = [];
let passed = 0;
for (const path of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(path, "utf8"));
  passed += report.numPassedTests;
  for (const file of report.testResults) {
    const name = `${basename(path, ".json")}: ${relative(process.cwd(), file.name)}`;
    // A file that could not be loaded has no tests.
    if (file.status === "failed" && file.assertionResults.length === 0)
      failures.push(`${name}\n${file.message ?? ""}`);
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      if (status === "failed") failures.push(`${name} > ${fullName}\n${failureMessages.join("\n")}`);
      else if (mustRun && status !== "passed") failures.push(`${name} > ${fullName}\n${status}`);
    }
  }
}
for (const failure of failures) console.log(`failed: ${failure}\n`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 && passed > 0 ? 0 : 1);
